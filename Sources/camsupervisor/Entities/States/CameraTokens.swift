import IPC
import Shared
import Synchronization

/// The secrets in the URLs of camera entities' pictures: Home Assistant's `access_token`.
///
/// Each camera has one of its own that changes every five minutes, and the one before holds as long again: a page that shows
/// an `entity_picture` needs no other token. They are good for looking at that camera, and for nothing else.
final class CameraTokens: Sendable {
    /// As in Home Assistant (`TOKEN_CHANGE_INTERVAL`).
    static let interval = Duration.seconds(300)
    /// Random bytes of one, as in Home Assistant.
    private static let words = 4

    private struct Pair {
        var newest: String
        var previous: String?
        var since: MonotonicTime
    }

    private let pairs = Mutex<[CameraID: Pair]>([:])

    /// The newest of a camera; another one than before when that is five minutes old.
    func token(of camera: CameraID, at now: MonotonicTime) -> String {
        self.pairs.withLock { pairs in
            if let pair = pairs[camera], now.since(pair.since) < Self.interval { return pair.newest }
            let newest = Self.random()
            // One that was current long ago, since nobody asked, is over.
            let last = pairs[camera].flatMap { now.since($0.since) < Self.interval * 2 ? $0.newest : nil }
            pairs[camera] = Pair(newest: newest, previous: last, since: now)
            return newest
        }
    }

    /// Whether a token opens a camera's pictures.
    func isToken(_ text: String, of camera: CameraID, at now: MonotonicTime = .now()) -> Bool {
        self.pairs.withLock { pairs in
            guard let pair = pairs[camera] else { return false }
            let age = now.since(pair.since)
            let isNewest = pair.newest.equalsInConstantTime(text) && age < Self.interval * 2
            let isPrevious = pair.previous?.equalsInConstantTime(text) == true && age < Self.interval
            return isNewest || isPrevious
        }
    }

    func forget(_ camera: CameraID) {
        self.pairs.withLock { $0[camera] = nil }
    }

    /// The tokens that let anybody read them have changed.
    func forgetAll() {
        self.pairs.withLock { $0.removeAll() }
    }

    private static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<Self.words).map { _ in
            let digits = String(generator.next(), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
