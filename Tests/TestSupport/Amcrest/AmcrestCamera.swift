internal import CLinux
internal import Glibc
internal import Synchronization

/// An Amcrest or Dahua camera as its CGI shows it, on a port of 127.0.0.1, made to misbehave on cue.
///
/// ```swift
/// let camera = try AmcrestCamera.start(.recorder) { $0.storage = nil }
/// … http://127.0.0.1:\(camera.port) with camera.user and camera.password …
/// camera.emit(.start("VideoMotion", index: 2, data: AmcrestEvent.motionData))
/// #expect(camera.strangeRequests == [])
/// ```
/// Everything ends at deinit. `Tests/Programs` has none of it; `amcrest-camera` is the same camera as a program.
package final class AmcrestCamera: Sendable {
    package let user: String
    package let password: String
    /// Connections, logins and requests as they came; and ways to break what no command can break.
    package let web: FakeCamera
    private let core: AmcrestCore

    /// - Parameters:
    ///   - password: as it is; the default has what has to be encoded in a URL.
    ///   - port: 0 takes a free one.
    ///   - prepare: changes what the model starts with.
    package static func start(
        _ model: AmcrestModel = .amcrest,
        user: String = "admin",
        password: String = "pass=word 1;",
        port: UInt16 = 0,
        _ prepare: (inout AmcrestState) -> Void = { _ in }
    ) throws -> AmcrestCamera {
        var state = AmcrestState(model)
        prepare(&state)
        let core = AmcrestCore(state)
        let web = try FakeCamera.start(port: port) { script in
            script.authentication = model.authentication(user: user, password: password)
            script.responder = { core.answer($0) }
        }
        core.restart.withLock { restart in
            restart = { [weak web, weak core] in
                web?.goAway()
                let time = core?.state.withLock { $0.camera.restartTime } ?? .zero
                // On a thread of its own.
                usleep(UInt32(time / .microseconds(1)))
                web?.forgetNonces()
                try? web?.comeBack()
            }
        }
        return AmcrestCamera(user: user, password: password, web: web, core: core)
    }

    private init(user: String, password: String, web: FakeCamera, core: AmcrestCore) {
        self.user = user
        self.password = password
        self.web = web
        self.core = core
    }

    package var port: UInt16 { self.web.port }

    // MARK: What it was asked

    /// All requests, refused ones too.
    package var requests: [CameraRequest] { self.web.requests }
    /// Those that were let in, without `/cgi-bin/`: `magicBox.cgi?action=getVendor`.
    package var commands: [String] { self.core.state.withLock { $0.commands } }
    /// What was asked and stands not in ``AmcrestContract``: a client of ours leaves it empty.
    package var strangeRequests: [String] {
        self.requests.filter { $0.method != "GET" || !AmcrestContract.knows($0.target) }.map {
            "\($0.method) \($0.target)"
        }
    }
    package var connections: Int { self.web.connections }
    package var peakConnections: Int { self.web.peakConnections }
    package var totalConnections: Int { self.web.totalConnections }
    package var logins: LoginCounts { self.web.logins }
    /// What `ptz.cgi` did.
    package var movements: [AmcrestMovement] { self.core.state.withLock { $0.camera.movements } }

    // MARK: What it is

    /// A value of its configuration: `camera["RecordMode[0].Mode"]`.
    package subscript(key: String) -> String? {
        get { self.core.state.withLock { $0.camera.table[key] } }
        set { self.core.state.withLock { $0.camera.table[key] = newValue } }
    }

    package var state: AmcrestState { self.core.state.withLock { $0.camera } }

    package func update(_ change: (inout AmcrestState) -> Void) {
        self.core.state.withLock { change(&$0.camera) }
    }

    package func authenticate(by authentication: CameraAuthentication) {
        self.web.update { $0.authentication = authentication }
    }

    /// Connections over so many are held, and get 401 for everything.
    package func limitSessions(to count: Int) {
        self.web.update { $0.sessionLimit = count }
    }

    // MARK: What goes wrong

    /// From now on commands that begin so go wrong, so many times, or until ``heal()``.
    ///
    /// - Parameter prefix: without `/cgi-bin/`; empty for all commands.
    package func trouble(_ prefix: String, _ trouble: AmcrestCamera.Trouble, times: Int? = nil) {
        self.core.state.withLock { $0.troubles.add(prefix, trouble, times: times) }
    }

    package func heal() {
        self.core.state.withLock { $0.troubles.heal() }
    }

    package func dropConnections() { self.web.dropConnections() }

    /// Not to be reached from now on, until ``comeBack()``.
    package func goAway() { self.web.goAway() }

    /// To be reached again, as after a restart: no nonce is known any more.
    package func comeBack() throws {
        self.web.forgetNonces()
        try self.web.comeBack()
    }

    // MARK: Events

    /// The codes of each stream of events that is open.
    package var attachedCodes: [Set<String>] { self.core.listeners.map(\.codes) }
    package var attachments: Int { self.core.listeners.count }

    package func emit(_ event: AmcrestEvent, cutAfter cut: Int? = nil) {
        self.emit([event], cutAfter: cut)
    }

    /// Tells everybody who is attached, and keeps what `getEventIndexes` says in step.
    ///
    /// - Parameters:
    ///   - inOnePart: or each in a part of its own.
    ///   - piece: bytes of a write.
    ///   - cut: so many bytes of it, and then the end of the connection.
    package func emit(_ events: [AmcrestEvent], inOnePart: Bool = false, piece: Int = .max, cutAfter cut: Int? = nil) {
        self.core.emit(events, inOnePart: inOnePart, piece: piece, cutAfter: cut)
    }

    /// Exactly these bytes to everybody who is attached.
    package func emitRaw(_ bytes: [UInt8], piece: Int = .max) {
        for listener in self.core.listeners { listener.feed.send(bytes, piece: piece) }
    }

    /// Ends the streams of events, and nothing else.
    package func endEvents(reset: Bool = false) {
        for listener in self.core.listeners { listener.feed.end(reset ? .reset : .orderly) }
    }

    /// No heartbeat any more on streams open now and later: a camera that has gone without a word.
    package func fallSilent() {
        self.core.state.withLock { $0.isSilent = true }
        for listener in self.core.listeners { listener.feed.mute() }
    }

    package func speakAgain() {
        self.core.state.withLock { $0.isSilent = false }
    }
}
