import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("Push uploads")
struct PushUploadsTests {
    private let picture = TestPicture(counter: 3).bytes

    private func time(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: UInt64(seconds * 1e9)) }

    private func receive(
        _ uploads: inout PushUploads,
        _ flags: PushChunk.Flags,
        _ bytes: [UInt8] = [],
        type: String = "image/jpeg",
        upload: UInt32 = 1,
        at seconds: Double = 0
    ) -> PushUploads.Verdict? {
        let chunk = PushChunk(flags: flags, contentType: flags.contains(.first) ? type : "")
        return uploads.receive(
            chunk,
            bytes,
            upload: upload,
            at: self.time(seconds),
            wall: WallTime(nanoseconds: 5)
        )
    }

    private func status(_ verdict: PushUploads.Verdict?) -> Int? {
        switch verdict {
        case .picture: 200
        case .refused(let status, _): status
        case nil: nil
        }
    }

    @Test("a picture in chunks is captured when its first chunk came")
    func chunks() {
        var uploads = PushUploads(field: "image")
        #expect(self.receive(&uploads, .first, Array(self.picture.prefix(10)), at: 1) == nil)
        #expect(self.receive(&uploads, [], Array(self.picture[10..<20]), at: 2) == nil)
        let verdict = self.receive(&uploads, .last, Array(self.picture[20...]), at: 3)
        guard case .picture(let uploaded, self.time(1), WallTime(nanoseconds: 5)) = verdict else {
            Issue.record("a picture, not \(String(describing: verdict))")
            return
        }
        #expect(uploaded.bytes == self.picture)
        #expect(uploads.count == 0)
    }

    @Test("so many at a time; one more is told to come back, the others go on")
    func most() {
        var uploads = PushUploads(field: "image")
        let most = UInt32(PushUploads.most)
        for id in 1...most { #expect(self.receive(&uploads, .first, upload: id) == nil) }
        #expect(self.status(self.receive(&uploads, .first, upload: most + 1)) == 503)
        #expect(self.status(self.receive(&uploads, .last, self.picture, upload: most + 1)) == nil, "it has its answer")
        #expect(self.status(self.receive(&uploads, .last, self.picture, upload: 2)) == 200)
        #expect(self.status(self.receive(&uploads, [.first, .last], self.picture, upload: most + 2)) == 200)
    }

    @Test("all together hold 64 MiB; what goes beyond is told to come back")
    func bytes() {
        var uploads = PushUploads(field: "image")
        let part = self.picture + [UInt8](repeating: 0, count: 12 << 20)
        for id in 1...5 { #expect(self.status(self.receive(&uploads, .first, part, upload: UInt32(id))) == nil) }
        #expect(self.status(self.receive(&uploads, .first, part, upload: 6)) == 503)
        #expect(uploads.count == 5)
        #expect(self.receive(&uploads, .abort, upload: 1) == nil)
        #expect(self.status(self.receive(&uploads, .first, part, upload: 7)) == nil)
    }

    @Test("an upload that is broken off leaves nothing and gets no answer")
    func abort() {
        var uploads = PushUploads(field: "image")
        #expect(self.receive(&uploads, .first, self.picture) == nil)
        #expect(self.receive(&uploads, .abort) == nil)
        #expect(uploads.count == 0)
        #expect(self.receive(&uploads, .last) == nil)
    }

    @Test("what is no picture is refused once, with the status for its sender")
    func refused() {
        var uploads = PushUploads(field: "image")
        #expect(self.status(self.receive(&uploads, [.first, .last], Array("hello".utf8))) == 415)
        #expect(self.status(self.receive(&uploads, [.first, .last], Array(self.picture.dropLast(2)))) == 415)
        #expect(self.status(self.receive(&uploads, [.first, .last], TestPicture.huge())) == 415)
        let form = "application/x-www-form-urlencoded"
        #expect(self.status(self.receive(&uploads, .first, type: form)) == 415)
        #expect(self.receive(&uploads, .last, self.picture) == nil)
    }

    @Test("an upload larger than 16 MiB is refused, and holds no more than that")
    func tooLarge() {
        var uploads = PushUploads(field: "image")
        let chunk = [UInt8](repeating: 0xAA, count: Limits.pushChunk)
        var status = self.status(self.receive(&uploads, .first, Array(self.picture.prefix(100))))
        var chunks = 0
        while status == nil, chunks < 100 {
            status = self.status(self.receive(&uploads, [], chunk))
            chunks += 1
        }
        #expect(status == 413)
        #expect(chunks <= Limits.upload / Limits.pushChunk + 1)
    }

    @Test("an upload that has come to a halt gives its place back after 30 s")
    func halt() {
        var uploads = PushUploads(field: "image")
        #expect(self.receive(&uploads, .first, upload: 1, at: 10) == nil)
        #expect(self.receive(&uploads, .first, upload: 2, at: 20) == nil)
        #expect(uploads.deadline == self.time(40))
        #expect(uploads.takeAbandoned(at: self.time(39)) == [])
        #expect(uploads.takeAbandoned(at: self.time(40)) == [1])
        #expect(uploads.deadline == self.time(50))
    }
}
