internal import IPC
internal import Shared

/// Where a camera's frames come from.
///
/// One per worker, driven by its loop, on its one thread; nothing here may block.
protocol CameraSource: AnyObject {
    /// When ``tick(at:)`` is to be called next; `nil` for never. Asked again after every call.
    var deadline: MonotonicTime? { get }

    /// The worker is ready.
    func start(at now: MonotonicTime)

    /// The configuration has other numbers than before, of those in ``CameraTuning``; everything else is the same.
    func retuned(_ configuration: CameraConfiguration, at now: MonotonicTime)

    /// The hub wants something else than before; also called when it wants one more, and when a picture that was
    /// published has been the answer.
    func demandChanged(_ demand: Demand, at now: MonotonicTime)

    /// Whether the camera has video that can be had as media; with every configuration it has or never has.
    var hasMedia: Bool { get }

    /// Media is wanted, otherwise than before, or by nobody any more (`nil`); for a source that has any.
    func mediaWanted(_ wish: MediaWish?, at now: MonotonicTime)

    /// States that templates name are others than before; a URL may lead elsewhere.
    func statesChanged(at now: MonotonicTime)

    /// The camera lets us in elsewhere with the same user and password, right now.
    func letInElsewhere(at now: MonotonicTime)

    /// Who finds out from now on whether the user and password are right.
    func logins(_ check: LoginCheck, at now: MonotonicTime)

    /// Whether something is wanted that is not asked for, since nobody may log in.
    var isHeldBack: Bool { get }

    /// Whether the camera refused our login to anything of it, the last time that it was asked, and nothing has excused that since.
    var isRefused: Bool { get }

    /// The deadline has come, or passed.
    func tick(at now: MonotonicTime)

    /// This process is about to end: what the camera is to be told before is told now.
    func leave(at now: MonotonicTime)

    /// Whether the camera has not yet heard all that ``leave(at:)`` has to say; not waited for for long.
    var isLeaving: Bool { get }
}

extension CameraSource {
    var hasMedia: Bool { false }

    func mediaWanted(_ wish: MediaWish?, at now: MonotonicTime) {}

    func statesChanged(at now: MonotonicTime) {}

    func letInElsewhere(at now: MonotonicTime) {}

    func logins(_ check: LoginCheck, at now: MonotonicTime) {}

    var isHeldBack: Bool { false }

    var isRefused: Bool { false }

    func leave(at now: MonotonicTime) {}

    var isLeaving: Bool { false }
}

/// A source whose pictures are uploaded to the supervisor.
protocol UploadReceiver: CameraSource {
    /// A piece of an upload; the answer goes to the host.
    func receive(_ chunk: PushChunk, bytes: [UInt8], upload: UInt32, at now: MonotonicTime)
}
