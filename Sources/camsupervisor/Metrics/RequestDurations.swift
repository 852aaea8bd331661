import Shared
import Synchronization

/// How long requests took until their answer was made, by route and kind of status.
///
/// Routes are the patterns the router knows, never paths that a client chose, so there are at most some hundred series.
final class RequestDurations: Sendable {
    /// Seconds: a still from the hub takes 0.1 ms, one that is fetched up to 10 s.
    static let bounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]

    struct Key: Hashable, Sendable {
        var route: String
        /// Its first digit, as `2xx`.
        var status: String
    }

    struct Histogram: Sendable {
        /// Of each bound, and of what is longer than all of them; not cumulative.
        var counts = [UInt64](repeating: 0, count: RequestDurations.bounds.count + 1)
        /// Seconds.
        var sum = 0.0
    }

    private let histograms = Mutex<[Key: Histogram]>([:])

    /// - Parameter route: the router's pattern. Without one, or with the framework's word for that, no route matched.
    func count(route: String?, status: Int, seconds: Double) {
        let key = Key(route: route.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "none", status: "\(status / 100)xx")
        let bucket = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
        self.histograms.withLock { histograms in
            histograms[key, default: Histogram()].counts[bucket] += 1
            histograms[key, default: Histogram()].sum += seconds
        }
    }

    /// In a stable order.
    var all: [(Key, Histogram)] {
        self.histograms.withLock { $0 }
            .sorted { ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status) }
            .map { ($0.key, $0.value) }
    }
}
