import FoundationEssentials
import Shared
import Testing

@Suite("Camera configuration")
struct CameraConfigurationTests {
    @Test(
        "stale_after defaults to the larger of 10 s and three frames",
        arguments: [(nil, 10), (2, 10), (0.5, 10), (0.3, 10), (0.1, 30), (0.01, 300), (0, 10), (-1, 10)]
            as [(Double?, Double)]
    )
    func staleAfter(_ frameRate: Double?, _ seconds: Double) {
        #expect(abs(CameraConfiguration.defaultStaleAfter(frameRate: frameRate).inSeconds - seconds) < 0.001)
    }

    @Test("every platform survives the way to the worker")
    func json() throws {
        let url = try CameraURL("https://u:p@h/x?y=z")
        let login = Credentials(user: Secret("u"), password: Secret("p"))
        let sources: [SourceConfiguration] = [
            .demo(DemoConfiguration()),
            .generic(
                GenericConfiguration(
                    stillImageURL: .fixed(url),
                    credentials: login,
                    authentication: .digest,
                    verifyTLS: false,
                    frameRate: 0.25,
                    limitRefetchToURLChange: true,
                    headers: [HTTPHeader(name: "X", value: Secret("y"))],
                    readableFolders: ["/srv"]
                )
            ),
            .mjpeg(MJPEGConfiguration(mjpegURL: url, stillImageURL: url, credentials: login, verifyTLS: false)),
            .push(PushConfiguration(buffer: 7, timeout: .milliseconds(2500), webhookID: Secret("w"), field: "f")),
        ]
        let encoder = JSONEncoder()
        encoder.userInfo[secretTravels] = true
        for source in sources {
            let camera = CameraConfiguration(
                id: try CameraID("yard"),
                name: "Hof \"1\"\n",
                source: source,
                staleAfter: .seconds(15),
                whenStale: .hold
            )
            #expect(try JSONDecoder().decode(CameraConfiguration.self, from: encoder.encode(camera)) == camera)
        }
        #expect(sources.map(\.platform) == ["demo", "generic", "mjpeg", "push"])
    }

    @Test("wire numbers of picture kinds do not change")
    func formats() {
        let expected: [PictureFormat: UInt8] = [.jpeg: 1, .png: 2, .gif: 3, .webp: 4, .avif: 5, .svg: 6]
        #expect(Dictionary(uniqueKeysWithValues: PictureFormat.allCases.map { ($0, $0.rawValue) }) == expected)
        #expect(PictureFormat.allCases.allSatisfy { $0.mediaType.hasPrefix("image/") })
    }

    @Test("exit codes do not change")
    func exits() {
        #expect(WorkerExit.allCases.map(\.rawValue) == [0, 70, 75, 76, 78])
    }

    @Test("whatever is encoded as a message fits its limit")
    func limits() {
        #expect(Limits.upload <= Limits.uploadsInFlight)
        #expect(Limits.picture <= Limits.pushEvent)
        #expect(40_000 * 40_000 > Limits.decodedPixels)
    }
}
