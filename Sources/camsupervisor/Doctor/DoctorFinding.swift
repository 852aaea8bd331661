/// One thing that `doctor` looked at.
struct DoctorFinding: Sendable, Hashable, Codable {
    enum Verdict: String, Sendable, Codable {
        case ok
        /// Works, but not as well as it could, or not for everybody.
        case warning
        case failed
    }

    var subject: String
    var verdict: Verdict
    /// What was found, without secrets.
    var words: String
    /// What to do about it.
    var advice: String?

    static func ok(_ subject: String, _ words: String) -> Self {
        Self(subject: subject, verdict: .ok, words: words)
    }

    static func warning(_ subject: String, _ words: String, advice: String? = nil) -> Self {
        Self(subject: subject, verdict: .warning, words: words, advice: advice)
    }

    static func failed(_ subject: String, _ words: String, advice: String? = nil) -> Self {
        Self(subject: subject, verdict: .failed, words: words, advice: advice)
    }
}
