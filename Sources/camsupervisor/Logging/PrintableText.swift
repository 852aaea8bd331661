extension String {
    /// In one line that drives no terminal and reads as it is written: control and formatting characters replaced, so that
    /// a camera's text cannot forge log lines, or turn them round with a bidirectional override.
    var printable: String {
        // Nearly all are plain ASCII, and looking up a category costs more than all else.
        if self.utf8.allSatisfy({ 0x20...0x7E ~= $0 }) { return self }
        guard self.unicodeScalars.contains(where: { !$0.isPrintable }) else { return self }
        return String(String.UnicodeScalarView(self.unicodeScalars.map { $0.isPrintable ? $0 : "?" }))
    }
}

extension Unicode.Scalar {
    fileprivate var isPrintable: Bool {
        switch self.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: false
        // The two joiners turn nothing round, and Persian words and family emoji are written with them.
        case .format: self == "\u{200C}" || self == "\u{200D}"
        default: true
        }
    }
}
