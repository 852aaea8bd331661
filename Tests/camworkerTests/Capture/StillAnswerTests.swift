import TestSupport
import Testing

@testable import camworker

@Suite("Still answer")
struct StillAnswerTests {
    private func head(_ type: String?) -> camworker.HTTPResponseHead {
        var head = camworker.HTTPResponseHead()
        _ = head.receive(line: Array("HTTP/1.1 200 OK\r\n".utf8))
        if let type { _ = head.receive(line: Array("Content-Type: \(type)\r\n".utf8)) }
        return head
    }

    @Test(
        "is a stream by its head, unless it begins like a picture",
        arguments: [
            ("multipart/x-mixed-replace; boundary=frame", "--frame\r\n", true),
            ("Multipart/X-Mixed-Replace;boundary=x", "\r\n--x", true),
            ("multipart/x-mixed-replace; boundary=frame", "--", false),
            ("multipart/form-data; boundary=frame", "--frame\r\n", false),
            ("image/jpeg", "--frame\r\n", false),
            (nil, "--frame\r\n", false),
        ]
    )
    func stream(type: String?, body: String, isStream: Bool) {
        #expect(StillAnswer.isStream(self.head(type), Array(body.utf8)) == isStream)
    }

    @Test("a picture that is called multipart is a picture")
    func picture() {
        let bytes = TestPicture(counter: 1).bytes
        #expect(!StillAnswer.isStream(self.head("multipart/x-mixed-replace"), bytes))
    }

    @Test("what had come is named, and nothing is not")
    func description() {
        #expect(StillAnswer.description(of: [], self.head("image/jpeg")) == nil)
        let text = StillAnswer.description(of: Array("Busy".utf8), self.head(nil))
        #expect(text == "text beginning “Busy”")
        let half = Array(TestPicture(counter: 1, padding: 200_000).bytes.prefix(150_000))
        let picture = StillAnswer.description(of: half, self.head("image/jpeg"))
        #expect(picture == "a truncated JPEG picture: 150000 bytes without its end (sent as image/jpeg)")
    }

    @Test("the words for a stream are those of its bytes")
    func words() {
        let bytes = Array("--frame\r\nContent-Type: image/jpeg\r\n\r\n".utf8)
        #expect(PictureSniffer.describe(bytes) == StillAnswer.streamWords)
    }
}
