import IPC
import Shared

/// What a worker's words pass before anything else sees them.
extension Redaction {
    /// Bytes of a word of a worker that are shown: a reason with a quotation of what the camera said, or a file's name.
    static let longestText = 400

    /// A text as it may be shown, logged and kept: without secrets, in one line that drives no terminal, short.
    func text(ofWorker text: String, longest: Int = Redaction.longestText) -> String {
        // As much is looked at as can show: the text may have megabytes.
        let looked = longest + self.longest
        guard text.utf8.count > looked else { return self.shown(text, isCut: false, longest: longest) }
        return self.shown(String(decoding: text.utf8.prefix(looked), as: UTF8.self), isCut: true, longest: longest)
    }

    /// - Parameters:
    ///   - isCut: the text goes on, and that is not known here. Redacted before it is cut, and of a text whose end was
    ///     thrown away the last bytes go too: they may be the beginning of a secret.
    ///   - longest: in bytes.
    func shown(_ text: String, isCut: Bool, longest: Int) -> String {
        let text = self.apply(to: text).printable
        let whole = isCut ? max(0, text.utf8.count - self.longest) : text.utf8.count
        let length = min(whole, longest)
        guard isCut || length < text.utf8.count else { return text }
        var shown = text
        while shown.utf8.count > length { shown.unicodeScalars.removeLast() }
        return shown + " …"
    }
}
