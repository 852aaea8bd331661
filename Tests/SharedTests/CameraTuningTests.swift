import Shared
import Testing

@Suite("CameraTuning: what a running worker takes")
struct CameraTuningTests {
    private static func camera(_ source: SourceConfiguration) throws -> CameraConfiguration {
        CameraConfiguration(id: try CameraID("yard"), name: "Yard", source: source, staleAfter: .seconds(10))
    }

    private static func examples() throws -> [(CameraConfiguration, CameraConfiguration)] {
        let url = try CameraURL("http://192.0.2.1/a.jpg")
        let sources: [(SourceConfiguration, SourceConfiguration)] = [
            (.demo(.init()), .demo(.init(width: 320, height: 240, frameRate: 5))),
            (.generic(.init(stillImageURL: .fixed(url))), .generic(.init(stillImageURL: .fixed(url), frameRate: 5))),
            (
                .generic(.init(stream: .init(url: try CameraAddress("rtsp://192.0.2.1/")))),
                .generic(
                    .init(
                        stream: .init(
                            url: try CameraAddress("rtsp://192.0.2.1/"),
                            encoding: EncodingOptions(quality: 2, filters: [.turn(.mirrored)])
                        )
                    )
                )
            ),
            (.mjpeg(.init(mjpegURL: url)), .mjpeg(.init(mjpegURL: url))),
            (
                .push(.init(webhookID: Secret("some-webhook"))),
                .push(.init(timeout: .seconds(9), webhookID: Secret("some-webhook"), field: "picture"))
            ),
        ]
        return try sources.map { old, new in
            var after = try Self.camera(new)
            after.name = "The Yard"
            after.staleAfter = nil
            return (try Self.camera(old), after)
        }
    }

    @Test("a camera that takes another's tuning is like it in everything the tuning holds")
    func taken() throws {
        for (old, new) in try Self.examples() {
            var camera = old
            camera.take(new.tuning)
            #expect(camera == new)
            camera.take(old.tuning)
            #expect(camera == old)
        }
    }

    @Test("what is another platform's is left out")
    func foreign() throws {
        let examples = try Self.examples()
        for (camera, _) in examples {
            for (_, other) in examples where other.source.platform != camera.source.platform {
                var taken = camera
                taken.take(other.tuning)
                #expect(taken.source.platform == camera.source.platform && taken.name == other.name)
            }
        }
    }
}
