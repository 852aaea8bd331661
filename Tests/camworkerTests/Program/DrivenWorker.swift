import CLinux
import Glibc
import IPC
import Shared
import TestSupport

/// The real `camworker`, and the supervisor's end of its channel in the hands of a test.
final class DrivenWorker {
    static let generation: UInt32 = 7

    let pid: Int32
    private let channel: Int32
    private let errorOutput: Int32
    private var decoder = MessageDecoder<[UInt8]>()
    private let encoder = MessageEncoder(generation: DrivenWorker.generation)
    private var inbox: [Received] = []
    private var errors: [UInt8] = []
    private var isReaped = false
    private(set) var lastSequence: UInt64 = 0

    /// A message from the worker.
    struct Received {
        var type: MessageType
        var sequence: UInt32
        var body: [UInt8]

        func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try ControlCoding.decode(type, from: self.body, of: self.type)
        }

        func frame() throws -> (payload: FramePayload, bytes: [UInt8]) {
            let payload = try self.body.withUnsafeBytes { try FramePayload(decoding: $0) }
            return (payload, Array(self.body.dropFirst(FramePayload.headerLength)))
        }
    }

    /// Starts a worker and says nothing to it.
    init(arguments: [String] = [], environment: [String] = ["PATH=/usr/bin", "TZ=UTC"]) throws {
        let pair = try SocketPair().split()
        var pipes: (reading: Int32, writing: Int32) = (-1, -1)
        let result = withUnsafeMutableBytes(of: &pipes) { linux_pipe($0.bindMemory(to: Int32.self).baseAddress) }
        guard result == 0 else { throw SystemCallError(call: "pipe", errorNumber: -result) }
        _ = linux_set_nonblocking(pipes.reading)
        self.channel = pair.supervisor
        self.errorOutput = pipes.reading
        defer {
            close(pair.worker)
            close(pipes.writing)
        }
        self.pid = try Self.spawn(arguments, input: pair.worker, errors: pipes.writing, environment: environment)
    }

    deinit {
        close(self.channel)
        close(self.errorOutput)
        guard !self.isReaped else { return }
        kill(self.pid, SIGKILL)
        var status: Int32 = 0
        waitpid(self.pid, &status, 0)
    }

    private static func spawn(
        _ words: [String],
        input: Int32,
        errors: Int32,
        environment: [String]
    ) throws -> Int32 {
        let path = try BuiltProducts.camworker()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var arguments = ([path] + words).map { strdup($0) } + [nil]
        var variables = environment.map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var pid: pid_t = 0
        let result = posix_spawn(&pid, path, &actions, &attributes, &arguments, &variables)
        guard result == 0 else { throw SystemCallError(call: "posix_spawn", errorNumber: result) }
        return pid
    }

    // MARK: Talking

    /// Starts a worker and goes through the handshake.
    static func ready(
        _ configuration: CameraConfiguration,
        learntPorts: [UInt16] = []
    ) async throws -> DrivenWorker {
        let worker = try DrivenWorker()
        try worker.greet(configuration, learntPorts: learntPorts)
        _ = try await worker.next(.ready)
        return worker
    }

    func greet(_ configuration: CameraConfiguration, learntPorts: [UInt16] = []) throws {
        try self.send(.hello, SupervisorHello(camera: configuration.id, generation: Self.generation))
        try self.send(.configure, Configure(camera: configuration, learntPorts: learntPorts))
    }

    func send(_ type: MessageType, _ value: some Encodable, sequence: UInt32 = 0) throws {
        try self.write(self.encoder.control(type, value, sequence: sequence, secrets: true))
    }

    func send(_ type: MessageType, sequence: UInt32 = 0) throws {
        try self.write(self.encoder.empty(type, sequence: sequence))
    }

    func want(
        view: UInt16 = 0,
        viewers: UInt32 = 1,
        credit: Bool = true,
        capturedAfter: MonotonicTime? = nil
    ) throws {
        let want = Want(
            view: view,
            credit: credit,
            viewers: viewers,
            newerThan: self.lastSequence,
            capturedAfter: capturedAfter ?? MonotonicTime(nanoseconds: 0)
        )
        try self.write(self.encoder.want(want))
    }

    func push(_ body: [UInt8], type: String, upload: UInt32, piece: Int = 50_000) throws {
        var rest = body[...]
        var isFirst = true
        repeat {
            let part = rest.prefix(piece)
            rest = rest.dropFirst(piece)
            var flags: PushChunk.Flags = isFirst ? .first : []
            if rest.isEmpty { flags.insert(.last) }
            let chunk = PushChunk(flags: flags, contentType: isFirst ? type : "")
            try self.write(self.encoder.pushPrefix(chunk, dataLength: part.count, upload: upload) + part)
            isFirst = false
        } while !rest.isEmpty
    }

    func scale(_ picture: [UInt8], _ payload: FramePayload, width: UInt32, sequence: UInt32) throws {
        let box = ScaleRequest(width: width, height: 0)
        let prefix = self.encoder.scalePrefix(box, payload, pictureLength: picture.count, sequence: sequence)
        try self.write(prefix + picture)
    }

    /// Writes everything, also what is no message.
    func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(self.channel, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                try self.readAll()
                var poller = pollfd(fd: self.channel, events: Int16(POLLIN | POLLOUT), revents: 0)
                guard poll(&poller, 1, 10_000) > 0 else { throw SystemCallError(call: "poll", errorNumber: ETIMEDOUT) }
            } else {
                throw SystemCallError(call: "send", errorNumber: errno)
            }
        }
    }

    func hangUp() {
        shutdown(self.channel, Int32(SHUT_RDWR))
    }

    // MARK: Listening

    /// The oldest message of a type that has not been taken; others stay.
    func next(_ type: MessageType, within limit: Duration = .seconds(60), line: Int = #line) async throws -> Received {
        try await self.next([type], within: limit, line: line)
    }

    /// The oldest message of one of these types.
    func next(
        _ types: Set<MessageType>,
        within limit: Duration = .seconds(60),
        line: Int = #line
    ) async throws -> Received {
        try await waitFor("one of \(types) comes", within: limit, lastSeen: self.log, line: line) {
            try self.readAll()
            guard let index = self.inbox.firstIndex(where: { types.contains($0.type) }) else { return nil }
            return self.inbox.remove(at: index)
        }
    }

    /// The next frame that is not a placeholder.
    func frame(
        within limit: Duration = .seconds(60),
        line: Int = #line
    ) async throws -> (payload: FramePayload, bytes: [UInt8]) {
        while true {
            let frame = try await self.next(.frame, within: limit, line: line).frame()
            guard !frame.payload.flags.contains(.placeholder) else { continue }
            self.lastSequence = max(self.lastSequence, frame.payload.sequence)
            return frame
        }
    }

    /// Asks for one frame and waits for it.
    func fetch(viewers: UInt32 = 1, capturedAfter: MonotonicTime? = nil, line: Int = #line) async throws -> [UInt8] {
        try self.want(viewers: viewers, capturedAfter: capturedAfter)
        return try await self.frame(line: line).bytes
    }

    /// The next state of that kind.
    func state(
        _ connection: StateReport.Connection,
        within limit: Duration = .seconds(60),
        line: Int = #line
    ) async throws -> StateReport {
        while true {
            let state = try await self.next(.state, within: limit, line: line).decode(StateReport.self)
            if state.connection == connection { return state }
        }
    }

    /// How many messages of a type have come and were not taken.
    func waiting(_ type: MessageType) throws -> Int {
        try self.readAll()
        return self.inbox.count { $0.type == type }
    }

    /// Proves that the worker has dealt with everything sent before.
    func settle(line: Int = #line) async throws {
        try self.send(.ping, sequence: 4711)
        while try await self.next(.pong, line: line).sequence != 4711 {}
    }

    private func readAll() throws {
        try withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 16) { buffer in
            while true {
                let count = read(self.channel, buffer.baseAddress, buffer.count)
                guard count > 0 else { return }
                try self.decoder.feed(UnsafeRawBufferPointer(rebasing: buffer[..<count])) { header, type, body in
                    self.inbox.append(Received(type: type, sequence: header.sequence, body: body))
                }
            }
        }
    }

    // MARK: The end

    /// Its exit code, when it leaves by itself; minus the signal else.
    func exit(within limit: Duration = .seconds(60), line: Int = #line) async throws -> Int32 {
        try await waitFor("the worker leaves", within: limit, lastSeen: self.log, line: line) {
            try self.readAll()
            var status: Int32 = 0
            guard waitpid(self.pid, &status, WNOHANG) == self.pid else { return nil }
            self.isReaped = true
            return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
        }
    }

    /// What it wrote to standard error so far.
    var log: String {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(self.errorOutput, &buffer, buffer.count)
            guard count > 0 else { break }
            self.errors += buffer[..<count]
        }
        return String(decoding: self.errors, as: UTF8.self)
    }
}
