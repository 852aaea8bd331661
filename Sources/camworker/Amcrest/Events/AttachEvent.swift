/// One event as the camera tells it: `Code=VideoMotion;action=Start;index=0;data={…}`.
struct AttachEvent: Hashable, Sendable {
    /// In the camera's words: `VideoMotion`, `SmartMotionHuman`.
    var code: String
    /// `Start`, `Stop`, `Pulse`, `State`, and whatever firmware thinks of.
    var action: String
    /// The channel or input, from 0.
    var index: Int
    /// What stands behind `data=`, JSON mostly; `nil` for nothing.
    var data: String?

    init(code: String, action: String, index: Int, data: String? = nil) {
        self.code = code
        self.action = action
        self.index = index
        self.data = data
    }

    /// Bytes of a code; the longest seen has 30.
    private static let longestWord = 64

    /// Takes the text of an event, without a line end behind it; `nil` when it is none.
    ///
    /// What stands in `data` is not looked at: it may hold every sign of the rest.
    init?(_ text: some StringProtocol) {
        let mark = ";data="
        var head = Substring(text)
        if let start = head.firstRange(of: mark) {
            self.data = String(head[start.upperBound...])
            head = head[..<start.lowerBound]
        }
        var words: [String: Substring] = [:]
        for part in head.split(separator: ";") {
            guard let sign = part.firstIndex(of: "=") else { continue }
            words[part[..<sign].lowercased()] = part[part.index(after: sign)...]
        }
        guard let code = words["code"], let action = words["action"], Self.isWord(code), Self.isWord(action) else {
            return nil
        }
        // Firmware without channels says none.
        guard let index = words["index"].map({ Int($0) }) ?? 0, index >= 0 else { return nil }
        self.code = String(code)
        self.action = String(action)
        self.index = index
    }

    private static func isWord(_ text: Substring) -> Bool {
        1...Self.longestWord ~= text.utf8.count && text.utf8.allSatisfy { 0x21...0x7E ~= $0 }
    }

    /// Whether the text is an event that nothing seems to be missing of.
    ///
    /// Asked where the end of a line has not come.
    var isFamiliar: Bool { ["start", "stop", "pulse", "state"].contains(self.action.lowercased()) }
}
