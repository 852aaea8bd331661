import TestSupport
import Testing

@Suite("TestPicture")
struct TestPictureTests {
    @Test("a picture carries its counter and is whole", arguments: [0, 1, 27, 128, 219, 255, 100_000])
    func counter(number: Int) {
        let bytes = TestPicture(counter: number).bytes
        #expect(TestPicture.counter(in: bytes) == number)
        #expect(PictureCheck.isWholeJPEG(bytes))
    }

    @Test("a cut picture, and one with something after it, is not whole")
    func cut() {
        let bytes = TestPicture(counter: 5, hasThumbnail: true).bytes
        #expect(PictureCheck.isWholeJPEG(bytes))
        for count in 0..<bytes.count { #expect(!PictureCheck.isWholeJPEG(Array(bytes.prefix(count)))) }
        #expect(!PictureCheck.isWholeJPEG(bytes + [0]))
    }

    @Test("padding makes a picture as long as asked")
    func padding() {
        let length = TestPicture(counter: 5).bytes.count
        let padded = TestPicture(counter: 5, padding: 100_000).bytes.count
        #expect((100_000...100_020).contains(padded - length))
    }

    @Test("ffmpeg decodes the pictures: size, grey, no complaint", arguments: [3, 111, 112, 113, 200])
    func decodes(counter: Int) async throws {
        let folder = try TemporaryFolder()
        let picture = TestPicture(counter: counter, width: 40, height: 24, padding: 70_000, hasThumbnail: true)
        let file = try folder.write(picture.bytes, to: "picture.jpg")
        let ffmpeg = try RunningProgram(
            InstalledTool.path(of: "ffmpeg"),
            ["-nostdin", "-v", "error", "-i", file, "-f", "rawvideo", "-pix_fmt", "yuvj420p", "-"]
        )
        #expect(try await ffmpeg.waitForExit() == .code(0))
        try await waitUntil("all pixels are here") { ffmpeg.standardOutputBytes.count == 40 * 24 * 3 / 2 }
        let luma = ffmpeg.standardOutputBytes.prefix(40 * 24)
        #expect(luma.allSatisfy { $0 == UInt8(picture.grey) })
        #expect(ffmpeg.standardError == "")
    }

    @Test("the huge picture announces 40,000 × 40,000 pixels")
    func huge() async throws {
        let bytes = TestPicture.huge()
        #expect(PictureCheck.isWholeJPEG(bytes))
        let start = try #require(bytes.indices.first { bytes[$0...].starts(with: [0xFF, 0xC0]) })
        #expect(bytes[(start + 5)...].prefix(4).elementsEqual([0x9C, 0x40, 0x9C, 0x40]))
    }

    @Test("the smallest PNG and GIF are pictures to ffmpeg", arguments: [TestPicture.png, TestPicture.gif])
    func others(bytes: [UInt8]) async throws {
        #expect(PictureCheck.isWhole(bytes))
        let folder = try TemporaryFolder()
        let file = try folder.write(bytes, to: "picture")
        let ffmpeg = try RunningProgram(
            InstalledTool.path(of: "ffmpeg"),
            ["-nostdin", "-v", "error", "-i", file, "-f", "null", "-"]
        )
        #expect(try await ffmpeg.waitForExit() == .code(0))
        #expect(ffmpeg.standardError == "")
    }
}
