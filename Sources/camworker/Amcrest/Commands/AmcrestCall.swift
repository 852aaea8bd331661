internal import IPC
internal import Shared

/// A service that is being done: its steps, one after the other, until one fails.
final class AmcrestCall {
    /// Tries to have the camera keep a setting; Home Assistant's.
    private static let mostTries = 3
    /// Tries to end a movement: a camera that goes on moves to its end stop.
    private static let mostEndings = 4

    /// What the steps need of the camera.
    struct Surroundings {
        var ask: (AmcrestCommand, @escaping (AmcrestClient.Result) -> Void) -> Void
        /// A table that was read on the way.
        var read: (AmcrestAnswer, AmcrestCommand.Table) -> Void
        /// Asks for a topic, and says what kept it from coming.
        var look: (AmcrestAgenda.Topic, @escaping (AmcrestTrouble?) -> Void) -> Void
        var wait: (Duration, @escaping () -> Void) -> Void
        /// What the indicator light is to be; `nil` while that is not known.
        var light: () -> AmcrestSetting?
        /// The opposite of the privacy mode; `nil` while that is not known.
        var toggledPrivacy: () -> AmcrestSetting?
        /// Whether nobody waits any more for what becomes of it.
        var isLate: () -> Bool
        var finish: (CallResult) -> Void
    }

    private let surroundings: Surroundings
    private var steps: ArraySlice<AmcrestPlan.Step>
    private var tries = 0

    init(_ plan: AmcrestPlan, _ surroundings: Surroundings) {
        self.steps = plan.steps[...]
        self.surroundings = surroundings
    }

    /// Goes on; everything that is asked holds on to the call until it is done.
    func proceed() {
        guard let step = self.steps.popFirst() else { return self.surroundings.finish(.done) }
        self.tries = 0
        if case .end(let command) = step { return self.end(command) { self.decide($0) } }
        // Whoever called was told that it takes too long, and may have called something else since.
        guard !self.surroundings.isLate() else { return self.decide(.late) }
        switch step {
        case .set(let setting): self.set(setting) { self.decide($0) }
        case .perform(let command): self.surroundings.ask(command) { self.decide($0.trouble) }
        case .end: break
        case .wait(let time): self.surroundings.wait(time) { self.proceed() }
        case .look(let topic): self.surroundings.look(topic) { self.decide($0) }
        case .attempt(let command): self.surroundings.ask(command) { self.decide($0.trouble.serious) }
        case .light:
            guard let setting = self.surroundings.light() else { return self.proceed() }
            // Many cameras have none that can be set.
            self.set(setting) { _ in self.proceed() }
        case .togglePrivacy:
            guard let setting = self.surroundings.toggledPrivacy() else { return self.decide(.unknownPrivacy) }
            self.set(setting) { self.decide($0) }
        }
    }

    private func decide(_ trouble: AmcrestTrouble?) {
        guard let trouble else { return self.proceed() }
        // A movement that was begun is to be ended, whatever became of its beginning.
        if case .end(let command) = self.steps.last {
            self.steps = []
            return self.end(command) { _ in self.fail(trouble) }
        }
        self.fail(trouble)
    }

    /// Until the camera has heard it; what it says to it is the last word.
    private func end(_ command: AmcrestCommand, then: @escaping (AmcrestTrouble?) -> Void) {
        self.tries += 1
        self.surroundings.ask(command) { result in
            guard let trouble = result.trouble, trouble.isUnheard, self.tries < Self.mostEndings else {
                return then(result.trouble)
            }
            self.surroundings.wait(.seconds(1)) { self.end(command, then: then) }
        }
    }

    private func fail(_ trouble: AmcrestTrouble) {
        self.surroundings.finish(CallResult(status: trouble.status, reason: "\(trouble)"))
    }

    // MARK: - Settings

    private func set(_ setting: AmcrestSetting, then: @escaping (AmcrestTrouble?) -> Void) {
        self.tries += 1
        self.surroundings.ask(setting.command) { result in
            if let trouble = result.trouble { return then(trouble) }
            self.readBack(setting, then: then)
        }
    }

    private func readBack(_ setting: AmcrestSetting, then: @escaping (AmcrestTrouble?) -> Void) {
        self.surroundings.ask(.getConfig(setting.table)) { result in
            switch result {
            case .failure(let trouble): then(trouble)
            case .success(let answer):
                self.surroundings.read(answer, setting.table)
                if setting.isKept(in: answer) { return then(nil) }
                if self.surroundings.isLate() { return then(.late) }
                if self.tries < Self.mostTries { return self.set(setting, then: then) }
                let kept = answer[setting.key].map { "keeps \(setting.key)=\(TextExcerpt.of($0, longest: 40))" }
                then(.notKept(kept ?? "has no \(setting.key)"))
            }
        }
    }
}

extension AmcrestClient.Result {
    fileprivate var trouble: AmcrestTrouble? { if case .failure(let trouble) = self { trouble } else { nil } }
}

extension AmcrestTrouble? {
    /// Without what a camera says of a word that it does not know.
    fileprivate var serious: AmcrestTrouble? { if case .camera? = self { nil } else { self } }
}

extension AmcrestTrouble {
    fileprivate static let late = Self.notAsked("it took too long: what was left to do is not done")
    fileprivate static let unknownPrivacy = Self.notAsked("whether the privacy mode is on is not known")

    /// Whether the camera may not have heard it.
    fileprivate var isUnheard: Bool {
        switch self {
        case .unavailable, .notAsked: true
        case .camera, .refused, .notKept: false
        }
    }

    /// Of the call that came to nothing by it.
    var status: Int {
        switch self {
        case .camera, .refused, .unavailable, .notKept: 502
        case .notAsked: 503
        }
    }
}
