internal import CLinux
internal import Glibc
internal import IPC

/// What came of a probe, for people and for programs.
struct ProbeReport: Encodable, Hashable {
    enum Outcome: String, Encodable {
        case refused
        case possible
        /// The kernel has no such call.
        case unknown
    }

    struct Finding: Encodable, Hashable {
        var name: String
        var group: String
        var what: String
        var outcome: Outcome
        /// Whether it is as it should be with the layers that are active.
        var ok: Bool
        /// Who refused it, or which layers would have.
        var words: String

        fileprivate var shownOutcome: String {
            guard self.group == ProbeAttempt.Group.needed.rawValue else { return self.outcome.rawValue }
            return self.ok ? "works" : "fails"
        }
    }

    var ok: Bool { self.findings.allSatisfy(\.ok) && !self.findings.isEmpty }
    var layers: [ConfinementLayer]
    var findings: [Finding]

    private enum CodingKeys: String, CodingKey {
        case ok, layers, findings
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.ok, forKey: .ok)
        try container.encode(self.layers, forKey: .layers)
        try container.encode(self.findings, forKey: .findings)
    }

    /// - Parameter lines: those that ``ProbeInside`` printed.
    init(lines: [[String]]) {
        let layers: [ConfinementLayer] = lines.filter { $0.count == 3 && $0[0] == "layer" }.map { line in
            let isActive = line[2] == "active"
            return ConfinementLayer(name: line[1], active: isActive, reason: isActive ? nil : line[2])
        }
        let answers = lines.filter { $0.count == 4 && $0[0] == "attempt" }
        let active = Set(layers.filter(\.active).map(\.name))
        self.layers = layers
        self.findings = ProbeAttempt.all.map { attempt in
            let answer = answers.first { $0[1] == attempt.name }
            // One without an answer replaced or ended the process: nothing kept it.
            return Finding(attempt, result: answer.flatMap { Int($0[2]) } ?? 0, by: answer?[3] ?? "", active: active)
        }
    }

    /// A table, group by group.
    var table: String {
        var lines = self.layers.map { layer in
            "  \(Self.padded(layer.name, 20))\(layer.active ? "active" : "unavailable: \(layer.reason ?? "")")"
        }
        for group in ProbeAttempt.Group.allCases {
            lines.append("\n\(Self.title(of: group)):")
            lines += self.findings.filter { $0.group == group.rawValue }.map { finding in
                let mark = finding.ok ? "  " : "! "
                return mark + Self.padded(finding.what, 52) + Self.padded(finding.shownOutcome, 10) + finding.words
            }
        }
        let wrong = self.findings.count { !$0.ok }
        lines.append(wrong == 0 ? "\nas it should be with these layers" : "\n\(wrong) not as it should be (!)")
        return (["layers:"] + lines).joined(separator: "\n")
    }

    private static func title(of group: ProbeAttempt.Group) -> String {
        switch group {
        case .files: "files"
        case .processes: "processes"
        case .sockets: "sockets"
        case .kernel: "kernel"
        case .remaining: "what remains possible by design"
        case .needed: "what a worker needs"
        }
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}

extension ProbeReport.Finding {
    fileprivate init(_ attempt: ProbeAttempt, result: Int, by call: String, active: Set<String>) {
        let number = Int32(clamping: -result)
        let outcome: ProbeReport.Outcome =
            switch number {
            // Other errors come from a kernel that would have done it: nobody answers there, that is no such address.
            case EPERM, EACCES: .refused
            case ENOSYS: .unknown
            default: .possible
            }
        let isNeeded = attempt.group == .needed
        let mustBeRefused = !active.isDisjoint(with: attempt.keptBy)
        self.init(
            name: attempt.name,
            group: attempt.group.rawValue,
            what: attempt.words,
            outcome: outcome,
            ok: isNeeded ? result >= 0 : outcome != .possible || !mustBeRefused,
            words: Self.words(outcome, number, call, attempt)
        )
    }

    private static func words(
        _ outcome: ProbeReport.Outcome,
        _ number: Int32,
        _ call: String,
        _ attempt: ProbeAttempt
    ) -> String {
        switch outcome {
        case .refused where !call.isEmpty: return "seccomp: \(call)"
        case .refused: return String(cString: strerror(number))
        case .unknown: return "this kernel has no such call"
        case .possible where attempt.group == .needed: return number > 0 ? String(cString: strerror(number)) : ""
        case .possible where attempt.keptBy.isEmpty: return ""
        case .possible: return "would be refused by \(attempt.keptBy.joined(separator: ", "))"
        }
    }
}
