/// All the operator said, typed and checked.
///
/// `Equatable`, so a difference is `!=`.
struct Configuration: Sendable, Hashable {
    var http = HTTPConfiguration()
    var files = FilesConfiguration()
    var defaults = CameraDefaults()
    var control = ControlConfiguration()
    var stream = HLSConfiguration()
    var limits = ProgramLimits()
    var supervision = SupervisionConfiguration()
    /// In the order of the file, `cameras:` before `camera:`; the ids are unique.
    var cameras: [ConfiguredCamera] = []
}
