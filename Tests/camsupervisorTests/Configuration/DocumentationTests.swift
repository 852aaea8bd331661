import TestSupport
import Testing

@testable import camsupervisor

@Suite("docs/configuration.md")
struct DocumentationTests {
    private static let path = "\(RepositoryFiles.root)/docs/configuration.md"

    /// A table as the page shows it: what can be set, then what is ignored.
    private static func markdown(_ table: OptionTable) -> String {
        var rows = ["| option | takes | default | |", "|---|---|---|---|"]
        var ignored: [String] = []
        for option in table.options {
            switch option.availability {
            case .available:
                let fallback = option.isRequired ? "**required**" : option.defaultText
                rows.append("| `\(option.key)` | \(option.form) | \(fallback) | \(option.summary) |")
            case .ignored(let reason): ignored.append("`\(option.key)` (\(reason))")
            }
        }
        var text = rows.joined(separator: "\n") + "\n"
        if !ignored.isEmpty {
            text += "\nTaken from Home Assistant's files and ignored: \(ignored.joined(separator: ", ")).\n"
        }
        return text
    }

    /// The page with each table written anew between its marks.
    private static func withTables(_ page: String) -> String {
        var result = page
        for table in OptionTable.all {
            let begin = "<!-- options: \(table.name) -->\n"
            guard let start = result.firstRange(of: begin),
                let end = result[start.upperBound...].firstRange(of: "<!-- end -->")
            else {
                Issue.record("the page has no place for the options of '\(table.name)'")
                continue
            }
            result.replaceSubrange(start.upperBound..<end.lowerBound, with: Self.markdown(table))
        }
        return result
    }

    @Test("the page names every option, in the words of the program")
    func tables() throws {
        let page = try RepositoryFiles.read(Self.path)
        try RepositoryFiles.expectGolden(Self.withTables(page), Self.path)
        let names = OptionTable.all.flatMap(\.options).map(\.key)
        #expect(names.filter { !page.contains("`\($0)`") }.isEmpty)
    }

    @Test("every example on the page is what it says: good, or with the errors shown below it")
    func examples() async throws {
        let folder = try TemporaryFolder()
        let pair = try await CertificatePair(in: folder)
        let given = try Self.given.merging([
            "/etc/letsencrypt/live/cams.example/fullchain.pem": RepositoryFiles.read(pair.certificate),
            "/etc/letsencrypt/live/cams.example/privkey.pem": RepositoryFiles.read(pair.key),
        ]) { $1 }
        let blocks = Self.blocks(try RepositoryFiles.read(Self.path))
        let secrets = try #require(blocks.first { $0.text.hasPrefix("# secrets.yaml") }).text
        #expect(blocks.count >= 10)
        for (index, block) in blocks.enumerated() where block.language == "yaml" && block.file == nil {
            let files = blocks[(index + 1)...].prefix { $0.file != nil }
            let next = blocks[(index + 1 + files.count)...].first
            let messages = ConfigurationText.messages(
                block.text,
                secrets: secrets,
                files: given.merging(files.map { ($0.file ?? "", $0.text) }) { $1 },
                environment: ["CREDENTIALS_DIRECTORY": "/run/credentials"]
            )
            let expected = next?.language == "text" ? next?.text ?? "" : ""
            #expect(messages.map { $0 + "\n" }.joined() == expected, "\(block.text)")
        }
    }

    /// Files outside the page that the examples ask for.
    private static let given = ["/run/credentials/door": "the door's password\n"]

    private struct Block {
        var language: Substring
        var text: String

        /// `conf.d/yard.yaml`, where that is the block's first line: a file beside that of the block before it.
        var file: String? {
            let line = self.text.split(separator: "\n").first ?? ""
            guard self.language == "yaml", line.hasPrefix("# ") else { return nil }
            return String(line.dropFirst(2))
        }
    }

    private static func blocks(_ page: String) -> [Block] {
        var blocks: [Block] = []
        var open: Block?
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                if let block = open { blocks.append(block) }
                open = open == nil ? Block(language: line.dropFirst(3), text: "") : nil
            } else {
                open?.text += "\(line)\n"
            }
        }
        return blocks
    }
}
