import IPC
import Shared
import Testing

@testable import camsupervisor

@Suite("A camera's video in words")
struct MediaDocumentTests {
    private func words(_ harness: MediaHarness) -> String {
        MediaDocument(MediaSummary(harness.machine), reason: nil, at: harness.now).words
    }

    @Test("a camera streams when video comes, not when it is wanted")
    func flow() {
        #expect(self.words(MediaHarness()) == "nobody watches")
        var settings = MediaSettings()
        settings.isPreloaded = true
        var harness = MediaHarness.streaming(settings)
        #expect(self.words(harness) == "wanted, and none has come")
        harness.parts(5)
        #expect(self.words(harness).hasPrefix("streaming, avc1.64001f, 640x360, "))
        harness.gone()
        harness.passed += .seconds(590)
        harness.review()
        #expect(self.words(harness).hasPrefix("wanted, and none has come for 10 min"))
    }
}
