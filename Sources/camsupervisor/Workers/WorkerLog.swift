import NIOCore
import Shared

/// A worker's standard error to log lines: bounded in length and rate, redacted.
///
/// Always drained, or the worker would block in `write` when the pipe is full. What comes too fast is counted and
/// dropped; the count is said.
struct WorkerLog: Sendable {
    /// Lines a second that are passed on.
    static let maximumLinesPerSecond = 50
    /// Bytes of a line that are kept; libav's longest message is about 400.
    static let maximumLineLength = 1_024

    private let redaction: Redaction
    private var line: [UInt8] = []
    private var isCut = false
    private var budget = LogBudget(lines: Self.maximumLinesPerSecond, per: .seconds(1))

    init(redaction: Redaction) {
        self.redaction = redaction
    }

    /// Takes what was read; returns whole lines.
    ///
    /// Secrets are searched in whole lines, so one that is cut between two reads is found.
    mutating func feed(_ bytes: some Sequence<UInt8>, at now: MonotonicTime) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                self.finishLine(at: now, into: &lines)
            } else if self.line.count < Self.maximumLineLength + self.redaction.longest {
                self.line.append(byte)
            } else {
                self.isCut = true
            }
        }
        return lines
    }

    /// The rest without a newline, when the pipe has closed.
    mutating func finish(at now: MonotonicTime) -> [String] {
        var lines: [String] = []
        if !self.line.isEmpty { self.finishLine(at: now, into: &lines) }
        Self.account(for: self.budget.settle(), in: &lines)
        return lines
    }

    private mutating func finishLine(at now: MonotonicTime, into lines: inout [String]) {
        defer {
            self.line.removeAll(keepingCapacity: true)
            self.isCut = false
        }
        let decision = self.budget.take(at: now)
        Self.account(for: decision.suppressedBefore, in: &lines)
        guard decision.passes else { return }
        lines.append(self.shown)
    }

    private static func account(for suppressed: Int, in lines: inout [String]) {
        if suppressed > 0 { lines.append("\(suppressed) more lines suppressed") }
    }

    /// The line as it is passed on.
    ///
    /// Redacted before it is cut, and of a line whose end was thrown away the last bytes go too: they may be the
    /// beginning of a secret.
    private var shown: String {
        let text = self.redaction.apply(to: String(decoding: self.line, as: UTF8.self)).printable
        let whole = self.isCut ? max(0, text.utf8.count - self.redaction.longest) : text.utf8.count
        let length = min(whole, Self.maximumLineLength)
        guard self.isCut || length < text.utf8.count else { return text }
        var shown = text
        while shown.utf8.count > length { shown.unicodeScalars.removeLast() }
        return shown + " …"
    }
}

extension String {
    /// Control characters replaced, so that a camera's text cannot forge log lines or drive a terminal.
    var printable: String {
        guard self.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return self }
        return String(
            String.UnicodeScalarView(
                self.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }
            )
        )
    }
}
