import IPC
import NIOCore
import Shared
import Synchronization

/// Sends one worker the states that its templates name: all before anything is wanted of it, then what changes.
///
/// A change is sent at once, and when they come in crowds those of a fifth of a second together; never before the worker
/// has taken what was sent last. So a state that changes a thousand times a second costs a worker five messages a second,
/// and one that reads nothing has us keep nothing but names.
final class TemplateFeeder: Sendable {
    /// Sendings a second that go on for long: faster than that no URL is to follow anything.
    static let perSecond = 5
    /// Sendings that need not wait, after a while without any.
    static let atOnce = 5
    /// Until the next, when those are used up.
    static let interval = Duration.milliseconds(1_000 / perSecond)

    private struct State {
        var port: (any StatesPort)?
        var number: UInt64?
        /// Something was sent a moment ago, or is on its way.
        var isBusy = true
        /// Something has changed since.
        var isDue = false
        var isEnded = false
        var budget = MessageBudget(perSecond: TemplateFeeder.perSecond, burst: TemplateFeeder.atOnce)
    }

    private let interest: TemplateFeed.Interest
    private let entities: EntityHub
    private let view: ViewHub
    private let state = Mutex(State())

    init(_ interest: TemplateFeed.Interest, entities: EntityHub, view: ViewHub) {
        self.interest = interest
        self.entities = entities
        self.view = view
    }

    /// The worker is ready.
    func begin(_ port: any StatesPort) {
        let number = self.entities.feed(self.interest) { [weak self] in self?.changed() }
        let isEnded = self.state.withLock { state in
            state.port = port
            state.number = number
            return state.isEnded
        }
        guard !isEnded else { return self.entities.stopFeeding(number) }
        self.send()
    }

    /// The worker is gone.
    func end() {
        let number = self.state.withLock { state in
            state.isEnded = true
            state.port = nil
            return state.number
        }
        if let number { self.entities.stopFeeding(number) }
    }

    private func changed() {
        // A picture from before may be one of another URL.
        self.view.addressMayHaveChanged()
        let isFree = self.state.withLock { state in
            guard !state.isBusy else {
                state.isDue = true
                return false
            }
            state.isBusy = true
            return true
        }
        if isFree { self.send() }
    }

    /// Only while busy, so that two never send at a time.
    private func send() {
        let (port, number) = self.state.withLock { ($0.port, $0.number) }
        guard let port, let number else { return }
        self.view.addressMayHaveChanged()
        port.send(self.entities.takeStates(for: number)) { [weak self] eventLoop in
            guard let self else { return }
            guard !self.state.withLock({ $0.budget.take(at: .now()) }) else { return self.rested() }
            eventLoop.scheduleTask(in: TimeAmount(Self.interval)) { self.rested() }
        }
    }

    private func rested() {
        let isDue = self.state.withLock { state in
            guard !state.isEnded else { return false }
            state.isBusy = state.isDue
            state.isDue = false
            return state.isBusy
        }
        if isDue { self.send() }
    }
}

/// Where a feeder sends its states: the link to a worker.
protocol StatesPort: AnyObject, Sendable {
    /// Queues the messages.
    ///
    /// - Parameter taken: called on the link's loop when the worker's socket has taken all of them, or never will.
    func send(_ states: [TemplateStates], taken: @escaping @Sendable (any EventLoop) -> Void)
}
