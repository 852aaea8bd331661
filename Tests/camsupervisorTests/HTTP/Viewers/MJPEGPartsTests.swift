import IPC
import NIOCore
import Shared
import Testing

@testable import camsupervisor

@Suite("MJPEGParts")
struct MJPEGPartsTests {
    private func head(wall: UInt64, format: PictureFormat = .jpeg, picture: String = "12345") -> String {
        let frame = Frame(
            payload: .example(wall: WallTime(nanoseconds: wall), format: format),
            generation: 1,
            picture: ByteBuffer(string: picture),
            version: 1,
            contentVersion: 1
        )
        return String(buffer: frame.partHead)
    }

    @Test("a part has type, length and capture time to the microsecond")
    func part() {
        #expect(
            self.head(wall: 1_795_228_867_250_000_999)
                == "Content-Type: image/jpeg\r\nContent-Length: 5\r\nX-Timestamp: 1795228867.250000\r\n\r\n"
        )
    }

    @Test(
        "the fraction keeps its zeros",
        arguments: [
            (UInt64(0), "0.000000"), (1_000, "0.000001"), (5_999_999_999, "5.999999"), (7_010_000_000, "7.010000"),
        ]
    )
    func fraction(_ wall: UInt64, _ text: String) {
        #expect(self.head(wall: wall).contains("X-Timestamp: \(text)\r\n"))
    }

    @Test("the type is the picture's own", arguments: PictureFormat.allCases)
    func types(_ format: PictureFormat) {
        #expect(self.head(wall: 0, format: format).hasPrefix("Content-Type: \(format.mediaType)\r\n"))
    }

    @Test(
        "the answer's head has no length, closes the connection, and is followed by the first delimiter",
        arguments: [EmbeddingPolicy.ownPages, .anyPage]
    )
    func opening(_ embedding: EmbeddingPolicy) {
        #expect(
            String(buffer: MJPEGParts.opening(for: embedding)) == """
                HTTP/1.1 200 OK\r
                Content-Type: multipart/x-mixed-replace; boundary=frameboundary\r
                Cache-Control: no-store\r
                Pragma: no-cache\r
                Connection: close\r
                X-Content-Type-Options: nosniff\r
                Cross-Origin-Resource-Policy: \(embedding.rawValue)\r
                Referrer-Policy: no-referrer\r
                \r
                --frameboundary\r

                """
        )
    }

    @Test("each picture is followed by the next delimiter in the same write")
    func closing() {
        #expect(String(buffer: MJPEGParts.closing) == "\r\n--frameboundary\r\n")
    }

    @Test("the built-in placeholder is a JPEG from the first byte to the last")
    func builtIn() {
        let bytes = Array(BuiltInPlaceholder.frame.picture.readableBytesView)
        #expect(bytes.starts(with: [0xFF, 0xD8, 0xFF]))
        #expect(bytes.suffix(2) == [0xFF, 0xD9])
        #expect(BuiltInPlaceholder.frame.version == 0)
    }
}
