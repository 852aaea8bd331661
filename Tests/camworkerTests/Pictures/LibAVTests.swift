import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("libav")
struct LibAVTests {
    @Test("is linked by nothing: it is opened when the first picture is made")
    func isNotLinked() async throws {
        let folder = try TemporaryFolder()
        let output = "\(folder.path)/ldd"
        let ownProgram = try #require(linkTarget("/proc/self/exe"))
        let ldd = try RunningProgram(
            InstalledTool.path(of: "ldd", package: "libc-bin"),
            [ownProgram],
            outputFile: output
        )
        try await ldd.waitForExit()
        let libraries = String(decoding: try readFile(output), as: UTF8.self)
        #expect(libraries.contains("libc.so"))
        for library in ["libavutil", "libavcodec", "libavformat", "libswresample", "libswscale"] {
            #expect(!libraries.contains(library))
        }
    }

    @Test("its refusals say what was being done and why")
    func errors() throws {
        // A sample precision no JPEG has.
        var bytes = try HugePicture.bytes(.jpeg, side: 64)
        bytes[6] = 77
        let error = #expect(throws: PictureError.self) { _ = try PictureDecoder.decode(bytes, format: .jpeg) }
        let text = error?.description ?? ""
        #expect(text.hasPrefix("libav could not decode jpeg: "))
        #expect(text.utf8.allSatisfy { (0x20...0x7E).contains($0) })
    }
}
