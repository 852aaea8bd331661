internal import IPC
internal import Shared

/// What the camera is told to do.
extension AmcrestSource: ServiceReceiver {
    func call(_ call: ServiceCall, sequence: UInt32, at now: MonotonicTime) {
        guard let plan = AmcrestPlan(call, self.configuration, self.settings) else {
            return self.host.answer(call: sequence, .notOffered(call.service, by: "amcrest"))
        }
        guard self.availability.mayBeCalled(at: now) else {
            return self.host.answer(call: sequence, CallResult(status: 503, reason: self.availability.words))
        }
        let deadline = now + .milliseconds(call.timeoutMilliseconds)
        AmcrestCall(plan, self.surroundings(of: sequence, until: deadline)).proceed()
    }

    private func surroundings(of sequence: UInt32, until deadline: MonotonicTime) -> AmcrestCall.Surroundings {
        AmcrestCall.Surroundings(
            ask: { [unowned self] command, then in self.client.ask(command, isUrgent: true, then: then) },
            read: { [unowned self] answer, table in self.read(answer, table) },
            look: { [unowned self] topic, then in self.look(topic, then: then) },
            wait: { [unowned self] time, then in self.timers.append((self.clock() + time, then)) },
            light: { [unowned self] in self.light },
            toggledPrivacy: { [unowned self] in
                self.settings.isPrivate.map { .flag(self.keys.privacy, !$0, .lensMask) }
            },
            isLate: { [unowned self] in self.clock() >= deadline },
            finish: { [unowned self] result in self.host.answer(call: sequence, result) }
        )
    }

    /// On while there is sound or video.
    private var light: AmcrestSetting? {
        guard let video = self.settings.hasVideo, let sound = self.settings.hasSound else { return nil }
        return .flag(self.keys.light, video || sound, .light)
    }
}
