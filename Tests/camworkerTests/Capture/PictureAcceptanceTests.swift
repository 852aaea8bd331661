import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("Picture acceptance")
struct PictureAcceptanceTests {
    @Test("whole pictures pass", arguments: [TestPicture(counter: 1).bytes, TestPicture.png, TestPicture.gif])
    func whole(bytes: [UInt8]) throws {
        #expect(try PictureAcceptance.judge(bytes).isComplete)
    }

    private func refusal(_ bytes: [UInt8]) -> String? {
        do throws(PictureRefusal) {
            _ = try PictureAcceptance.judge(bytes)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test("what is none is named")
    func refused() {
        let page = Array("<html><title>Login</title></html>".utf8)
        #expect(self.refusal(page) == "an HTML page titled “Login” instead of a picture")
        #expect(self.refusal([]) == "an empty body instead of a picture")
        let cut = Array(TestPicture(counter: 1).bytes.dropLast(20))
        #expect(self.refusal(cut) == "a truncated jpeg picture (\(cut.count) bytes, its end is missing)")
        let huge = "a jpeg header that claims 40000 × 40000 pixels, more than any camera has"
        #expect(self.refusal(TestPicture.huge()) == huge)
        let long = TestPicture(counter: 1, padding: 0).bytes + [UInt8](repeating: 0, count: Limits.picture)
        #expect(self.refusal(long) == "a picture of more than 16 MiB")
    }
}
