import Testing

@testable import camworker

@Suite("HTTP response head")
struct HTTPResponseHeadTests {
    private func head(_ lines: [String]) -> HTTPResponseHead {
        var head = HTTPResponseHead()
        for line in lines { #expect(head.receive(line: Array("\(line)\r\n".utf8)) == true) }
        return head
    }

    @Test("keeps status and the headers that matter, whatever their case")
    func kept() {
        let head = self.head(["HTTP/1.1 200 OK", "CONTENT-type:  image/jpeg ", "ETag: \"a:b\"", "Server: x", ""])
        #expect(head.status == 200)
        #expect(head.isSuccess)
        #expect(head.contentType == "image/jpeg")
        #expect(head.entityTag == "\"a:b\"")
        #expect(head.lastModified == nil)
    }

    @Test("the next response of the same transfer replaces the last")
    func next() {
        let head = self.head(["HTTP/1.1 401 No", "Content-Type: text/html", "", "HTTP/1.0 302", "Location: /x", ""])
        #expect(head.status == 302)
        #expect(head.isRedirect)
        #expect(head.contentType == nil)
    }

    @Test("headers without end are refused at 64 KiB")
    func endless() {
        var head = HTTPResponseHead()
        var lines = 0
        while head.receive(line: Array(repeating: 0x61, count: 1000)), lines < 1000 { lines += 1 }
        #expect(lines == HTTPResponseHead.largest / 1000)
    }

    @Test("validators are kept when they can be trusted")
    func validators() {
        let lines = ["HTTP/1.1 200 OK", "Last-Modified: Sat, 21 Nov 2026 02:00:00 GMT"]
        #expect(HTTPRequest.Validators(self.head(["HTTP/1.1 200 OK"])) == nil)
        #expect(HTTPRequest.Validators(self.head(lines)) == nil, "no date to compare with")
        let same = lines + ["Date: Sat, 21 Nov 2026 02:00:00 GMT"]
        #expect(HTTPRequest.Validators(self.head(same)) == nil, "may change again within the second")
        let later = lines + ["Date: Sat, 21 Nov 2026 02:00:01 GMT"]
        #expect(HTTPRequest.Validators(self.head(later))?.lastModified == "Sat, 21 Nov 2026 02:00:00 GMT")
        #expect(HTTPRequest.Validators(self.head(same + ["ETag: W/\"1\""]))?.entityTag == "W/\"1\"")
        let long = "ETag: " + String(repeating: "a", count: 257)
        #expect(HTTPRequest.Validators(self.head(["HTTP/1.1 200 OK", long])) == nil)
    }
}
