import NIOCore
import Shared

/// All findings, by what they are about.
///
/// Field names of the JSON are an interface; additions only.
struct DoctorReport: Sendable, Hashable {
    struct Part: Sendable, Hashable, Codable {
        var title: String
        var findings: [DoctorFinding]
    }

    var parts: [Part]
    /// Whether the configuration has errors; that has an exit code of its own.
    var hasWrongConfiguration = false

    private func count(_ verdict: DoctorFinding.Verdict) -> Int {
        self.parts.joined.count { $0.verdict == verdict }
    }

    /// 0, 1 when something failed, 78 when it is the configuration.
    var exitCode: Int32 {
        if self.hasWrongConfiguration { return 78 }
        return self.count(.failed) > 0 ? 1 : 0
    }

    /// Without what a filter knows as secret; before it gets a form, in which a secret could look otherwise.
    func filtered(by filter: SecretFilter) -> DoctorReport {
        var report = self
        report.parts = self.parts.map { part in
            let findings = part.findings.map { finding in
                DoctorFinding(
                    subject: filter.apply(to: finding.subject),
                    verdict: finding.verdict,
                    words: filter.apply(to: finding.words),
                    advice: finding.advice.map(filter.apply)
                )
            }
            return Part(title: part.title, findings: findings)
        }
        return report
    }

    /// For programs: `exit_code`, `failed`, `warnings`, and `parts` with their findings.
    var json: String {
        struct Document: Encodable {
            var exitCode: Int32
            var failed: Int
            var warnings: Int
            var parts: [Part]

            enum CodingKeys: String, CodingKey {
                case failed, warnings, parts
                case exitCode = "exit_code"
            }
        }
        let document = Document(
            exitCode: self.exitCode,
            failed: self.count(.failed),
            warnings: self.count(.warning),
            parts: self.parts.filter { !$0.findings.isEmpty }
        )
        return String(buffer: JSONBody.encode(document)) + "\n"
    }

    /// A line per finding, what to do below it, and the sum at the end.
    var text: String {
        var lines: [String] = []
        for part in self.parts where !part.findings.isEmpty {
            lines.append(part.title)
            for finding in part.findings {
                lines.append("  \(Self.mark(finding.verdict))  \(finding.subject): \(finding.words)")
                if let advice = finding.advice { lines.append("           → \(advice)") }
            }
        }
        lines.append(self.summary)
        return lines.joined(separator: "\n") + "\n"
    }

    private var summary: String {
        let failed = self.count(.failed)
        let warnings = self.count(.warning)
        guard failed + warnings > 0 else { return "Nothing is wrong." }
        return "\(failed) failed, \(warnings) \(warnings == 1 ? "warning" : "warnings")."
    }

    /// Of equal length.
    private static func mark(_ verdict: DoctorFinding.Verdict) -> String {
        switch verdict {
        case .ok: "ok     "
        case .warning: "warning"
        case .failed: "FAILED "
        }
    }
}

extension [DoctorReport.Part] {
    fileprivate var joined: [DoctorFinding] { self.flatMap(\.findings) }
}
