internal import IPC
internal import Shared

/// What the camera is asked by itself, and what is told of it.
extension AmcrestSource {
    /// Asks for a topic of the agenda.
    ///
    /// - Parameter then: is told what kept it from coming.
    func look(_ topic: AmcrestAgenda.Topic, then: @escaping (AmcrestTrouble?) -> Void = { _ in }) {
        // What nothing came of is not waited for twice.
        let tries = self.agenda.isMissed(topic) ? 1 : AmcrestClient.tries
        self.client.ask(self.command(for: topic), tries: tries) { [unowned self] result in
            let now = self.clock()
            let outcome = Self.outcome(of: result, to: topic)
            self.agenda.asked(topic, outcome, at: now)
            self.note(outcome, result, of: topic)
            self.take(result, topic)
            if case .failure(let trouble) = result, !Self.isAnswer(trouble, to: topic) {
                then(trouble)
            } else {
                then(nil)
            }
        }
    }

    private func command(for topic: AmcrestAgenda.Topic) -> AmcrestCommand {
        switch topic {
        case .fact(let question): question
        case .settings(let table): .getConfig(table)
        case .storage: .storage
        case .presets: .presets(channel: self.keys.channel)
        case .polled(let code): .eventIndexes(code)
        }
    }

    private static func outcome(
        of result: AmcrestClient.Result,
        to topic: AmcrestAgenda.Topic
    ) -> AmcrestAgenda.Outcome {
        switch (result, topic) {
        case (.success, _): .answered
        // Firmware says so, too, that nothing goes on.
        case (.failure(.camera(.error(let words))), .polled):
            AmcrestAnswer.Refusal.error(words).isForbidden ? .refused : .answered
        case (.failure(.camera), _): .refused
        case (.failure(.notAsked), _): .notAsked
        case (.failure, _): .missed
        }
    }

    /// Says once what the camera will not tell, and why.
    private func note(_ outcome: AmcrestAgenda.Outcome, _ result: AmcrestClient.Result, of topic: AmcrestAgenda.Topic) {
        switch (outcome, result) {
        case (.notAsked, _): return
        case (.missed, .failure(let trouble)):
            // The first words stay: those of a time that ran out say to the millisecond which.
            guard self.agenda.isUnanswered(topic), !self.problems.has(topic.name) else { return }
            self.note(topic.name, trouble)
        case (.refused, .failure(let trouble)) where topic.isExpected: self.note(topic.name, trouble)
        case (.refused, _), (.answered, _), (.missed, .success):
            if self.problems.note(topic.name, nil) { self.reportState(at: self.clock()) }
        }
    }

    private func note(_ name: String, _ trouble: AmcrestTrouble) {
        guard self.problems.note(name, "\(trouble)") else { return }
        WorkerLog.write(.warning, "\(self.configuration.server): \(name): \(trouble)")
        self.reportState(at: self.clock())
    }

    /// `No Events` is no trouble.
    private static func isAnswer(_ trouble: AmcrestTrouble, to topic: AmcrestAgenda.Topic) -> Bool {
        self.outcome(of: .failure(trouble), to: topic) == .answered
    }

    private func take(_ result: AmcrestClient.Result, _ topic: AmcrestAgenda.Topic) {
        switch (topic, result) {
        case (.fact(let question), .success(let answer)): self.take(answer, to: question)
        case (.settings(let table), .success(let answer)): self.read(answer, table)
        case (.settings(.lensMask), .failure(.camera)): self.host.report([AmcrestEntities.change(Bool?.none)])
        case (.storage, .success(let answer)): self.host.report([AmcrestEntities.change(AmcrestStorage(answer))])
        case (.storage, .failure(.camera)): self.host.report([AmcrestEntities.change(AmcrestStorage?.none)])
        case (.presets, .success(let answer)):
            self.host.report([AmcrestEntities.change(presets: AmcrestEntities.presets(answer))])
        case (.presets, .failure(.camera)): self.host.report([AmcrestEntities.change(presets: nil)])
        case (.polled(let code), let result):
            self.takePolled(result, code)
        case (.fact, .failure), (.settings, .failure), (.storage, .failure), (.presets, .failure): break
        }
    }

    /// What was not answered stays as it was; in Home Assistant's way every `Error` means that nothing goes on.
    private func takePolled(_ result: AmcrestClient.Result, _ code: String) {
        if let isOn = self.isGoingOn(result) {
            self.polled[code] = isOn
        } else if case .failure(.camera(let refusal)) = result {
            if refusal.isForbidden {
                self.polled[code] = nil
            } else if case .error = refusal {
                self.polled[code] = false
            }
        }
        self.tellSensors()
    }

    private func take(_ answer: AmcrestAnswer, to question: AmcrestCommand) {
        self.facts.take(answer, to: question)
        if question == .getConfig(.rtsp), let port = self.facts.rtspPort { self.useVideo(port: port) }
        if question == AmcrestFacts.questions.last {
            WorkerLog.write(.info, "\(self.configuration.server) is \(self.facts.words)")
        }
        self.reportState(at: self.clock())
    }

    /// A table that was read.
    func read(_ answer: AmcrestAnswer, _ table: AmcrestCommand.Table) {
        self.settings.take(answer, table, keys: self.keys)
        if table == .lensMask { self.host.report([AmcrestEntities.change(self.settings.isPrivate)]) }
        if table == .encode { self.considerGate(at: self.clock()) }
        self.reportState(at: self.clock())
    }

    // MARK: - Events

    /// Asks whether an event that is shown still goes on.
    func verify(_ code: String, _ version: Int) {
        self.client.ask(.eventIndexes(code)) { [unowned self] result in
            let answer: EventSensors.Answer =
                switch (self.isGoingOn(result), result) {
                case (true?, _): .goesOn
                case (false?, _): .isOver
                case (nil, .failure(.camera)): .isUnknown
                case (nil, _): .none
                }
            self.sensors.answered(code, answer, version: version, at: self.clock())
            self.tellSensors()
        }
    }

    /// Whether the configured channel is among those of an answer to `getEventIndexes`.
    private func isGoingOn(_ result: AmcrestClient.Result) -> Bool? {
        switch result {
        case .success(let answer):
            let channel = "\(self.keys.channel)"
            return answer.lines.contains { $0.value == channel }
        case .failure(.camera(let refusal)) where refusal.isNoEvents: return false
        case .failure: return nil
        }
    }

    func happened(_ item: AttachStreamParser.Item) {
        guard case .event(let event) = item, self.isOurs(event) else { return }
        let time = WallTime.now()
        self.sensors.take(event, at: self.clock())
        self.tellSensors()
        self.host.happened(event.cameraEvent(at: time))
        guard let (entity, kind) = AmcrestEventEntity.of(event) else { return }
        self.host.happened(event.cameraEvent(of: entity, kind: kind, at: time))
    }

    /// Of a recorder's other channels nothing is told; the inputs of a camera are counted as channels are.
    private func isOurs(_ event: AttachEvent) -> Bool {
        event.index == self.keys.channel || (self.keys.channel == 0 && event.code == "AlarmLocal")
    }

    func tellSensors() {
        let changes = self.configuration.binarySensors.compactMap { sensor -> EntityStates.Change? in
            if sensor == .online { return nil }
            guard let told = sensor.told else { return AmcrestEntities.change(sensor, self.sensors.isOn(sensor)) }
            let states = (EventSensors.codesBySensor[told] ?? []).map { self.polled[$0] }
            return AmcrestEntities.change(sensor, states.contains(true) ? true : states.contains(false) ? false : nil)
        }
        if !changes.isEmpty { self.host.report(changes) }
    }

    func tellOnline() {
        guard self.configuration.binarySensors.contains(.online) else { return }
        let isOnline: Bool? = self.availability.state == .unknown ? nil : self.availability.state == .online
        self.host.report([AmcrestEntities.change(.online, isOnline)])
    }
}
