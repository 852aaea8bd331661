import CLinux
import IPC
import NIOPosix
import Shared
import Synchronization
import TestSupport

@testable import camsupervisor

/// The worker of a camera with a webhook of an ``InProcessServer``: collects uploads and notifications over a real socket, and
/// answers as it is told.
final class UploadWorker: Sendable {
    /// One upload as the worker saw it.
    struct Upload: Sendable {
        var contentType = ""
        var bytes: [UInt8] = []
        var chunks: [PushChunk.Flags] = []
        var largestChunk = 0

        var isAborted: Bool { self.chunks.last?.contains(.abort) == true }
    }

    private struct State {
        var uploads: [UInt32: Upload] = [:]
        /// `nil` keeps silent.
        var verdict: CallResult? = CallResult(status: 200, reason: "")
        var isReading = true
        var notifications: [[UInt8]] = []
        /// What it says instead of a verdict.
        var picture: [UInt8]?
    }

    private let socket: Int32
    private let state = Mutex(State())

    init(of server: InProcessServer, camera name: String = "drop") async throws {
        let camera = try CameraID(name)
        guard let view = server.hub[camera] else { throw CameraMissing() }
        let connection = WorkerConnection(camera: camera, generation: 1, hub: view, redaction: Redaction(secrets: []))
        let (ours, theirs) = try SocketPair().split()
        self.socket = theirs
        // A thread of its own reads, and may wait.
        _ = fcntl(theirs, F_SETFL, fcntl(theirs, F_GETFL) & ~O_NONBLOCK)
        let link = try await WorkerLink.open(
            socket: OwnedDescriptor(ours),
            generation: 1,
            on: MultiThreadedEventLoopGroup.singleton.next()
        ) { event in
            guard case .ready = connection.received(event) else { return }
            server.board.publish(connection: connection, of: camera)
        }
        connection.attach(link)
        let encoder = MessageEncoder(generation: 1)
        let layers = ConfinementLayer.required.map { ConfinementLayer(name: $0, active: true) }
        let hello = WorkerHello(protocolVersion: 1, pid: 1, build: BuildIdentity.current, confinement: [])
        self.say(encoder.control(.hello, hello) + encoder.control(.ready, Ready(confinement: layers)))
        // Keeps us, and so the descriptor, until it has read the end.
        startThread { Self.read(theirs) { self.received($0, $1, $2) } }
        try await waitUntil("the worker is ready") { server.board[camera]?.connection != nil }
    }

    struct CameraMissing: Error {}

    /// Uploads in the order of their numbers.
    var uploads: [Upload] {
        self.state.withLock { state in state.uploads.sorted { $0.key < $1.key }.map(\.value) }
    }

    /// What the camera posted, in the order in which it came.
    var notifications: [[UInt8]] { self.state.withLock { $0.notifications } }

    func answer(_ status: Int, _ reason: String = "") {
        self.state.withLock { $0.verdict = CallResult(status: status, reason: reason) }
    }

    /// Takes what comes and never says a word.
    func keepSilent() {
        self.state.withLock { $0.verdict = nil }
    }

    /// Stops reading with the next chunk, until the end or until it is told to read on.
    func stopReading() {
        self.state.withLock { $0.isReading = false }
    }

    func readOn() {
        self.state.withLock { $0.isReading = true }
    }

    /// Answers uploads as it would a wish for a scaled picture, which is no verdict.
    func answer(picture: [UInt8]) {
        self.state.withLock { $0.picture = picture }
    }

    /// The thread that reads ends with it.
    func hangUp() {
        self.state.withLock { $0.isReading = true }
        shutdown(self.socket, Int32(SHUT_RDWR))
    }

    deinit { close(self.socket) }

    private func received(_ header: MessageHeader, _ type: MessageType, _ body: [UInt8]) {
        if type == .notify {
            self.state.withLock { $0.notifications.append(body) }
            // On the thread that reads.
            while !self.state.withLock({ $0.isReading }) { usleep(10_000) }
        }
        guard type == .push, let chunk = body.withUnsafeBytes({ try? PushChunk(decoding: $0) }) else { return }
        let bytes = body.dropFirst(chunk.encodedLength)
        let (verdict, picture) = self.state.withLock { state in
            var upload = state.uploads[header.sequence] ?? Upload()
            if chunk.flags.contains(.first) { upload.contentType = chunk.contentType }
            upload.bytes += bytes
            upload.chunks.append(chunk.flags)
            upload.largestChunk = max(upload.largestChunk, bytes.count)
            state.uploads[header.sequence] = upload
            return (state.verdict, state.picture)
        }
        // On the thread that reads.
        while !self.state.withLock({ $0.isReading }) { usleep(10_000) }
        guard chunk.flags.contains(.last) else { return }
        if let picture {
            let payload = FramePayload.example(flags: [.scaled])
            let encoder = MessageEncoder(generation: 1)
            let prefix = encoder.framePrefix(payload, pictureLength: picture.count, sequence: header.sequence)
            return self.say(prefix + picture)
        }
        guard let verdict else { return }
        self.say(MessageEncoder(generation: 1).control(.result, verdict, sequence: header.sequence))
    }

    private func say(_ bytes: [UInt8]) {
        _ = bytes.withUnsafeBytes { write(self.socket, $0.baseAddress, $0.count) }
    }

    private static func read(_ socket: Int32, _ deliver: (MessageHeader, MessageType, [UInt8]) -> Void) {
        var decoder = MessageDecoder<[UInt8]>()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = buffer.withUnsafeMutableBytes { CLinux.read(socket, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            let isSound = buffer.withUnsafeBytes { bytes in
                do throws(ProtocolError) {
                    let read = UnsafeRawBufferPointer(rebasing: bytes.prefix(count))
                    try decoder.feed(read) { header, type, body throws(ProtocolError) in deliver(header, type, body) }
                    return true
                } catch {
                    return false
                }
            }
            guard isSound else { break }
        }
    }
}
