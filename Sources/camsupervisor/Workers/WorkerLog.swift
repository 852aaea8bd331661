import CLinux
import Shared

/// A worker's standard error to log lines: bounded in length, rate and cost, redacted.
///
/// Always drained up to a limit of bytes, or the worker would block in `write` when the pipe is full; who writes more
/// than that does block. What comes too fast is counted and dropped; the count is said.
struct WorkerLog: Sendable {
    /// Lines a second that are passed on.
    static let maximumLinesPerSecond = 50
    /// Bytes of a line that are kept; libav's longest message is about 400.
    static let maximumLineLength = 1_024
    /// Bytes a second that are read: five times what can be passed on, and passing over as many empty lines costs
    /// a hundredth of a loop that serves other cameras' viewers.
    static let maximumBytesPerSecond = 256 * 1_024
    private static let window = Duration.seconds(1)

    private let redaction: Redaction
    private var line: [UInt8] = []
    private var isCut = false
    private var budget = LogBudget(lines: Self.maximumLinesPerSecond, per: Self.window)
    private var windowStart = MonotonicTime(nanoseconds: 0)
    private var bytesInWindow = 0

    init(redaction: Redaction) {
        self.redaction = redaction
    }

    /// Takes what was read; returns whole lines.
    ///
    /// Secrets are searched in whole lines, so one that is cut between two reads is found.
    mutating func feed(_ bytes: UnsafeRawBufferPointer, at now: MonotonicTime) -> [String] {
        self.count(bytes.count, at: now)
        var lines: [String] = []
        var rest = bytes[...]
        while let newline = Self.newline(in: rest) {
            self.append(rest[..<newline])
            self.finishLine(at: now, into: &lines)
            rest = rest[(newline + 1)...]
        }
        self.append(rest)
        return lines
    }

    /// How long nothing more is to be read; `nil` while the limit of bytes is not reached.
    func pause(at now: MonotonicTime) -> Duration? {
        guard self.bytesInWindow >= Self.maximumBytesPerSecond else { return nil }
        let rest = (self.windowStart + Self.window).since(now)
        return rest > .zero ? rest : nil
    }

    /// The rest without a newline, when the pipe has closed.
    mutating func finish(at now: MonotonicTime) -> [String] {
        var lines: [String] = []
        if !self.line.isEmpty { self.finishLine(at: now, into: &lines) }
        Self.account(for: self.budget.settle(), in: &lines)
        return lines
    }

    private mutating func count(_ bytes: Int, at now: MonotonicTime) {
        if now.since(self.windowStart) >= Self.window {
            self.windowStart = now
            self.bytesInWindow = 0
        }
        self.bytesInWindow += bytes
    }

    private static func newline(in bytes: Slice<UnsafeRawBufferPointer>) -> Int? {
        let part = UnsafeRawBufferPointer(rebasing: bytes)
        guard let base = part.baseAddress, let found = memchr(base, Int32(UInt8(ascii: "\n")), part.count) else {
            return nil
        }
        return bytes.startIndex + (UnsafeRawPointer(found) - base)
    }

    private mutating func append(_ bytes: Slice<UnsafeRawBufferPointer>) {
        let room = Self.maximumLineLength + self.redaction.longest - self.line.count
        if bytes.count > room { self.isCut = true }
        self.line.append(contentsOf: bytes.prefix(room))
    }

    private mutating func finishLine(at now: MonotonicTime, into lines: inout [String]) {
        defer {
            self.line.removeAll(keepingCapacity: true)
            self.isCut = false
        }
        let decision = self.budget.take(at: now)
        Self.account(for: decision.suppressedBefore, in: &lines)
        guard decision.passes else { return }
        let text = String(decoding: self.line, as: UTF8.self)
        lines.append(self.redaction.shown(text, isCut: self.isCut, longest: Self.maximumLineLength))
    }

    private static func account(for suppressed: Int, in lines: inout [String]) {
        if suppressed > 0 { lines.append("\(suppressed) more lines suppressed") }
    }
}
