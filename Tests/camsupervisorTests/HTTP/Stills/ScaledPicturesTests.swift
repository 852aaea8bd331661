import NIOCore
import NIOPosix
import Shared
import Synchronization
import Testing

@testable import camsupervisor

@Suite("ScaledPictures")
struct ScaledPicturesTests {
    private struct Unscalable: Error {}

    /// A worker that scales: counts, and never does two things at once.
    private final class Scaler: Sendable {
        struct Count {
            var made = 0
            var underWay = 0
            var most = 0
        }

        let count = Mutex(Count())

        func make(_ text: String) async throws -> ScaledPictures.Picture {
            self.count.withLock {
                $0.made += 1
                $0.underWay += 1
                $0.most = max($0.most, $0.underWay)
            }
            for _ in 0..<20 { await Task.yield() }
            self.count.withLock { $0.underWay -= 1 }
            return .init(format: .jpeg, width: 1, height: 1, bytes: ByteBuffer(string: text))
        }
    }

    private let pictures = ScaledPictures()
    private let scaler = Scaler()

    private func key(_ width: UInt32, version: UInt64 = 1, camera: String = "yard") throws -> ScaledPictures.Key {
        .init(camera: try CameraID(camera), contentVersion: version, width: width, height: 0)
    }

    private func ask(_ width: UInt32, version: UInt64 = 1) async throws -> String {
        let picture = try await self.pictures.picture(
            self.key(width, version: version),
            on: MultiThreadedEventLoopGroup.singleton.next()
        ) { [scaler] in try await scaler.make("\(width)") }
        return String(buffer: picture.bytes)
    }

    @Test("a hundred requests for a size at once cost one scaling, and so do those that follow")
    func shared() async throws {
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<100 { group.addTask { try await self.ask(320) } }
            for try await text in group { #expect(text == "320") }
        }
        #expect(try await self.ask(320) == "320")
        #expect(self.scaler.count.withLock(\.made) == 1)
    }

    @Test("many sizes at once are made one after the other, each its own")
    func inTurn() async throws {
        try await withThrowingTaskGroup(of: (UInt32, String).self) { group in
            for width in 100..<UInt32(150) { group.addTask { (width, try await self.ask(width)) } }
            for try await (width, text) in group { #expect(text == "\(width)") }
        }
        #expect(self.scaler.count.withLock(\.made) == 50)
        #expect(self.scaler.count.withLock(\.most) == 1)
    }

    @Test("a new picture is scaled anew; of the old ones the last few are kept")
    func kept() async throws {
        for version in 1...UInt64(ScaledPictures.keptPerCamera + 1) { _ = try await self.ask(320, version: version) }
        let made = self.scaler.count.withLock(\.made)
        #expect(made == ScaledPictures.keptPerCamera + 1)
        _ = try await self.ask(320, version: 2)
        #expect(self.scaler.count.withLock(\.made) == made)
        _ = try await self.ask(320, version: 1)
        #expect(self.scaler.count.withLock(\.made) == made + 1)
    }

    @Test("a scaling that fails is told to all who share it, kept by nobody, and the next one has its turn")
    func failure() async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let (hasBegun, mayEnd) = (loop.makePromise(of: Void.self), loop.makePromise(of: Void.self))
        let key = try self.key(7)
        let first = Task {
            try await self.pictures.picture(key, on: loop) {
                hasBegun.succeed()
                try await mayEnd.futureResult.get()
                throw Unscalable()
            }
        }
        try await hasBegun.futureResult.get()
        let second = Task { try await self.pictures.picture(key, on: loop) { throw CancellationError() } }
        let other = Task { try await self.ask(8) }
        mayEnd.succeed()
        await #expect(throws: Unscalable.self) { try await first.value }
        await #expect(throws: (any Error).self) { try await second.value }
        #expect(try await other.value == "8")
        #expect(try await self.ask(7) == "7")
    }
}
