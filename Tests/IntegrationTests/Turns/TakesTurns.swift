import Glibc
import TestSupport
import Testing

/// Keeps tests with real processes from all running at once: each case waits for a place, or for all of them.
///
/// For suites and tests: `@Suite("…", .takesTurns)`, and `.alone` for those that measure time.
struct TakesTurns: SuiteTrait, TestTrait, TestScoping {
    /// Two per core: most of the time such a test waits.
    private static let turnstile = Turnstile(width: 2 * max(2, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))

    let isAlone: Bool
    /// Every test of the suite, by itself.
    let isRecursive = true

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await Self.turnstile.pass(places: self.isAlone ? Self.turnstile.width : 1) { try await function() }
    }
}

extension Trait where Self == TakesTurns {
    /// One of a few at a time.
    static var takesTurns: Self { TakesTurns(isAlone: false) }
    /// Nothing else that takes turns beside it.
    static var alone: Self { TakesTurns(isAlone: true) }
}
