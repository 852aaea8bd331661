import Testing

@testable import Shared
@testable import camsupervisor

@Suite("examples/")
struct ExamplesTests {
    private static let folder = "\(RepositoryFiles.root)/examples"

    static func names() throws -> [String] {
        try RepositoryFiles.names(in: Self.folder, ending: ".yaml")
    }

    @Test("every file passes check without a warning", arguments: try names())
    func passes(_ name: String) {
        let loaded = ConfigurationFile.load(path: "\(Self.folder)/\(name)", environment: [:])
        #expect(loaded.diagnostics.map(\.description) == [])
        #expect(loaded.configuration?.cameras.allSatisfy { $0.configuration != nil } == true)
    }

    @Test("demo.yaml: three demo cameras and a push camera on port 8124")
    func demo() throws {
        let loaded = ConfigurationFile.load(path: "\(Self.folder)/demo.yaml", environment: [:])
        let configuration = try #require(loaded.configuration)
        #expect(
            configuration.cameras.compactMap { $0.configuration?.source.platform } == ["demo", "demo", "demo", "push"]
        )
        #expect(configuration.http.listen.map(\.description) == ["127.0.0.1:8124"])
    }

    @Test("the streams of the reference examples are read as they stand")
    func streams() throws {
        let loaded = ConfigurationFile.load(path: "\(Self.folder)/reference-generic.yaml", environment: [:])
        let generic = try #require(loaded.configuration).cameras.compactMap { camera -> GenericConfiguration? in
            guard case .generic(let generic) = camera.configuration?.source else { return nil }
            return generic
        }
        let streams = generic.compactMap(\.stream)
        #expect(streams.map(\.url.fixedURL?.scheme) == ["rtsp", "rtsp", "rtsp"])
        #expect(generic.count { $0.stillImageURL == nil } == 1)
        // Its own login goes before the one of the pictures.
        #expect(streams.last?.url.fixedURL?.user?.reveal() == "USERNAME")
    }
}
