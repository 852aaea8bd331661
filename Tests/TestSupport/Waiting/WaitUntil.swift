import IPC
import Shared

/// What was waited for did not come in time.
package struct WaitedInVain: Error, CustomStringConvertible {
    package var what: String
    package var limit: Duration
    /// The error the condition threw last, or what it last saw.
    package var lastSeen: String?
    package var place: String

    package var description: String {
        "waited \(self.limit) in vain until \(self.what) (\(self.place))"
            + (self.lastSeen.map { "; last seen: \($0)" } ?? "")
    }
}

/// Waits until a condition holds: the only place in the tests that sleeps.
///
/// An error thrown by the condition means "not yet" and is quoted when the time is over.
///
/// - Parameters:
///   - what: completes the sentence "waited 10 s in vain until …".
///   - limit: generous by default: it only costs time when the test fails anyway, and CI machines stall.
///   - lastSeen: what the failure text should show of the world, evaluated once, at the end.
package func waitUntil(
    _ what: String,
    within limit: Duration = .seconds(120),
    lastSeen: @autoclosure () -> String? = nil,
    fileID: String = #fileID,
    line: Int = #line,
    _ condition: () async throws -> Bool
) async throws {
    _ = try await waitFor(what, within: limit, lastSeen: lastSeen(), fileID: fileID, line: line) {
        try await condition() ? true : nil
    }
}

/// As ``waitUntil(_:within:lastSeen:fileID:line:_:)``, and returns what `value` found.
package func waitFor<Value>(
    _ what: String,
    within limit: Duration = .seconds(120),
    lastSeen: @autoclosure () -> String? = nil,
    fileID: String = #fileID,
    line: Int = #line,
    _ value: () async throws -> Value?
) async throws -> Value {
    let deadline = MonotonicTime.now() + limit
    var lastError: String?
    // 5 ms at first, for what is nearly there; 20 ms later, so that fifty waiting tests cost nothing.
    var step = 5
    while true {
        do {
            if let found = try await value() { return found }
            lastError = nil
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            lastError = "\(error)"
        }
        guard MonotonicTime.now() < deadline else { break }
        try await Task.sleep(for: .milliseconds(step))
        step = min(step + 1, 20)
    }
    throw WaitedInVain(what: what, limit: limit, lastSeen: lastError ?? lastSeen(), place: "\(fileID):\(line)")
}
