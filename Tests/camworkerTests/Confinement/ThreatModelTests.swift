import Foundation
import TestSupport
import Testing

@testable import camworker

@Suite("docs/threat-model.md")
struct ThreatModelTests {
    private static func document() throws -> String {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        return String(decoding: try readFile(root + "/docs/threat-model.md"), as: UTF8.self)
    }

    @Test("it names every layer that keeps anything")
    func layers() throws {
        let document = try Self.document()
        for layer in Set(ProbeAttempt.all.flatMap(\.keptBy)) { #expect(document.contains("`\(layer)`"), "\(layer)") }
    }

    @Test(
        "what the probe says to remain is in its list",
        arguments: [
            ("datagrams", "Datagrams"), ("same-port-elsewhere", "on any other machine"),
            ("metadata", "which files exist"), ("existence", "which processes there are"),
            ("network", "routes and neighbours"),
        ]
    )
    func remaining(attempt: String, words: String) throws {
        #expect(ProbeAttempt.remaining.contains { $0.name == attempt })
        #expect(try Self.document().contains(words))
    }

    @Test("nothing else remains")
    func complete() {
        #expect(ProbeAttempt.remaining.count == 5)
    }
}
