internal import Synchronization

/// What an ``AmcrestCamera``'s connections share: its state, what goes wrong, and who listens to its events.
final class AmcrestCore: Sendable {
    struct State {
        var camera: AmcrestState
        var troubles = AmcrestTroubles()
        var commands: [String] = []
        var listeners: [Listener] = []
        var isSilent = false
    }

    /// A client of `attach`.
    struct Listener {
        var codes: Set<String>
        var feed: CameraFeed

        func wants(_ code: String) -> Bool { self.codes.contains("All") || self.codes.contains(code) }
    }

    /// A camera asked in a loop for an hour must not fill the memory.
    private static let maximumCommands = 10_000

    let state: Mutex<State>
    /// Set once, when the camera has begun.
    let restart = Mutex<(@Sendable () -> Void)?>(nil)

    init(_ camera: AmcrestState) {
        self.state = Mutex(State(camera: camera))
    }

    /// Answers a request that was let in.
    func answer(_ request: CameraRequest) -> CameraAnswer {
        guard request.method == "GET", let command = AmcrestCommand(target: request.target) else { return .status(404) }
        let text = request.target.dropFirst("/cgi-bin/".count)
        return self.state.withLock { state in
            if state.commands.count < Self.maximumCommands { state.commands.append(String(text)) }
            // Asked before the command is done: what is refused has no effect.
            let trouble = state.troubles.next(for: text)
            if let trouble, !trouble.letsCommandHappen { return trouble.applied(to: .close) }
            let reply = state.camera.answer(command)
            let answer = self.answer(to: reply, &state)
            return trouble?.applied(to: answer) ?? answer
        }
    }

    private func answer(to reply: AmcrestReply, _ state: inout State) -> CameraAnswer {
        let plain = "text/plain;charset=utf-8"
        switch reply {
        case .text(let text): return .bytes(Array(text.utf8), type: plain)
        case .error(let reason, let status):
            return .fixed(status: status, fields: ["Content-Type": plain], body: Array("Error\r\n\(reason)\r\n".utf8))
        case .picture(let channel, let subtype):
            return .still(AmcrestPicture.script(channel: channel, subtype: subtype))
        case .film(let channel, let subtype):
            return .mjpeg(AmcrestPicture.film(channel: channel, subtype: subtype))
        case .events(let codes, let heartbeat):
            return .feed(self.attach(codes, heartbeat: heartbeat, &state))
        case .restart:
            if let restart = self.restart.withLock({ $0 }) { startThread(restart) }
            return .bytes(Array("OK\r\n".utf8), type: plain)
        case .nothingThere: return .status(404)
        }
    }

    // MARK: Events

    private func attach(_ codes: Set<String>, heartbeat: Int?, _ state: inout State) -> CameraFeed {
        let framing = state.camera.facts.framing
        let feed = CameraFeed(
            fields: ["Content-Type": framing.contentType, "Cache-Control": "no-cache", "Connection": "close"],
            tick: heartbeat.map { .init(every: .seconds(max(1, $0)), bytes: framing.heartbeat) }
        )
        if state.isSilent { feed.mute() }
        state.listeners.removeAll { $0.feed.isEnded }
        state.listeners.append(Listener(codes: codes, feed: feed))
        return feed
    }

    var listeners: [Listener] {
        self.state.withLock { state in state.listeners.filter { !$0.feed.isEnded } }
    }

    /// Tells everybody who asked for it; the connection ends after `cut` bytes of the part when that is given.
    func emit(_ events: [AmcrestEvent], inOnePart: Bool, piece: Int, cutAfter cut: Int?) {
        let (listeners, framing) = self.state.withLock { state in
            for event in events { state.camera.note(event) }
            return (state.listeners, state.camera.facts.framing)
        }
        // Outside the lock: a client that does not read must not hold up the camera's other answers.
        for listener in listeners {
            let texts = events.filter { listener.wants($0.code) }.map(\.text)
            guard !texts.isEmpty else { continue }
            let bytes = inOnePart ? framing.part(texts) : texts.flatMap { framing.part([$0]) }
            listener.feed.send(Array(bytes.prefix(cut ?? bytes.count)), piece: piece)
            if cut != nil { listener.feed.end() }
        }
    }
}

extension AmcrestCamera.Trouble {
    /// Whether the camera does what it was told before the answer goes wrong.
    fileprivate var letsCommandHappen: Bool {
        switch self {
        case .late, .truncated, .wrongLength, .noLength, .chunked: true
        case .error, .page, .status, .refused, .silence, .close, .reset, .answer: false
        }
    }
}
