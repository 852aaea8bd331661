import Testing

@testable import camworker

@Suite("ProbeReport")
struct ProbeReportTests {
    private static func report(layers: [String], _ results: [String: Int], others: Int = -1) -> ProbeReport {
        let lines = layers.map { ["layer", $0, "active"] }
        let attempts = ProbeAttempt.all.map { attempt in
            let result = results[attempt.name] ?? (attempt.group == .needed ? 0 : others)
            return ["attempt", attempt.name, "\(result)", ""]
        }
        return ProbeReport(lines: lines + attempts)
    }

    private static let allLayers = [
        "own-user", "no-capabilities", "landlock-files", "landlock-ports", "landlock-scopes", "seccomp",
    ]

    @Test("all refused and all needed there is as it should be")
    func right() {
        #expect(Self.report(layers: Self.allLayers, [:]).ok)
    }

    @Test("one thing possible that an active layer keeps is wrong, and pointed at", arguments: [0, 5, -22, -9])
    func wrong(result: Int) {
        let report = Self.report(layers: Self.allLayers, ["mount": result])
        #expect(!report.ok)
        #expect(report.findings.filter { !$0.ok }.map(\.name) == ["mount"])
        #expect(report.table.split(separator: "\n").contains { $0.hasPrefix("! mount a file system") })
    }

    @Test("the same without that layer is said and no mistake")
    func missing() {
        let report = Self.report(layers: ["landlock-files"], ["other-port": 0])
        #expect(report.ok)
        let finding = report.findings.first { $0.name == "other-port" }
        #expect(finding?.outcome == .possible && finding?.words == "would be refused by landlock-ports")
    }

    @Test("what a worker needs and does not get is a mistake")
    func needed() {
        #expect(!Self.report(layers: Self.allLayers, ["name": -13]).ok)
    }

    @Test("an attempt without an answer ended the process, which nothing kept from it")
    func unanswered() {
        let lines = [["layer", "seccomp", "active"]]
        let report = ProbeReport(lines: lines)
        #expect(!report.ok && report.findings.first { $0.name == "execute" }?.outcome == .possible)
    }

    @Test("names are unique, and each layer that is referred to is one")
    func names() {
        let all = ProbeAttempt.all
        #expect(Set(all.map(\.name)).count == all.count)
        #expect(Set(all.flatMap(\.keptBy)).isSubset(of: Self.allLayers))
    }
}
