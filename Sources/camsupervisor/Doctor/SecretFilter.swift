import Shared

/// Masks every secret of a whole configuration: what the bundle passes last, though nothing in it should hold one.
struct SecretFilter {
    private let redactions: [Redaction]

    init(secrets: [String]) {
        self.redactions = [Redaction(secrets: secrets)]
    }

    init(_ configuration: Configuration?) {
        let cameras = configuration?.cameras.compactMap(\.configuration).map { Redaction(of: $0) } ?? []
        let tokens = configuration?.http.tokens.map { $0.token.reveal() } ?? []
        self.redactions = [Redaction(secrets: tokens)] + cameras
    }

    func apply(to text: String) -> String {
        self.redactions.reduce(text) { $1.apply(to: $0) }
    }
}
