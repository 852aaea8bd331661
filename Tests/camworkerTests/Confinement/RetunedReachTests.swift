import Shared
import Testing

@testable import camworker

@Suite("A retune and what a worker may reach")
struct RetunedReachTests {
    private static let sources: [SourceConfiguration] = [
        .demo(DemoConfiguration()),
        .push(PushConfiguration(webhookID: Secret("w"))),
    ]

    @Test("no tuning widens it")
    func reach() throws {
        let url = try CameraURL("http://camera.example:8080/a.jpg")
        let sources =
            Self.sources + [
                .generic(GenericConfiguration(stillImageURL: .fixed(url))),
                .generic(
                    GenericConfiguration(
                        stillImageURL: try CameraAddress("file:///srv/a.jpg"),
                        readableFolders: ["/srv"]
                    )
                ),
                .mjpeg(MJPEGConfiguration(mjpegURL: url)),
            ]
        let tuning = CameraTuning(
            name: "/etc",
            staleAfter: .seconds(1),
            frameRate: 7,
            width: 64,
            height: 64,
            timeout: .seconds(1),
            field: "http://192.0.2.1:22/"
        )
        for source in sources {
            let camera = CameraConfiguration(id: try CameraID("gate"), name: "Gate", source: source, staleAfter: nil)
            var retuned = camera
            retuned.take(tuning)
            #expect(retuned != camera)
            #expect(CameraReach(retuned) == CameraReach(camera))
            #expect(retuned.limits == camera.limits)
        }
    }
}
