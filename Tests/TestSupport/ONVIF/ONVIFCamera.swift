internal import CLinux
internal import Glibc
internal import IPC
internal import Shared
internal import Synchronization

/// An ONVIF device as the network shows it, on a port of 127.0.0.1: as strict as the standard, and made to misbehave on cue.
///
/// ```swift
/// let camera = try ONVIFCamera.start(.dome) { $0.clockOffset = 7_200 }
/// … http://127.0.0.1:\(camera.port)/onvif/device_service with camera.user and camera.password …
/// camera.emit(.motion(true))
/// #expect(camera.strangeRequests == [])
/// ```
/// Everything ends at deinit. `onvif-camera` is the same device as a program.
package final class ONVIFCamera: Sendable {
    package let user: String
    package let password: String
    /// Connections and requests as they came; and ways to break what no operation can break.
    package let web: FakeCamera
    private let core: ONVIFCore

    /// - Parameters:
    ///   - password: as it is; the default has what has to be encoded in XML and in a URL.
    ///   - port: 0 takes a free one.
    ///   - prepare: changes what the model starts with.
    package static func start(
        _ model: ONVIFModel = .camera,
        user: String = "admin",
        password: String = "p&ss<word> 1",
        port: UInt16 = 0,
        _ prepare: (inout ScriptedDeviceState) -> Void = { _ in }
    ) throws -> ONVIFCamera {
        var state = ScriptedDeviceState(model)
        prepare(&state)
        let core = ONVIFCore(state, user: user, password: password)
        let web = try FakeCamera.start(port: port) { script in
            script.authenticationChooser = { core.authentication(for: $0) }
            script.responder = { core.answer($0) }
        }
        core.state.withLock { state in
            if state.camera.origin.isEmpty { state.camera.origin = "http://127.0.0.1:\(web.port)" }
        }
        core.reboot.withLock { reboot in
            reboot = { [weak web, weak core] in
                guard let core else { return }
                // The answer is on its way first.
                usleep(50_000)
                web?.goAway()
                core.change { state in
                    if !state.camera.events.survivesReboot { state.camera.subscriptions = [:] }
                }
                usleep(UInt32(core.state.withLock { $0.camera.rebootTime } / .microseconds(1)))
                web?.forgetNonces()
                try? web?.comeBack()
            }
        }
        return ONVIFCamera(user: user, password: password, web: web, core: core)
    }

    private init(user: String, password: String, web: FakeCamera, core: ONVIFCore) {
        self.user = user
        self.password = password
        self.web = web
        self.core = core
    }

    package var port: UInt16 { self.web.port }
    /// The device service: what a client is told of it, and the rest it asks for.
    package var address: String { "http://127.0.0.1:\(self.port)\(ScriptedService.device.path)" }

    // MARK: What it was asked

    /// SOAP requests that could be read, in order; those that were refused too.
    package var requests: [ReceivedRequest] { self.core.state.withLock { $0.requests } }
    /// Their operations.
    package var operations: [String] { self.requests.map(\.operation) }
    /// What is wrong with requests, in words; a client of ours leaves it empty.
    package var strangeRequests: [String] { self.core.state.withLock { $0.strangeRequests } }
    /// The SOAP messages that it answered with, as long as nothing troubled them.
    package var answers: [[UInt8]] { self.core.state.withLock { $0.answers } }
    /// Tokens of WS-Security; logins of HTTP are those of ``web``.
    package var logins: LoginCounts { self.core.state.withLock { $0.login.counts } }
    /// Why tokens were refused.
    package var refusals: [String] { self.core.state.withLock { $0.login.refusals } }
    package var movements: [ONVIFMotor.Movement] { self.state.ptz.movements }
    /// The HTTP status of each notification brought to a consumer; `nil` for one that was not reached.
    package var deliveries: [Int?] { self.core.postman.deliveries.map(\.status) }

    // MARK: What it is

    package var state: ScriptedDeviceState { self.core.state.withLock { $0.camera } }

    package func update(_ change: (inout ScriptedDeviceState) -> Void) {
        self.core.change { change(&$0.camera) }
    }

    /// How snapshots are fetched: Digest at first.
    package func authenticateSnapshots(by authentication: CameraAuthentication) {
        self.core.snapshotAuthentication.withLock { $0 = authentication }
    }

    /// Another than ``password`` from now on, for everything; as its own page sets it.
    package func changePassword(to password: String) { self.core.changePassword(to: password) }

    /// Answers as a real device did, where there is a recording; and as before where there is none.
    package func replay(_ device: ONVIFRecording.Device) throws {
        let recording = try ONVIFRecording(device, origin: "http://127.0.0.1:\(self.port)")
        self.core.state.withLock { $0.recording = recording }
    }

    // MARK: What goes wrong

    /// From now on an operation goes wrong, so many times, or until ``heal()``.
    ///
    /// - Parameter operation: its name; empty for all.
    package func trouble(_ operation: String, _ trouble: Trouble, times: Int? = nil) {
        self.core.state.withLock { $0.troubles.add(operation, trouble, times: times) }
    }

    package func heal() {
        self.core.state.withLock { state in
            state.troubles.heal()
            state.sulksUntil = nil
            state.camera.style = .usual
        }
    }

    /// Status 400 to everything, for so long.
    package func sulk(for time: Duration) {
        self.core.state.withLock { $0.sulksUntil = MonotonicTime.now() + time }
    }

    package func dropConnections() { self.web.dropConnections() }

    /// Not to be reached from now on, until ``comeBack()``.
    package func goAway() { self.web.goAway() }

    /// To be reached again, as after a reboot: no subscription is known any more, and no nonce.
    package func comeBack() throws {
        self.update { state in
            state.reboots += 1
            if !state.events.survivesReboot { state.subscriptions = [:] }
        }
        self.web.forgetNonces()
        try self.web.comeBack()
    }

    // MARK: Events

    /// Tells everybody who is subscribed, and keeps what is true at the moment in step.
    package func emit(_ notifications: ScriptedNotification...) { self.core.emit(notifications) }
    package func emit(_ notifications: [ScriptedNotification]) { self.core.emit(notifications) }

    /// Subscriptions that are alive: of pull points and of consumers.
    package var subscriptions: Int { self.pullPoints + self.consumers.count }
    package var pullPoints: Int { self.living.count { $0.consumer == nil } }
    /// Where notifications are brought.
    package var consumers: [String] { self.living.compactMap(\.consumer) }
    /// The most there were at a time, and all there have ever been.
    package var peakSubscriptions: Int { self.state.peakSubscriptions }
    package var totalSubscriptions: Int { self.state.lastSubscription }
    /// How often those that are alive were renewed.
    package var renewals: Int { self.living.map(\.renewals).reduce(0, +) }

    private var living: [ONVIFSubscription] {
        self.core.state.withLock { state in
            state.camera.dropExpiredSubscriptions()
            return state.camera.subscriptions.values.sorted { $0.number < $1.number }
        }
    }

    /// Forgets all subscriptions, as a device that was restarted in between.
    package func loseSubscriptions() {
        self.update { $0.subscriptions = [:] }
    }
}
