internal import Shared

/// The moves of one camera, one after the other: two at once end each other's.
///
/// Pure. A `Stop` does not wait: it ends what is going on, and what waits behind it.
struct PTZQueue {
    /// Moves that wait; each lasts up to a minute.
    static let most = 8

    enum Action: Hashable {
        case send(Int, SOAPRequest)
        /// The call is answered; `nil` for success.
        case finish(Int, Refusal?)
    }

    enum Refusal: Hashable {
        /// A stop came before its turn, or in the middle of it.
        case stopped
        /// Its turn came when nobody waited for it any more.
        case late
        /// The camera's own words.
        case camera(String)
    }

    private enum Stage: Hashable {
        case moving
        /// It goes on until then.
        case lasting(until: MonotonicTime)
        case ending
    }

    private struct Move {
        var call: Int
        var plan: PTZPlan
        /// Until nobody waits for it any more; what has begun then is ended all the same.
        var until: MonotonicTime?
        var failure: String?
    }

    private var waiting: [Move] = []
    private var current: (move: Move, stage: Stage)?
    /// A stop under way beside the current move.
    private var stops: Set<Int> = []

    var deadline: MonotonicTime? {
        guard case .lasting(let until)? = self.current?.stage else { return nil }
        return until
    }

    /// Takes a move.
    ///
    /// - Parameters:
    ///   - call: a number that no other call under way has.
    ///   - until: when it need not begin any more; `nil` for never.
    mutating func take(
        _ call: Int,
        _ plan: PTZPlan,
        until: MonotonicTime? = nil
    ) throws(PTZRefusal) -> [Action] {
        if plan.request.operation == "Stop" {
            let ended = self.waiting.map { Action.finish($0.call, .stopped) }
            self.waiting = []
            var actions = ended
            if let current {
                actions.append(.finish(current.move.call, .stopped))
                self.current = nil
            }
            self.stops.insert(call)
            return actions + [.send(call, plan.request)]
        }
        guard self.waiting.count < Self.most else { throw .tooMany }
        self.waiting.append(Move(call: call, plan: plan, until: until))
        return self.begin(at: nil)
    }

    /// The camera has answered a request; `failure` in its words.
    mutating func answered(_ call: Int, failure: String?, at now: MonotonicTime) -> [Action] {
        if self.stops.remove(call) != nil { return [.finish(call, failure.map { .camera($0) })] + self.begin(at: now) }
        guard let current, current.move.call == call else { return [] }
        switch current.stage {
        case .moving:
            if let ending = current.move.plan.ending {
                // What was begun is ended, whatever became of its beginning: the answer alone may be lost.
                self.current?.stage = .lasting(until: failure == nil ? now + ending.after : now)
                self.current?.move.failure = failure
                return self.tick(at: now)
            }
            return self.finish(call, failure, at: now)
        case .ending: return self.finish(call, current.move.failure ?? failure, at: now)
        case .lasting: return []
        }
    }

    mutating func tick(at now: MonotonicTime) -> [Action] {
        guard let current, case .lasting(let until) = current.stage, now >= until,
            let ending = current.move.plan.ending
        else { return [] }
        self.current?.stage = .ending
        return [.send(current.move.call, ending.request)]
    }

    private mutating func finish(_ call: Int, _ failure: String?, at now: MonotonicTime) -> [Action] {
        self.current = nil
        return [.finish(call, failure.map { .camera($0) })] + self.begin(at: now)
    }

    private mutating func begin(at now: MonotonicTime?) -> [Action] {
        guard self.current == nil, self.stops.isEmpty else { return [] }
        var actions: [Action] = []
        while !self.waiting.isEmpty {
            let move = self.waiting.removeFirst()
            if let now, let until = move.until, now >= until {
                actions.append(.finish(move.call, .late))
                continue
            }
            self.current = (move, .moving)
            return actions + [.send(move.call, move.plan.request)]
        }
        return actions
    }
}
