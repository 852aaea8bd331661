import Shared
import Testing

@testable import camsupervisor

@Suite("docs/services.md")
struct ServicesDocumentTests {
    private static let path = "\(RepositoryFiles.root)/docs/services.md"
    private static let begin = "<!-- services -->\n"

    /// All services, made of their schemas.
    private static var markdown: String {
        ServiceCatalogue.complete.byDomain.map { domain, services in
            "\n## \(domain)\n" + services.map(Self.section).joined()
        }.joined() + "\n"
    }

    private static func section(_ service: ServiceSchema) -> String {
        var text = "\n### \(service.name)\n\n\(service.words) Called on \(Self.target(service.target))"
        text += service.answers ? ", with `?return_response`.\n" : ".\n"
        guard !service.fields.isEmpty else { return text }
        text += "\n| field | takes | default | |\n|---|---|---|---|\n"
        for field in service.fields {
            let usual =
                field.usual.map { "`\(JSONWriter.text(of: $0))`" } ?? (field.isRequired ? "**required**" : "none")
            text += "| `\(field.name)` | \(Self.form(field.kind)) | \(usual) | \(field.words) |\n"
        }
        return text
    }

    private static func target(_ target: ServiceSchema.Target) -> String {
        switch target {
        case .anything: "any entity"
        case .entities(let domains): domains.map { "`\($0).…`" }.joined(separator: " or ")
        }
    }

    private static func form(_ kind: ServiceSchema.Field.Kind) -> String {
        func behind(_ unit: String?) -> String { unit.map { " \($0)" } ?? "" }
        return switch kind {
        case .text(let longest): "a text of at most \(longest) bytes"
        case .number(let range, let unit): "a number from \(range.lowerBound) to \(range.upperBound)\(behind(unit))"
        case .whole(let range, let unit):
            "a whole number from \(range.lowerBound) to \(range.upperBound)\(behind(unit))"
        case .period(let range): ServiceSchema.Field.words(for: range)
        case .flag: "true or false"
        case .choice(let choices): "one of \(choices.map { "`\($0)`" }.joined(separator: ", "))"
        }
    }

    @Test("the page has every service of every platform, in the words of the program")
    func page() throws {
        let page = try RepositoryFiles.read(Self.path)
        let start = try #require(page.firstRange(of: Self.begin))
        let end = try #require(page[start.upperBound...].firstRange(of: "<!-- end -->"))
        var expected = page
        expected.replaceSubrange(start.upperBound..<end.lowerBound, with: Self.markdown)
        try RepositoryFiles.expectGolden(expected, Self.path)
    }
}
