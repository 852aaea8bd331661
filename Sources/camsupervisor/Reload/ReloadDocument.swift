import Shared

/// A reload as the API tells of it.
///
/// Field names are part of the API; additions only.
struct ReloadDocument: Codable, Sendable {
    /// `false` when it was only asked what would be.
    var applied: Bool
    /// The plan in one line.
    var summary: String
    var start: [String]
    var restart: [Change]
    var retune: [Change]
    var stop: [String]
    /// Cameras that changed and stay switched off.
    var leftOff: [Change]
    var unchanged: Int
    /// Keys outside of the cameras that take effect.
    var settings: [String]
    /// What changed and does not take effect, and why.
    var notes: [String]
    /// Of the file.
    var warnings: [String]

    enum CodingKeys: String, CodingKey {
        case applied, summary, start, restart, retune, stop, unchanged, settings, notes, warnings
        case leftOff = "left_off"
    }

    struct Change: Codable, Sendable {
        var camera: String
        /// Keys of the file.
        var because: [String]
    }

    init(_ plan: ReloadPlan, isDryRun: Bool, warnings: [Diagnostic]) {
        func changes(_ action: ReloadPlan.Action) -> [Change] {
            plan.cameras(to: action).map { Change(camera: "\($0.camera)", because: $0.keys) }
        }
        self.applied = !isDryRun
        self.summary = plan.text()
        self.start = changes(.start).map(\.camera)
        self.restart = changes(.restart)
        self.retune = changes(.retune)
        self.stop = changes(.stop).map(\.camera)
        self.leftOff = changes(.leaveOff)
        self.unchanged = plan.unchanged
        self.settings = plan.settings
        self.notes = plan.notes
        self.warnings = warnings.map { "\($0)" }
    }
}

/// Why there was no reload: a problem document (RFC 9457) with every error of the file.
struct ReloadProblem: Codable, Sendable {
    var title: String
    var status: Int
    var detail: String
    /// Each with file, line and column.
    var errors: [String]
}
