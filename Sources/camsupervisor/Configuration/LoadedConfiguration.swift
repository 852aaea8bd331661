/// What became of a configuration file.
struct LoadedConfiguration: Sendable, Hashable {
    /// `nil` when an error outside every camera makes it unusable.
    ///
    /// May hold misconfigured cameras.
    var configuration: Configuration?
    /// Every error and warning, those of misconfigured cameras included, in the order of the files.
    var diagnostics: [Diagnostic]
    /// How many cameras the file names, whether or not they are usable.
    var cameraCount: Int
    /// Where the running supervisor is asked, also when something else is wrong; `nil` when that is not known.
    var control: ControlConfiguration?
    /// Every file that was read, in that order, as the operator would write its path: `conf.d`, includes, secrets and
    /// credentials too.
    var files: [String] = []

    /// Whether nothing at all is wrong (warnings aside): what `check` and a reload ask for.
    var isFlawless: Bool { !self.diagnostics.contains { $0.severity == .error } }

    /// The first error, for `STATUS=` and 503 answers.
    var firstError: Diagnostic? { self.diagnostics.first { $0.severity == .error } }
}
