import Hummingbird
import NIOPosix
import Shared

/// A reload by command while no configuration is usable: with a usable one the service begins, with another it goes on
/// refusing.
struct RefusedReload: Sendable {
    /// Reads the configuration again.
    var load: @Sendable () -> LoadedConfiguration
    var sockets: InheritedSockets
    /// The cameras that will stay off.
    var switchedOff: @Sendable () -> Set<CameraID>
    /// Lets the service begin; the same as SIGHUP.
    var begin: @Sendable () -> Void

    func response(to request: Request, _ context: CameraRequestContext) async throws -> Response {
        guard case .control = context.origin else {
            throw Problem(.forbidden, "a reload is asked for on the control socket while there is no configuration")
        }
        let isDryRun = try ReloadRoutes.isDryRun(RequestTarget(request.head.path ?? "/"))
        let (loaded, off) = try await NIOThreadPool.singleton.runIfActive { [load, switchedOff] in
            (load(), switchedOff())
        }
        // As at the start: errors in a camera are that camera's.
        guard let configuration = loaded.configuration else {
            return try ReloadRoutes.response(to: .invalid(loaded.diagnostics.filter { $0.severity == .error }))
        }
        let plan = ReloadPlan(from: Configuration(), to: configuration, off: off, sockets: self.sockets)
        if !isDryRun { self.begin() }
        return try ReloadRoutes.response(to: .done(plan, isDryRun: isDryRun, warnings: loaded.diagnostics))
    }
}
