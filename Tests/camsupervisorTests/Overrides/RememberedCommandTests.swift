import Logging
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("Commands that are remembered")
struct RememberedCommandTests {
    private static func keeper(_ folder: String) -> OverrideKeeper {
        OverrideKeeper(folder: folder, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private static let nowhere = "/nowhere/camworker"

    @Test("what could not be written is not said to be remembered, however often it is asked for")
    func unwritable() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("no folder", to: "file")
        try await WorkerPoolTests.Fleet.with(Self.nowhere, keeper: Self.keeper(file)) { fleet in
            for _ in 1...3 {
                let isRemembered = try await fleet.pool.perform(.stop, on: fleet.cameras[0])
                #expect(!isRemembered)
            }
        }
    }

    @Test("two who stop a camera at once are both told when it is written, and not before")
    func twice() async throws {
        for _ in 1...50 {
            let folder = try TemporaryFolder()
            try await WorkerPoolTests.Fleet.with(Self.nowhere, keeper: Self.keeper(folder.path)) { fleet in
                let camera = fleet.cameras[0]
                await withTaskGroup(of: Bool.self) { group in
                    for _ in 1...2 {
                        group.addTask {
                            let isRemembered = try? await fleet.pool.perform(.stop, on: camera)
                            return isRemembered == true
                                && OverrideFile(folder: folder.path).load().table[camera] != nil
                        }
                    }
                    for await isThere in group { #expect(isThere) }
                }
            }
        }
    }

    @Test("a pause that ends at the same moment takes nothing of it back")
    func endOfPause() async throws {
        let folder = try TemporaryFolder()
        try await WorkerPoolTests.Fleet.with(Self.nowhere, cameras: 2, keeper: Self.keeper(folder.path)) { fleet in
            for round in 1...200 {
                try await fleet.pool.perform(.start, on: fleet.cameras[1])
                try await fleet.pool.perform(.pause, on: fleet.cameras[0], lasting: .nanoseconds(1))
                async let ended: Void = fleet.pool.endOverrides()
                async let stopped = fleet.pool.perform(.stop, on: fleet.cameras[1])
                _ = try await (ended, stopped)
                // Whatever else is under way has been written with this.
                try await fleet.pool.perform(.start, on: fleet.cameras[0])
                let remembered = OverrideFile(folder: folder.path).load().table
                #expect(remembered[fleet.cameras[1]] != nil, "round \(round)")
            }
        }
    }
}
