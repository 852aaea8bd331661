import Synchronization

/// Counts calls from any thread.
final class Calls: Sendable {
    private let number = Atomic<Int>(0)

    var count: Int { self.number.load(ordering: .relaxed) }

    func add() { self.number.wrappingAdd(1, ordering: .relaxed) }
}
