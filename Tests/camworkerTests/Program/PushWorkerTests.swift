import IPC
import Shared
import TestSupport
import Testing

@Suite("A push camera's worker")
struct PushWorkerTests {
    private func form(_ picture: [UInt8], filename: String) -> [UInt8] {
        let head = "--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"\(filename)\"\r\n\r\n"
        return Array(head.utf8) + picture + Array("\r\n--b--\r\n".utf8)
    }

    @Test("an accepted picture is sent unasked before its answer, and the first of an event says so")
    func event() async throws {
        let worker = try await DrivenWorker.ready(try Configurations.push(timeout: .seconds(60)))
        #expect(try await worker.state(.idle).attributes == ["recording": "off"])
        let picture = TestPicture(counter: 5, padding: 100_000).bytes
        let body = self.form(picture, filename: "Tür.jpg")
        for (upload, flags) in [(1, [.keep, .eventStart]), (2, FramePayload.Flags.keep)] {
            try worker.push(body, type: "multipart/form-data; boundary=b", upload: UInt32(upload))
            let result = try await worker.next(.result)
            #expect(result.sequence == UInt32(upload))
            #expect(try result.decode(CallResult.self).status == 200)
            #expect(try worker.waiting(.frame) == 1)
            let frame = try await worker.frame()
            #expect(frame.bytes == picture)
            #expect(frame.payload.flags == flags)
            #expect(frame.payload.sequence == UInt64(upload))
        }
        let attributes = try await worker.state(.connected).attributes
        #expect(attributes["recording"] == "on")
        #expect(attributes["filename"] == "Tür.jpg")
        #expect(attributes["last_trip"]?.hasSuffix("Z") == true)
    }

    @Test("the event ends `timeout` after its last picture")
    func timeout() async throws {
        let worker = try await DrivenWorker.ready(try Configurations.push(timeout: .milliseconds(200)))
        try worker.push(TestPicture(counter: 1).bytes, type: "image/jpeg", upload: 1)
        #expect(try await worker.state(.connected).attributes["recording"] == "on")
        let idle = try await worker.state(.idle)
        // The first one was said at the start.
        let ended = idle.attributes["last_trip"] == nil ? try await worker.state(.idle) : idle
        #expect(ended.attributes["recording"] == "off")
        #expect(ended.attributes["last_trip"] != nil)
        try worker.push(TestPicture(counter: 2).bytes, type: "image/jpeg", upload: 2)
        _ = try await worker.next(.result)
        _ = try await worker.frame()
        #expect(try await worker.frame().payload.flags == [.keep, .eventStart])
    }

    @Test("what is refused is refused with status and reason, and harms nothing")
    func refused() async throws {
        let worker = try await DrivenWorker.ready(try Configurations.push())
        let cases: [([UInt8], String, Int)] = [
            (
                self.form([1], filename: "a").map { $0 == UInt8(ascii: "i") ? UInt8(ascii: "j") : $0 },
                "multipart/form-data; boundary=b", 400
            ),
            (Array("<html>".utf8), "text/html", 415),
            (TestPicture.huge(), "image/jpeg", 415),
            (Array(TestPicture(counter: 1).bytes.dropLast(2)), "image/jpeg", 415),
            (TestPicture(counter: 1).bytes + [UInt8](repeating: 0, count: Limits.upload), "image/jpeg", 413),
        ]
        for (number, (body, type, status)) in cases.enumerated() {
            try worker.push(body, type: type, upload: UInt32(number + 1), piece: 200_000)
            let result = try await worker.next(.result)
            #expect(result.sequence == UInt32(number + 1))
            let answer = try result.decode(CallResult.self)
            #expect(answer.status == status, "\(answer.reason)")
            #expect(!answer.reason.isEmpty)
        }
        try worker.push(TestPicture(counter: 1).bytes, type: "image/jpeg", upload: 99)
        #expect(try await worker.next(.result).decode(CallResult.self).status == 200)
    }

    @Test("a camera of another platform answers an upload with 404")
    func otherPlatform() async throws {
        let worker = try await DrivenWorker.ready(try Configurations.demo())
        try worker.push(TestPicture(counter: 1).bytes, type: "image/jpeg", upload: 1)
        #expect(try await worker.next(.result).decode(CallResult.self).status == 404)
    }
}
