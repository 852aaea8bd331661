/// What became of a wish to reload.
enum ReloadOutcome: Sendable {
    /// Planned, and done unless it was only asked what would be.
    case done(ReloadPlan, isDryRun: Bool, warnings: [Diagnostic])
    /// The file has errors: nothing was changed.
    case invalid([Diagnostic])
    /// The file is right, but what it asks for cannot be had (an address that another program has): nothing was changed.
    case impossible(String)
    case shuttingDown
}
