internal import Shared

/// When which question goes out to whom: each several times, since datagrams get lost, and none at the same time as all others.
///
/// Pure. As SOAP-over-UDP 1.1 §3.4 wants it, with WS-Discovery's numbers.
struct DiscoveryAgenda {
    struct Errand: Hashable, Sendable {
        /// Of the destinations.
        var destination: Int
        var wish: DiscoveryProbe.Wish
        fileprivate var at: MonotonicTime
    }

    /// Copies of each question.
    static let copies = 4
    /// Milliseconds before the first, so that the destinations do not all answer at once.
    private static let delays = 0...250
    /// Milliseconds between the first two; then twice that, up to the last.
    private static let pauses = 50...250
    private static let longestPause = 500

    private var errands: ArraySlice<Errand>

    /// - Parameter random: a number of the range.
    init(destinations: Int, start: MonotonicTime, random: (ClosedRange<Int>) -> Int) {
        var errands: [Errand] = []
        for destination in 0..<destinations {
            for wish in DiscoveryProbe.Wish.allCases {
                var time = start + .milliseconds(random(Self.delays))
                var pause = random(Self.pauses)
                for _ in 0..<Self.copies {
                    errands.append(Errand(destination: destination, wish: wish, at: time))
                    time = time + .milliseconds(pause)
                    pause = min(pause * 2, Self.longestPause)
                }
            }
        }
        self.errands = errands.sorted { $0.at < $1.at }[...]
    }

    /// When the next is due; `nil` when all are done.
    var next: MonotonicTime? { self.errands.first?.at }

    /// Those that are due, and not again.
    mutating func due(at now: MonotonicTime) -> [Errand] {
        let due = self.errands.prefix { $0.at <= now }
        self.errands = self.errands.dropFirst(due.count)
        return Array(due)
    }
}
