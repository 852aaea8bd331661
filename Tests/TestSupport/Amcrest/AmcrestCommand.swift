/// A request to a camera, taken apart: `/cgi-bin/PROGRAM?NAME=VALUE&…`.
struct AmcrestCommand: Sendable, Hashable {
    /// A name with what stands after its first `=`.
    struct Item: Sendable, Hashable {
        var name: String
        var value: String
    }

    /// `configManager.cgi`, `mjpg/video.cgi`.
    var program: String
    /// In order, percent-decoded.
    var items: [Item]

    /// `nil` for what is not below `/cgi-bin/`.
    init?(target: String) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = parts.first, path.hasPrefix("/cgi-bin/") else { return nil }
        self.program = String(path.dropFirst("/cgi-bin/".count))
        self.items = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { item in
            let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return Item(name: Self.decoded(pair[0]), value: pair.count > 1 ? Self.decoded(pair[1]) : "")
        }
    }

    /// The first value of a name.
    subscript(name: String) -> String? { self.items.first { $0.name == name }?.value }

    var action: String { self["action"] ?? "" }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
