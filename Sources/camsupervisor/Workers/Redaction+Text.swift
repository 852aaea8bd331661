import IPC
import Shared

/// What a worker's words pass before anything else sees them.
extension Redaction {
    /// Bytes of a word of a worker that are shown: a reason with a quotation of what the camera said, or a file's name.
    static let longestText = 400
    /// Attributes of a state; push has three.
    static let mostAttributes = 16
    /// Bytes of an attribute's or a layer's name.
    static let longestName = 40
    /// Layers of a confinement; there are eight.
    static let mostLayers = 16
    /// Bytes of an attribute: a file name of 255 characters, which is as many as the worker takes.
    static let longestAttribute = 1_024

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

/// The messages of a worker that hold texts.
extension Redaction {
    func presentable(_ hello: WorkerHello) -> WorkerHello {
        var hello = hello
        hello.build = self.text(ofWorker: hello.build)
        hello.confinement = self.presentable(hello.confinement)
        return hello
    }

    func presentable(_ ready: Ready) -> Ready {
        var ready = ready
        ready.confinement = self.presentable(ready.confinement)
        ready.views = ready.views.prefix(1).map { self.text(ofWorker: $0, longest: Self.longestName) }
        return ready
    }

    func presentable(_ report: StateReport) -> StateReport {
        var report = report
        report.reason = report.reason.map { self.text(ofWorker: $0) }
        report.mediaReason = report.mediaReason.map { self.text(ofWorker: $0) }
        // By name, so that it is always the same ones that are left out.
        let attributes = report.attributes.sorted { $0.key < $1.key }.prefix(Self.mostAttributes).map { name, value in
            (
                self.text(ofWorker: name, longest: Self.longestName),
                self.text(ofWorker: value, longest: Self.longestAttribute)
            )
        }
        report.attributes = Dictionary(attributes) { first, _ in first }
        return report
    }

    func presentable(_ result: CallResult) -> CallResult {
        CallResult(
            status: result.status,
            reason: self.text(ofWorker: result.reason),
            response: result.response.map { self.presentable($0) }
        )
    }

    private func presentable(_ layers: [ConfinementLayer]) -> [ConfinementLayer] {
        layers.prefix(Self.mostLayers).map { layer in
            ConfinementLayer(
                name: self.text(ofWorker: layer.name, longest: Self.longestName),
                active: layer.active,
                reason: layer.reason.map { self.text(ofWorker: $0) }
            )
        }
    }
}
