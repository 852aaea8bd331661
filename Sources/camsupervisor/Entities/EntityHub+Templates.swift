import IPC
import Shared

/// States for the templates of workers.
extension EntityHub {
    /// - Parameter wake: called from anywhere, when ``takeStates(for:)`` may have something.
    /// - Returns: what the other two are told.
    func feed(_ interest: TemplateFeed.Interest, wake: @escaping @Sendable () -> Void) -> UInt64 {
        self.withFeeds { feeds, _ in feeds.add(interest, wake: wake) }
    }

    func takeStates(for number: UInt64) -> [TemplateStates] {
        // The messages outside of the lock: of thousands of states they take their time.
        self.withFeeds { feeds, machine in feeds.difference(for: number, from: machine) }?.messages ?? []
    }

    func stopFeeding(_ number: UInt64) {
        self.withFeeds { feeds, _ in feeds.remove(number) }
    }
}
