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
    /// Of entities that no camera has, in the order of the file; the ids are unique.
    var states: [FixedState] = []
    /// In the order of the file, `cameras:` before `camera:`; the ids are unique.
    var cameras: [ConfiguredCamera] = []
}
