internal import IPC
internal import Shared

/// How much a worker says of its entities in what time: well within what the supervisor takes.
///
/// Pure. That one ends a worker that says more (`WorkerMessageLimits`); half of its numbers, so that words of some seconds
/// that come at once, after it was held up, are within them too.
struct EntityPace {
    /// `entityStates` and `event`, a second.
    static let words = 50
    static let wordsAtOnce = 500
    /// Lists, in ten seconds each.
    private static let listsIn: Duration = .seconds(10)
    static let lists = 5
    /// Entities of which something is said, a second; all of an NVR's some times in a row.
    static let changes = 100
    static let changesAtOnce = 2_500
    /// Bytes of all three, a second; a list of an NVR has 300 kB.
    static let bytes = 64 * 1024
    static let bytesAtOnce = 1024 * 1024
    /// Commas and brackets in them and in answers, a second: what the supervisor takes for values.
    static let values = 2_000
    static let valuesAtOnce = 20_000
    /// Of a message, uncounted there.
    private static let fewValues = 8

    private var wordBudget = MessageBudget(perSecond: Self.words, burst: Self.wordsAtOnce)
    private var changeBudget = MessageBudget(perSecond: Self.changes, burst: Self.changesAtOnce)
    private var byteBudget = MessageBudget(perSecond: Self.bytes, burst: Self.bytesAtOnce)
    private var valueBudget = MessageBudget(perSecond: Self.values, burst: Self.valuesAtOnce)
    private var listTimes: [MonotonicTime] = []

    /// Whether a message may be sent now; counted when it may.
    ///
    /// - Parameter changes: entities that it speaks of.
    mutating func take(
        _ type: MessageType,
        _ body: [UInt8],
        changes: Int = 0,
        at now: MonotonicTime
    ) -> Bool {
        var next = self
        guard changes == 0 || next.changeBudget.take(changes, at: now) else { return false }
        guard next.takeCount(of: type, at: now), next.takeValues(of: body, at: now) else { return false }
        guard type == .result || next.byteBudget.take(body.count, at: now) else { return false }
        self = next
        return true
    }

    private mutating func takeCount(of type: MessageType, at now: MonotonicTime) -> Bool {
        switch type {
        case .entities:
            self.listTimes.removeAll { now.since($0) >= Self.listsIn }
            guard self.listTimes.count < Self.lists else { return false }
            self.listTimes.append(now)
            return true
        case .result: return true
        default: return self.wordBudget.take(at: now)
        }
    }

    private mutating func takeValues(of body: [UInt8], at now: MonotonicTime) -> Bool {
        let found = body.count {
            $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{")
        }
        return found <= Self.fewValues || self.valueBudget.take(found, at: now)
    }
}
