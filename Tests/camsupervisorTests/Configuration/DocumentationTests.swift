import Testing

@testable import camsupervisor

@Suite("docs/configuration.md")
struct DocumentationTests {
    private static let path = "\(RepositoryFiles.root)/docs/configuration.md"

    /// A table as the page shows it: what can be set, then what comes later, then what is ignored.
    private static func markdown(_ table: OptionTable) -> String {
        var rows = ["| option | takes | default | |", "|---|---|---|---|"]
        var later: [String] = []
        var ignored: [String] = []
        for option in table.options {
            switch option.availability {
            case .available:
                let fallback = option.isRequired ? "**required**" : option.defaultText
                rows.append("| `\(option.key)` | \(option.form) | \(fallback) | \(option.summary) |")
            case .notYet: later.append("`\(option.key)`")
            case .ignored(let reason): ignored.append("`\(option.key)` (\(reason))")
            }
        }
        var text = rows.joined(separator: "\n") + "\n"
        if !later.isEmpty { text += "\nWith a later version: \(later.joined(separator: ", ")).\n" }
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
    func examples() throws {
        let blocks = Self.blocks(try RepositoryFiles.read(Self.path))
        let secrets = try #require(blocks.first { $0.text.hasPrefix("# secrets.yaml") }).text
        #expect(blocks.count >= 10)
        for (index, block) in blocks.enumerated() where block.language == "yaml" && block.text != secrets {
            let messages = ConfigurationText.messages(block.text, secrets: secrets)
            let next = blocks.indices.contains(index + 1) ? blocks[index + 1] : nil
            let expected = next?.language == "text" ? next?.text ?? "" : ""
            #expect(messages.map { $0 + "\n" }.joined() == expected, "\(block.text)")
        }
    }

    private struct Block {
        var language: Substring
        var text: String
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
