internal import IPC
internal import Shared

/// What the device is told to do, and what it tells by post.
extension ONVIFSource: ServiceReceiver {
    func call(_ call: ServiceCall, sequence: UInt32, at now: MonotonicTime) {
        if call.service == ServiceCall.diagnostics {
            // Of a device that is away, too, and of that above all.
            return self.host.answer(call: sequence, self.diagnostics.result)
        }
        guard self.session.availability.isOpen, self.session.isConnected else {
            let availability = self.session.availability
            let what =
                switch availability.state {
                case .refused: "the camera refuses us: \(availability.reason)"
                case .away: "the camera does not answer: \(availability.reason)"
                case .online, .unknown: "the camera is being connected to"
                }
            return self.host.answer(call: sequence, CallResult(status: 503, reason: what))
        }
        let until = now + .milliseconds(call.timeoutMilliseconds)
        let answer: (CallResult) -> Void = { [unowned self] in self.host.answer(call: sequence, $0) }
        switch call.service {
        case "onvif.ptz": self.move(call, until: until, then: answer)
        case "homeassistant.update_entity": self.refresh(call.entity, at: now, then: answer)
        default:
            if !self.controls.call(call, until: until, then: answer) { answer(.notOffered(call.service, by: "onvif")) }
        }
    }

    /// What is told by notifications is as new as it can be; the device is asked to tell it again all the same.
    private func refresh(_ entity: String?, at now: MonotonicTime, then answer: @escaping (CallResult) -> Void) {
        if let entity, self.controls.refresh(entity, then: answer) { return }
        self.events.synchronize(at: now)
        answer(.done)
    }

    private func move(_ call: ServiceCall, until: MonotonicTime, then answer: @escaping (CallResult) -> Void) {
        let view = self.views.first { $0.number == Int(call.view) }
        guard let profile = self.session.device.chosen.first(where: { $0.token == view?.token }) else {
            let lack = view.map { self.lack(of: $0) } ?? "the camera has no such view any more"
            return answer(CallResult(status: 503, reason: lack))
        }
        if let other = self.mover(of: profile) {
            let words = "the camera of the profile '\(TextExcerpt.name(other, longest: 60))' moves this lens"
            return answer(CallResult(status: 501, reason: words))
        }
        self.ptz.call(call.parameters, profile: profile, until: until, then: answer)
    }
}

extension ONVIFSource {
    /// The profile whose worker moves the lens of this one; `nil` for ours.
    func mover(of profile: MediaProfile) -> String? {
        guard case .otherView(let others) = self.configuration.share, let source = profile.source else { return nil }
        let profiles = self.session.device.profiles
        return others.first { ProfileChoice.named($0, in: profiles).contains { $0.source == source } }
    }

    private var diagnostics: ONVIFDiagnostics {
        ONVIFDiagnostics(
            device: self.session.device,
            addresses: self.session.addresses,
            missing: self.session.missing,
            events: self.configuration.share.isOther ? nil : self.events.diagnostics
        )
    }
}

extension ONVIFSource: NotificationReceiver {
    func notified(_ body: [UInt8], at now: MonotonicTime) {
        self.events.notified(body, at: now)
    }
}
