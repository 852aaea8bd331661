internal import IPC
internal import Shared

/// Takes what a source says of its entities.
///
/// The loop implements it; nothing here waits or fails.
protocol EntitySink: AnyObject {
    /// All entities of the camera, in place of those before; what is said of others is passed over.
    ///
    /// - Parameter growing: domains of which there may be others that are not known yet, see ``EntityList/growing``.
    func declare(_ entities: [EntityDeclaration], growing: [EntityDeclaration.Domain])

    /// How some of them are now; what is as it was told last is not sent again.
    func report(_ changes: [EntityStates.Change])

    /// Something happened at the camera.
    func happened(_ event: CameraEvent)

    /// The answer to a call; what was reported before it is sent before it.
    func answer(call sequence: UInt32, _ result: CallResult)
}

extension EntitySink {
    /// All entities of a camera that is known as a whole.
    func declare(_ entities: [EntityDeclaration]) { self.declare(entities, growing: []) }
}

/// A source that does services.
protocol ServiceReceiver: CameraSource {
    /// A service is called: exactly one answer goes to the host, within the call's timeout.
    ///
    /// - Parameter sequence: what the answer names it by.
    func call(_ call: ServiceCall, sequence: UInt32, at now: MonotonicTime)
}
