internal import Shared

/// A camera decoded by itself, before it is compared with the others.
struct DecodedCamera {
    var location: SourceLocation
    /// The id it asks for; `nil` when that is unusable, which is in the report.
    var wantedID: CameraID?
    /// What an id is made of when the wanted one cannot be had.
    var fallbackID: String
    var name: String
    /// `nil` when indispensable options are wrong.
    var source: SourceConfiguration?
    var staleAfter: Duration?
    var whenStale: WhenStale
    var limits: WorkerLimits
    var allowsUnixResolver = false
    var entities: EntityChoice?
    var report: Report
    /// As they stand in the file, without secrets.
    var options: [String: JSONValue] = [:]

    /// With its final id: usable when nothing was found wrong.
    func configured(as id: CameraID) -> ConfiguredCamera {
        guard let source, !self.report.hasErrors else {
            let errors = self.report.diagnostics.filter { $0.severity == .error }.sorted()
            return self.camera(id, .misconfigured(errors))
        }
        let configuration = CameraConfiguration(
            id: id,
            name: self.name,
            source: source,
            staleAfter: self.staleAfter,
            whenStale: self.whenStale,
            limits: self.limits,
            allowsUnixResolver: self.allowsUnixResolver,
            entities: self.entities
        )
        return self.camera(id, .usable(configuration))
    }

    private func camera(_ id: CameraID, _ state: ConfiguredCamera.State) -> ConfiguredCamera {
        ConfiguredCamera(id: id, name: self.name, location: self.location, state: state, options: self.options)
    }
}
