import NIOCore
import Testing

@testable import camsupervisor

@Suite("StillETag")
struct StillETagTests {
    private func tag(contentVersion: UInt64 = 1, width: UInt32 = 640, picture: String = "picture") -> String {
        StillETag.text(
            of: Frame(
                payload: .example(width: width),
                generation: 1,
                picture: ByteBuffer(string: picture),
                version: 99,
                contentVersion: contentVersion
            )
        )
    }

    @Test("a strong tag in quotes, the same for the same bytes")
    func form() {
        #expect(self.tag().hasPrefix("\"") && self.tag().hasSuffix("\""))
        #expect(self.tag() == self.tag())
    }

    @Test("other bytes or another size have another tag")
    func different() {
        #expect(
            Set([self.tag(), self.tag(contentVersion: 2), self.tag(width: 320), self.tag(picture: "p")]).count == 4
        )
    }

    static let examples: [(String?, Bool)] = [
        (nil, false), ("", false), ("\"a\"", true), ("W/\"a\"", true), ("*", true), (" \"a\" ", true),
        ("\"b\", \"a\"", true), ("\"b\",W/\"a\"", true), ("\"b\"", false), ("a", false), ("\"a", false),
        ("\"A\"", false), ("w/\"a\"", false), ("\"b\", *", true), (",,", false),
    ]

    @Test("If-None-Match is compared weakly, in lists too", arguments: examples)
    func matches(_ header: String?, _ isMatch: Bool) {
        #expect(StillETag.matches(header, "\"a\"") == isMatch)
    }
}
