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

    @Test("what the reference examples leave to a later version is said so, line by line, and nothing else is wrong")
    func later() throws {
        let text = try RepositoryFiles.read("\(Self.folder)/reference-generic.yaml")
        let uncommented = text.split(separator: "#later ").joined()
        let loaded = ConfigurationText.load(uncommented)
        #expect(loaded.diagnostics.count == 3)
        #expect(loaded.diagnostics.allSatisfy { $0.message.hasPrefix("'stream_source' is not yet supported") })
        #expect(loaded.cameraCount == 7)
    }
}
