import IPC
import NIOCore
import Shared
import Synchronization

/// Pictures in the sizes that were asked for: each is made once, one at a time per camera, and the last few are kept.
///
/// A dashboard asks for all its tiles at once, and a worker has one thread that scales and a short queue before it.
/// Without this five sizes at a time were too many, and ten viewers of one size cost ten scalings.
final class ScaledPictures: Sendable {
    /// Sizes a camera's pages have: a tile, a phone, a tablet, a preview.
    static let keptPerCamera = 4
    /// Bytes of a picture that is kept; a larger one is nearly the original.
    static let largestKept = 512 * 1024

    /// Which picture of which camera, in which box.
    struct Key: Hashable, Sendable {
        var camera: CameraID
        var contentVersion: UInt64
        var width: UInt32
        var height: UInt32
    }

    struct Picture: Sendable {
        var format: PictureFormat
        var width: UInt32
        var height: UInt32
        var bytes: ByteBuffer
    }

    private struct Shelf {
        /// Oldest first.
        var kept: [(key: Key, picture: Picture)] = []
        var making: [Key: EventLoopFuture<Picture>] = [:]
        /// The one that was begun last; the next is begun when it has ended.
        var last: EventLoopFuture<Picture>?
    }

    private enum Turn {
        case isThere(Picture)
        case isBeingMade(EventLoopFuture<Picture>)
        case make(EventLoopPromise<Picture>, after: EventLoopFuture<Picture>?)
    }

    private let shelves = Mutex<[CameraID: Shelf]>([:])

    /// The picture: kept, being made for somebody else, or made by `make` when it is this one's turn.
    func picture(
        _ key: Key,
        on eventLoop: any EventLoop,
        make: @Sendable () async throws -> Picture
    ) async throws -> Picture {
        switch self.turn(for: key, on: eventLoop) {
        case .isThere(let picture):
            return picture
        case .isBeingMade(let future):
            return try await future.get()
        case .make(let promise, let after):
            // How the one before ended is its own business.
            if let after { _ = try? await after.get() }
            do {
                let picture = try await make()
                self.finish(key, picture, promise)
                return picture
            } catch {
                self.finish(key, nil, promise)
                promise.fail(error)
                throw error
            }
        }
    }

    /// The camera is gone; its versions never come again.
    func forget(_ camera: CameraID) {
        self.shelves.withLock { $0[camera] = nil }
    }

    private func turn(for key: Key, on eventLoop: any EventLoop) -> Turn {
        self.shelves.withLock { shelves in
            var shelf = shelves[key.camera] ?? Shelf()
            defer { shelves[key.camera] = shelf }
            if let kept = shelf.kept.first(where: { $0.key == key }) { return .isThere(kept.picture) }
            if let future = shelf.making[key] { return .isBeingMade(future) }
            let promise = eventLoop.makePromise(of: Picture.self)
            let after = shelf.last
            shelf.making[key] = promise.futureResult
            shelf.last = promise.futureResult
            return .make(promise, after: after)
        }
    }

    private func finish(_ key: Key, _ picture: Picture?, _ promise: EventLoopPromise<Picture>) {
        self.shelves.withLock { shelves in
            shelves[key.camera]?.making[key] = nil
            if shelves[key.camera]?.last === promise.futureResult { shelves[key.camera]?.last = nil }
            guard let picture, picture.bytes.readableBytes <= Self.largestKept else { return }
            shelves[key.camera]?.kept.append((key, picture))
            if let count = shelves[key.camera]?.kept.count, count > Self.keptPerCamera {
                shelves[key.camera]?.kept.removeFirst()
            }
        }
        if let picture { promise.succeed(picture) }
    }
}
