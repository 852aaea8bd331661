import Foundation
import Templates
import Testing

@testable import Shared
@testable import camsupervisor

@Suite("Examples of templates")
struct TemplateExamplesTests {
    /// The YAML of docs/templates.md.
    private static func documents() throws -> [String] {
        let page = try RepositoryFiles.read("\(RepositoryFiles.root)/docs/templates.md")
        return page.components(separatedBy: "```yaml\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
    }

    @Test("those of the page pass check without a warning, and every address in them is a template")
    func page() throws {
        let documents = try Self.documents()
        #expect(!documents.isEmpty)
        for document in documents {
            let loaded = ConfigurationText.load(document)
            #expect(loaded.diagnostics.isEmpty, "\(loaded.diagnostics)")
            #expect(try Self.templates(of: #require(loaded.configuration)).count == 2)
        }
    }

    @Test(
        "those of examples/templates.yaml render to a URL with states unknown and with them",
        arguments: [
            [:],
            [
                "input_select.quality": "high", "input_number.channel": "3", "input_boolean.privacy": "on",
                "counter.map": "7",
            ],
        ]
    )
    func file(_ states: [String: String]) throws {
        let path = "\(RepositoryFiles.root)/examples/templates.yaml"
        let loaded = ConfigurationFile.load(path: path, environment: [:])
        let templates = try Self.templates(of: #require(loaded.configuration))
        #expect(templates.count == 5)
        let snapshot = StateSnapshot(states.map { EntityState(entityID: $0.key, state: $0.value) })
        for template in templates {
            let read = try Template(template.text.reveal())
            #expect(
                read.names.entities.isSubset(of: [
                    "input_select.quality", "input_number.channel", "input_boolean.privacy", "counter.map",
                ])
            )
            let rendering = try read.render(in: Surroundings(states: snapshot, now: 1_700_000_000_000_000, zone: .utc))
            #expect(throws: Never.self) { try CameraURL(rendering.text) }
        }
    }

    private static func templates(of configuration: Configuration) -> [URLTemplate] {
        configuration.cameras.compactMap(\.configuration).flatMap { camera -> [URLTemplate] in
            guard case .generic(let generic) = camera.source else { return [] }
            return [generic.stillImageURL, generic.stream?.url].compactMap { $0?.template }
        }
    }
}
