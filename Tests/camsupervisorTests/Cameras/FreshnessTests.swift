import Shared
import Testing

@testable import camsupervisor

@Suite("Freshness")
struct FreshnessTests {
    static let ages: [(staleAfter: Double?, pace: Double?, age: Double)] = [
        (10, nil, 1), (10, 0.5, 1), (10, 1, 1), (60, 20, 20), (300, 100, 100),
        // Stale is stale, also where the operator asks for fewer pictures than that.
        (2, 10, 2), (0.5, nil, 0.5),
        (nil, nil, 1),
    ]

    @Test("a still may be a second old, or as old as the camera's own pace, but never stale", arguments: ages)
    func usualStillAge(_ example: (staleAfter: Double?, pace: Double?, age: Double)) {
        let freshness = Freshness(
            staleAfter: example.staleAfter.map { .seconds($0) },
            pace: example.pace.map { .seconds($0) }
        )
        #expect(freshness.usualStillAge == .seconds(example.age))
    }

    static let patiences: [(staleAfter: Double?, pace: Double?, factor: Int, patience: Double?)] = [
        (10, nil, 3, 30), (20, nil, 3, 60), (10, 0.5, 10, 100),
        // Below 30 s the worker itself would not have come to say what is wrong with the camera.
        (1, nil, 3, 30), (10, nil, 1, 30),
        (2, 10, 3, 30), (2, 20, 3, 60), (nil, nil, 3, nil),
    ]

    @Test(
        "a connected worker has the operator's factor, 30 s and three pictures' time to deliver",
        arguments: patiences
    )
    func patience(_ example: (staleAfter: Double?, pace: Double?, factor: Int, patience: Double?)) {
        let freshness = Freshness(
            staleAfter: example.staleAfter.map { .seconds($0) },
            pace: example.pace.map { .seconds($0) }
        )
        #expect(freshness.patience(factor: example.factor) == example.patience.map { .seconds($0) })
    }

    @Test("a pushed picture grows stale when the operator says so, and no worker is to blame")
    func pushed() {
        let freshness = Freshness(staleAfter: .seconds(5), isPushed: true)
        #expect(freshness.isStale(.seconds(5)) && !freshness.isStale(.seconds(4.9)))
        #expect(freshness.patience(factor: 3) == nil)
        #expect(!Freshness(isPushed: true).isStale(.seconds(1e9)))
    }

    @Test("a camera's own pace is what its `framerate` allows")
    func pace() throws {
        let url = try CameraURL("http://host/a")
        let generic = SourceConfiguration.generic(.init(stillImageURL: .fixed(url), frameRate: 0.1))
        #expect(generic.pace == .seconds(10))
        #expect(SourceConfiguration.demo(.init(frameRate: 4)).pace == .seconds(0.25))
        #expect(SourceConfiguration.mjpeg(.init(mjpegURL: url)).pace == nil)
    }
}
