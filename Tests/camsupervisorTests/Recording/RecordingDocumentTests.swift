import Testing

@testable import camsupervisor

@Suite("A recording in words")
struct RecordingDocumentTests {
    @Test("what is from before it was asked for is said, and why it is shorter")
    func words() {
        var recording = RecordingDocument(
            camera: "camera.yard",
            filename: "/srv/a.mp4",
            duration: 34.5,
            bytes: 1_024,
            lookback: 0
        )
        #expect(recording.words == "/srv/a.mp4: 34.5 s, 1024 bytes")
        recording.lookback = 4.25
        #expect(recording.words == "/srv/a.mp4: 34.5 s (4.2 s of it from before), 1024 bytes")
        recording.ended = "ended after 34.5 s: it was stopped"
        #expect(recording.words.hasSuffix("1024 bytes; ended after 34.5 s: it was stopped"))
    }
}
