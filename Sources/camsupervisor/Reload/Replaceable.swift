import Synchronization

/// A value that is replaced as a whole while others read it: each reader takes a snapshot and keeps to it.
final class Replaceable<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    init(_ value: Value) {
        self.value = Mutex(value)
    }

    var current: Value { self.value.withLock { $0 } }

    func replace(with value: Value) {
        self.value.withLock { $0 = value }
    }
}
