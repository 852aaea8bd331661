/// Reads the body of `eventManager.cgi?action=attach`, as it comes from real firmware.
///
/// By its content and hardly by its frame, since no two firmwares frame alike: `Content-Length` counts the empty line before the
/// text or does not, between two parts stand none to three empty lines, and one part may hold several events. An
/// event is a line that begins with `Code=`; its data is JSON over as many lines as it takes to close. Only where a text
/// has no line end of its own does the length tell that it is complete.
///
/// Pure; what is delivered does not depend on where the bytes are cut.
struct AttachStreamParser {
    enum Item: Hashable {
        case event(AttachEvent)
        /// The camera has nothing to say.
        case heartbeat
    }

    /// Bytes of an event with its data; real ones have under 4 KiB.
    static let longestEvent = 64 * 1024
    /// Bytes without event or heartbeat after which a body is something else; a part has 100 bytes around its text.
    static let mostStrange = 256 * 1024

    /// Bytes of a delimiter with its dashes (RFC 2046 §5.1.1), and what some firmware adds to it.
    ///
    /// A longer one would be searched for in every line.
    private static let longestDelimiter = 2 + 70 + 2

    /// The line that is under way; with data all of its lines.
    private var line: [UInt8] = []
    /// Where in ``line`` its newest line begins, while it is data.
    private var lastStart = 0
    private var scan: JSONExtent?
    /// The rest of the line says nothing.
    private var isSkipping = false
    /// What was told of this line before its end had come.
    private var told: [UInt8]?
    /// With the two dashes; empty until one came.
    private var delimiter: [UInt8] = []
    /// `Content-Length` of the part.
    private var announced: Int?
    /// Whether the text comes next.
    private var isArmed = false
    /// Bytes of the text that are to come.
    private var left: Int?
    /// A length was shorter than its text: none is believed any more.
    private var hasLied = false
    /// Bytes since the last that were something.
    private(set) var strangeBytes = 0

    private static let code = Array("Code=".utf8)
    private static let heartbeat = Array("Heartbeat".utf8)
    private static let dashes = Array("--".utf8)
    private static let data = Array(";data=".utf8)
    private static let index = Array(";index=".utf8)
    private static let length = Array("content-length:".utf8)

    /// Whether what came is no stream of events.
    var isStrange: Bool { self.strangeBytes > Self.mostStrange }

    /// Bytes held, for tests.
    var heldBytes: Int { self.line.count + (self.told?.count ?? 0) }

    mutating func feed(_ bytes: UnsafeRawBufferPointer, deliver: (Item) -> Void) {
        for byte in bytes { self.take(byte, deliver) }
    }

    private mutating func take(_ byte: UInt8, _ deliver: (Item) -> Void) {
        self.strangeBytes += 1
        self.count(byte)
        if self.scan != nil {
            self.takeData(byte, deliver)
        } else if byte == UInt8(ascii: "\n") {
            self.endLine(deliver)
        } else if !self.isSkipping {
            self.line.append(byte)
            self.beginData(byte)
            if self.line.count > Self.longestEvent { self.skip() }
        }
        guard self.left == 0 else { return }
        self.left = nil
        self.tellEarly(deliver)
    }

    /// Empty lines before the text are left out: where they are counted, the line's own end comes first.
    private mutating func count(_ byte: UInt8) {
        if self.isArmed, byte != UInt8(ascii: "\r"), byte != UInt8(ascii: "\n") {
            self.isArmed = false
            self.left = self.announced
        }
        if let left { self.left = left - 1 }
    }

    private mutating func skip() {
        self.line = []
        self.scan = nil
        self.isSkipping = true
    }

    // MARK: - Lines

    private mutating func endLine(_ deliver: (Item) -> Void) {
        defer {
            self.line = []
            self.told = nil
            self.isSkipping = false
        }
        if self.line.last == UInt8(ascii: "\r") { self.line.removeLast() }
        if let told {
            guard !self.line.isEmpty, !self.line.starts(with: Self.dashes) else { return self.readFrame() }
            self.hasLied = true
            self.line = told + self.line
        }
        guard !self.tell(self.line, deliver) else { return }
        self.readFrame()
    }

    /// - Returns: whether it was anything.
    private mutating func tell(_ bytes: [UInt8], isJSON: Bool = false, _ deliver: (Item) -> Void) -> Bool {
        guard bytes.starts(with: Self.code) || bytes.starts(with: Self.heartbeat) else { return false }
        let text = isJSON ? bytes : self.withoutDelimiter(bytes)
        if text == Self.heartbeat {
            deliver(.heartbeat)
        } else if text.starts(with: Self.code), let event = AttachEvent(String(decoding: text, as: UTF8.self)) {
            deliver(.event(event))
        } else {
            return false
        }
        self.strangeBytes = 0
        return true
    }

    /// Some firmware puts the next delimiter right behind a text.
    private func withoutDelimiter(_ bytes: [UInt8]) -> [UInt8] {
        guard !self.delimiter.isEmpty, bytes.count >= self.delimiter.count,
            let start = bytes.firstRange(of: self.delimiter)
        else { return bytes }
        return Array(bytes[..<start.lowerBound])
    }

    private mutating func readFrame() {
        if self.line.isEmpty {
            self.isArmed = self.announced != nil && self.left == nil
        } else if self.line.starts(with: Self.dashes) {
            let isDelimiter = 3...Self.longestDelimiter ~= self.line.count
            self.delimiter = isDelimiter ? self.line : []
            self.announced = nil
            self.left = nil
        } else if self.line.count <= 40 {
            let lower = self.line.map { 65...90 ~= $0 ? $0 | 0x20 : $0 }
            guard lower.starts(with: Self.length) else { return }
            let digits = String(decoding: lower.dropFirst(Self.length.count), as: UTF8.self)
            self.announced = Int(digits.filter { $0 != " " }).flatMap { 1...Self.longestEvent ~= $0 ? $0 : nil }
            self.left = nil
        }
    }

    /// The text is complete by its length, and no line end has come.
    private mutating func tellEarly(_ deliver: (Item) -> Void) {
        guard !self.hasLied, self.scan == nil, !self.line.isEmpty, self.told == nil else { return }
        let isHeartbeat = self.line == Self.heartbeat
        let event = AttachEvent(String(decoding: self.line, as: UTF8.self))
        // Only what ends with its number: a length that is too short may cut that, but nothing before.
        let isWhole = event?.isFamiliar == true && self.line.firstRange(of: Self.index) != nil
        guard isHeartbeat || isWhole, self.tell(self.line, deliver) else { return }
        self.told = self.line
        self.line = []
    }

    // MARK: - Data

    /// JSON begins here, when this is the first `;data=` of an event.
    private mutating func beginData(_ byte: UInt8) {
        guard byte == UInt8(ascii: "{") || byte == UInt8(ascii: "["), self.told == nil,
            self.line.dropLast().hasSuffix(Self.data), self.line.starts(with: Self.code),
            self.line.firstRange(of: Self.data)?.upperBound == self.line.count - 1
        else { return }
        var scan = JSONExtent()
        _ = scan.take(byte)
        self.scan = scan
        self.lastStart = 0
    }

    private mutating func takeData(_ byte: UInt8, _ deliver: (Item) -> Void) {
        self.line.append(byte)
        if byte == UInt8(ascii: "\n") {
            let isTorn = !self.delimiter.isEmpty && self.line[self.lastStart...].starts(with: self.delimiter)
            if isTorn { return self.endTornData(deliver) }
            self.lastStart = self.line.count
        }
        guard self.scan?.take(byte) == false else {
            _ = self.tell(self.line, isJSON: true, deliver)
            return self.skip()
        }
        if self.line.count > Self.longestEvent { self.skip() }
    }

    /// The next part begins before the JSON is closed: what there is of it is told as text.
    private mutating func endTornData(_ deliver: (Item) -> Void) {
        var text = Array(self.line[..<self.lastStart])
        while let last = text.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { text.removeLast() }
        _ = self.tell(text, isJSON: true, deliver)
        self.line = []
        self.scan = nil
        self.announced = nil
        self.left = nil
    }
}

extension Collection where Element: Equatable {
    fileprivate func hasSuffix(_ suffix: [Element]) -> Bool where Self: BidirectionalCollection {
        self.count >= suffix.count && self.suffix(suffix.count).elementsEqual(suffix)
    }
}
