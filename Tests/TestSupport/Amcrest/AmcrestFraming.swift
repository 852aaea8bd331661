/// How a firmware packs events into parts.
package struct AmcrestFraming: Sendable, Hashable {
    package var boundary = "myboundary"
    /// `Content-Length` and the number: with or without a blank between.
    package var hasSpacedLength = false
    /// What stands between the empty line and the text.
    package var leading = ""
    /// Whether `Content-Length` counts it.
    package var countsLeading = false
    /// What stands between the text and the next delimiter.
    package var trailing = "\r\n\r\n"

    /// As Amcrest 2.800 does it.
    package static let usual = AmcrestFraming()
    package static let spaced = AmcrestFraming { $0.hasSpacedLength = true }
    /// An empty line more before the text; cameras differ in whether they count it.
    package static let leading = AmcrestFraming { $0.leading = "\r\n" }
    package static let leadingCounted = AmcrestFraming {
        $0.leading = "\r\n"
        $0.countsLeading = true
    }
    /// The delimiter follows at once.
    package static let tight = AmcrestFraming { $0.trailing = "" }
    package static let single = AmcrestFraming { $0.trailing = "\r\n" }
    package static let loose = AmcrestFraming { $0.trailing = "\r\n\r\n\r\n\r\n" }

    package static let all: [String: AmcrestFraming] = [
        "usual": .usual, "spaced": .spaced, "leading": .leading, "leading counted": .leadingCounted, "tight": .tight,
        "single": .single, "loose": .loose,
    ]

    package init(_ change: (inout Self) -> Void = { _ in }) {
        change(&self)
    }

    var contentType: String { "multipart/x-mixed-replace; boundary=\(self.boundary)" }

    /// One part with this text; several events stand in lines of their own.
    package func part(_ texts: [String]) -> [UInt8] {
        let text = texts.joined(separator: "\r\n")
        let length = text.utf8.count + (self.countsLeading ? self.leading.utf8.count : 0)
        let head =
            "--\(self.boundary)\r\nContent-Type: text/plain\r\nContent-Length:\(self.hasSpacedLength ? " " : "")\(length)\r\n\r\n"
        return Array((head + self.leading + text + self.trailing).utf8)
    }

    /// What comes when `heartbeat=` was asked for and nothing happens.
    package var heartbeat: [UInt8] { self.part(["Heartbeat"]) }
}
