import Glibc
import IPC
import Shared
import TestSupport
import Testing

@Suite("The worker program")
struct WorkerProgramTests {
    @Test("says hello with its build and pid, and is ready with every layer of confinement in place")
    func handshake() async throws {
        let worker = try DrivenWorker()
        try worker.greet(try Configurations.demo())
        let hello = try await worker.next(.hello).decode(WorkerHello.self)
        #expect(hello.protocolVersion == 1)
        #expect(hello.pid == worker.pid)
        #expect(hello.build == BuildIdentity.current)
        let ready = try await worker.next(.ready).decode(Ready.self)
        // Only root can give it a user of its own, and only the supervisor does.
        let layers = ready.confinement.filter { $0.name != "own-user" }
        #expect(layers.map(\.name) == ConfinementLayer.required)
        #expect(layers.filter { !$0.active } == [])
        #expect(ready.views == [""])
    }

    @Test("sends one frame for one credit, in order, and none without")
    func credits() async throws {
        let worker = try await DrivenWorker.ready(try Configurations.demo())
        for sequence in 1...5 {
            try worker.want()
            #expect(try await worker.frame().payload.sequence == UInt64(sequence))
        }
        try await worker.settle()
        #expect(try worker.waiting(.frame) == 0)
    }

    @Test("a frame wanted as of now was captured after now")
    func capturedAfter() async throws {
        let worker = try await DrivenWorker.ready(try Configurations.demo())
        for _ in 1...3 {
            let now = MonotonicTime.now()
            try worker.want(capturedAfter: now)
            #expect(try await worker.frame().payload.captured >= now)
        }
    }

    @Test("answers a ping with its sequence, and ignores words to another generation")
    func ping() async throws {
        let worker = try await DrivenWorker.ready(try Configurations.demo())
        try worker.write(MessageEncoder(generation: 6).empty(.stop))
        try worker.send(.ping, sequence: 99)
        #expect(try await worker.next(.pong).sequence == 99)
    }

    @Test("a notification of the largest size to a camera without a webhook is nothing, and ends nothing")
    func notification() async throws {
        let worker = try await DrivenWorker.ready(try Configurations.demo())
        let body = [UInt8](repeating: 7, count: Limits.notification)
        try worker.write(MessageEncoder(generation: 7).prefix(.notify, bodyLength: body.count) + body)
        try await worker.settle()
        _ = try await worker.fetch()
    }

    @Test("leaves with 0 when told to stop, when the channel ends, and on SIGTERM", arguments: ["stop", "end", "TERM"])
    func leaves(how: String) async throws {
        let worker = try await DrivenWorker.ready(try Configurations.demo())
        switch how {
        case "stop": try worker.send(.stop)
        case "end": worker.hangUp()
        default: kill(worker.pid, SIGTERM)
        }
        #expect(try await worker.exit() == WorkerExit.asked.rawValue)
    }

    @Test("leaves with 76 and the reason when the other end does not speak our protocol")
    func violations() async throws {
        let cases: [([UInt8], String)] = [
            (Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8), "error protocol: message of unknown type"),
            (
                [0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0] + [UInt8](repeating: 0, count: 8),
                "error protocol: hello message of"
            ),
            (MessageEncoder(generation: 1).empty(.ping), "error protocol: ping message while waiting for hello"),
        ]
        for (bytes, reason) in cases {
            let worker = try DrivenWorker()
            try worker.write(bytes)
            #expect(try await worker.exit() == WorkerExit.protocol.rawValue)
            #expect(worker.log.hasPrefix(reason), "\(worker.log)")
        }
        let newer = try DrivenWorker()
        try newer.send(.hello, SupervisorHello(camera: try CameraID("yard"), generation: 1, protocols: 8...9))
        #expect(try await newer.exit() == WorkerExit.protocol.rawValue)
        #expect(newer.log == "error protocol: no common protocol version: ours 1 to 1, theirs 8 to 9\n")
    }

    @Test("leaves with 78 and the reason when the configuration can never work")
    func unusable() async throws {
        let worker = try DrivenWorker()
        try worker.greet(try Configurations.still("ftp://user:secret@192.0.2.1/a.jpg?key=secret"))
        #expect(try await worker.exit() == WorkerExit.configuration.rawValue)
        #expect(worker.log.contains("the scheme must be http or https, not ftp"))
        #expect(!worker.log.contains("secret"))
    }

    @Test("a wrong command line, or no socket to talk on, is said on standard error with 64")
    func usage() async throws {
        let path = try BuiltProducts.camworker()
        let wrong = try RunningProgram(path, ["--help"])
        #expect(try await wrong.waitForExit() == .code(64))
        try await waitUntil("usage is printed") { wrong.standardError.hasPrefix("usage: camworker") }
        let alone = try RunningProgram(path)
        #expect(try await alone.waitForExit() == .code(64))
        try await waitUntil("the reason is printed") { alone.standardError.contains("descriptor 0 is no socket") }
        let version = try RunningProgram(path, ["--version"])
        #expect(try await version.waitForExit() == .code(0))
        try await waitUntil("the version is printed") {
            version.standardOutput == "camworker \(BuildIdentity.current)\n"
        }
    }

    @Test("a supervisor that reads nothing costs no memory, and frames go on when it reads again")
    func slowSupervisor() async throws {
        let worker = try await DrivenWorker.ready(try Configurations.demo(frameRate: 60, width: 640))
        _ = try await worker.fetch()
        for _ in 0..<200 { try worker.want() }
        try await worker.settle()
        // However many asked meanwhile, one credit is one frame.
        let waiting = try worker.waiting(.frame)
        #expect(waiting <= 200)
        let bytes = try await worker.fetch()
        #expect(PictureCheck.isWhole(bytes))
    }

    @Test("its address space is four times its limit of memory, and cannot be raised", arguments: [64, 256, 2048])
    func addressSpace(mebibytes: Int) async throws {
        var camera = try Configurations.demo()
        camera.limits.memory = mebibytes << 20
        let worker = try await DrivenWorker.ready(camera)
        let limits = String(decoding: try readFile("/proc/\(worker.pid)/limits"), as: UTF8.self)
        let line = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max address space") })
        #expect(line.split(separator: " ").dropFirst(3).prefix(2) == ["\(mebibytes << 22)", "\(mebibytes << 22)"])
        // It can work with the least that may be configured.
        #expect(try await !worker.fetch().isEmpty)
    }

    @Test("a picture that needs more than the address space is refused in words, and the worker lives")
    func tooLargeForItsMemory() async throws {
        var camera = try Configurations.demo()
        camera.limits.memory = 64 << 20
        let worker = try await DrivenWorker.ready(camera)
        try worker.want()
        let (payload, _) = try await worker.frame()
        try worker.scale(try HugePicture.bytes(.jpeg, side: 8_400), payload, width: 160, sequence: 5)
        let answer = try await worker.next(.result).decode(CallResult.self)
        #expect(answer.status != 200)
        #expect(!answer.reason.isEmpty)
        #expect(try await !worker.fetch().isEmpty)
    }

    @Test("a picture is scaled into a box, and one that cannot be is answered with the reason")
    func scales() async throws {
        let worker = try await DrivenWorker.ready(try Configurations.demo(width: 320))
        try worker.want()
        let (payload, bytes) = try await worker.frame()
        try worker.scale(bytes, payload, width: 160, sequence: 5)
        let answer = try await worker.next(.frame)
        #expect(answer.sequence == 5)
        let scaled = try answer.frame()
        #expect(scaled.payload.flags == .scaled)
        #expect(scaled.payload.width == 160)
        #expect(scaled.payload.sequence == payload.sequence)
        #expect(scaled.payload.captured == payload.captured)
        #expect(PictureCheck.isWhole(scaled.bytes))
        for (sequence, broken) in [(6, Array(bytes.dropLast(100))), (7, TestPicture.huge())] {
            try worker.scale(broken, payload, width: 160, sequence: UInt32(sequence))
            let result = try await worker.next(.result)
            #expect(result.sequence == UInt32(sequence))
            #expect(try result.decode(CallResult.self).status == 422)
        }
    }

    @Test("nothing of the environment it was started with is left, not even for /proc")
    func environment() async throws {
        let worker = try DrivenWorker(environment: ["PASSWORD=hunter2", "TZ=UTC"])
        try worker.greet(try Configurations.demo())
        _ = try await worker.next(.ready)
        // Nothing at all is to be read where the tests do not run as root.
        #expect(!ProcFS.environment(of: worker.pid).contains { $0.contains("hunter2") || $0.contains("PASSWORD") })
    }

    @Test("keeps no descriptor but its own")
    func descriptors() async throws {
        let worker = try await DrivenWorker.ready(try Configurations.demo())
        // Not readable for a worker that is not dumpable, unless by root.
        let open = ProcFS.descriptors(of: worker.pid)
        // It watches its own memory.
        let own = "/proc/\(worker.pid)/status"
        #expect(open.allSatisfy { $0.key <= 2 || $0.value == own }, "\(open)")
    }
}
