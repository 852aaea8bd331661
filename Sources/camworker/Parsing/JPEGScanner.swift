/// Finds the end of a JPEG while its bytes still arrive.
///
/// Walks the segments by their lengths, so that a thumbnail inside EXIF does not end the picture, and the
/// entropy-coded bytes from one FF to the next. Give it everything from SOI on, again and longer each time: it remembers
/// how far it came, so that all calls together look at each byte once. After ``Outcome/lost(resume:_:)`` look for the
/// next start with ``start(in:from:to:)``; `resume` is never before a byte that was already judged, so that hostile
/// bytes cost linear time.
struct JPEGScanner: Sendable {
    enum Outcome: Hashable, Sendable {
        case needsMore
        /// The picture ends before `end`.
        case picture(end: Int)
        /// A new picture starts at `at`: the one before it was cut off.
        case restart(at: Int)
        /// These bytes are no JPEG; the next one may start at `resume` at the earliest.
        case lost(resume: Int, JPEGFault)
    }

    private enum Mode {
        case marker
        case entropy
    }

    private let limit: Int
    private var mode = Mode.marker
    /// The next byte to judge; beyond the bytes at hand while a segment is skipped.
    private var position = 2
    /// Start of the last skipped segment's contents: when its length proves wrong, the cut was in there.
    private var resume = 2
    private var sawFrameHeader = false
    private var sawScan = false

    /// - Parameter limit: largest picture, bytes.
    init(limit: Int) {
        self.limit = limit
    }

    /// Offset of the first `FF D8 FF` in `start..<end`.
    static func start(in bytes: Span<UInt8>, from start: Int, to end: Int) -> Int? {
        var position = start
        while let found = bytes.firstIndex(of: 0xFF, from: position, to: end - 2) {
            if bytes.holdsStart(at: found) { return found }
            position = found + 1
        }
        return nil
    }

    /// Goes on with the scan; `bytes` begin with the SOI that was found.
    mutating func scan(_ bytes: Span<UInt8>) -> Outcome {
        let visible = bytes.extracting(0..<min(bytes.count, self.limit))
        while true {
            let outcome = self.mode == .marker ? self.scanMarker(visible) : self.scanEntropy(visible)
            guard let outcome else { continue }
            if outcome == .needsMore, bytes.count >= self.limit { return .lost(resume: self.limit, .tooLarge) }
            return outcome
        }
    }

    private mutating func scanMarker(_ bytes: Span<UInt8>) -> Outcome? {
        guard self.position < bytes.count else { return .needsMore }
        guard bytes[self.position] == 0xFF else { return .lost(resume: self.resume, .badSegment) }
        var code = self.position + 1
        while code < bytes.count, bytes[code] == 0xFF { code += 1 }
        self.position = code - 1
        guard code < bytes.count else { return .needsMore }
        switch bytes[code] {
        case JPEGMarker.end:
            return self.sawScan ? .picture(end: code + 1) : .lost(resume: code + 1, .noScan)
        case JPEGMarker.start:
            return self.position + 2 < bytes.count ? self.restart(bytes) : .needsMore
        case let marker where JPEGMarker.hasSegment(marker):
            return self.skipSegment(marker, at: code + 1, bytes)
        default:
            return .lost(resume: self.resume, .badSegment)
        }
    }

    private func restart(_ bytes: Span<UInt8>) -> Outcome {
        bytes[self.position + 2] == 0xFF
            ? .restart(at: self.position) : .lost(resume: self.position + 2, .badSegment)
    }

    private mutating func skipSegment(_ marker: UInt8, at start: Int, _ bytes: Span<UInt8>) -> Outcome? {
        guard let length = bytes.bigEndian(at: start, length: 2) else { return .needsMore }
        guard length >= 2 else { return .lost(resume: max(self.resume, start), .badSegment) }
        if marker == JPEGMarker.scan {
            guard self.sawFrameHeader else { return .lost(resume: max(self.resume, start), .noFrameHeader) }
            self.sawScan = true
            self.mode = .entropy
        }
        if JPEGMarker.isFrameHeader(marker) { self.sawFrameHeader = true }
        self.resume = start
        self.position = start + length
        return nil
    }

    private mutating func scanEntropy(_ bytes: Span<UInt8>) -> Outcome? {
        while let found = bytes.firstIndex(of: 0xFF, from: self.position, to: bytes.count) {
            self.position = found
            guard found + 1 < bytes.count else { return .needsMore }
            switch bytes[found + 1] {
            case JPEGMarker.end: return .picture(end: found + 2)
            case 0xFF: self.position = found + 1
            case JPEGMarker.start:
                guard found + 2 < bytes.count else { return .needsMore }
                if bytes[found + 2] == 0xFF { return .restart(at: found) }
                self.position = found + 2
            case let marker where JPEGMarker.mayFollowScan(marker):
                self.mode = .marker
                self.resume = found + 2
                return nil
            default: self.position = found + 2
            }
        }
        self.position = max(self.position, bytes.count)
        return .needsMore
    }
}

/// Why bytes that began like a JPEG are none.
enum JPEGFault: Hashable, Sendable, CustomStringConvertible {
    /// A segment ends where no marker stands: its length is wrong, or bytes are missing.
    case badSegment
    case noScan
    case noFrameHeader
    case tooLarge

    var description: String {
        switch self {
        case .badSegment: "a broken or cut-off segment"
        case .noScan: "no picture between start and end"
        case .noFrameHeader: "no frame header before the first scan"
        case .tooLarge: "no end within the size limit"
        }
    }
}
