import Foundation
import Shared
import TestSupport

/// `camsupervisor run` with a configuration of the test's own, on free ports, stopped with the test.
final class RunningSupervisor: Sendable {
    let program: RunningProgram
    let http: HTTPClient
    let control: HTTPClient
    let port: UInt16
    let endpoint: Endpoint
    private let folder: TemporaryFolder

    /// Starts it and waits until it serves.
    ///
    /// - Parameters:
    ///   - cameras: the file's part from `cameras:` on, or anything else that may stand beside `http:`.
    ///   - http: further options of `http:`, as they stand in a YAML flow map.
    ///   - files: written beside it, by name.
    ///   - launcher: a program and its arguments that ends by executing what follows them (`unshare …`).
    ///   - worker: another program in the place of `camworker`.
    ///   - arguments: further ones of `run`.
    ///   - isElsewhere: its network is not ours, and everything is asked by the control socket.
    init(
        _ cameras: String,
        http options: String = "",
        files: [String: [UInt8]] = [:],
        launcher: [String] = [],
        worker: String? = nil,
        arguments: [String] = [],
        isElsewhere: Bool = false
    ) async throws {
        self.folder = try TemporaryFolder()
        self.port = try FreePort.take()
        for (name, bytes) in files { try self.folder.write(bytes, to: name) }
        let socket = self.folder.path(of: "control.sock")
        let configuration = """
            http: { listen: ["127.0.0.1:\(self.port)"], \(options) }
            control: { socket: \(socket) }
            \(cameras.replacingOccurrences(of: "$FOLDER", with: self.folder.path)
                .replacingOccurrences(of: "$PORT", with: "\(self.port)"))
            """
        let path = try self.folder.write(configuration, to: "camsupervisor.yaml")
        let command =
            try launcher + [
                BuiltProducts.camsupervisor(), "run", "--config", path, "--worker",
                worker ?? BuiltProducts.camworker(),
            ] + arguments
        self.program = try RunningProgram(command[0], Array(command.dropFirst()))
        self.endpoint = isElsewhere ? .unix(socket) : .port(self.port)
        self.http = HTTPClient(self.endpoint)
        self.control = HTTPClient(.unix(socket))
        let http = self.http
        let program = self.program
        try await waitUntil("the supervisor serves", within: .seconds(20), lastSeen: program.standardError) {
            try await http.get("/livez").status == 200
        }
    }

    var configurationFolder: String { self.folder.path }

    /// What the API says of a camera.
    func camera(_ id: String) async throws -> CameraView {
        let answer = try await self.http.get("/api/v1/cameras/\(id)")
        return try JSONDecoder().decode(CameraView.self, from: Data(answer.body))
    }

    /// What the API says of all cameras.
    func cameras() async throws -> [CameraView] {
        let answer = try await self.http.get("/api/v1/cameras")
        return try JSONDecoder().decode([String: [CameraView]].self, from: Data(answer.body))["cameras"] ?? []
    }

    /// How a command of the command line went.
    struct CommandResult {
        var exit: ProgramExit
        var bytes: [UInt8]
        /// Standard error.
        var words: String
        /// Standard output.
        var output: String { String(decoding: self.bytes, as: UTF8.self) }
    }

    /// Runs a verb against this supervisor.
    func command(_ arguments: String...) async throws -> CommandResult { try await self.command(arguments) }

    func command(_ arguments: [String]) async throws -> CommandResult {
        let socket = arguments.contains("--socket") ? [] : ["--socket", self.folder.path(of: "control.sock")]
        let program = try RunningProgram(BuiltProducts.camsupervisor(), arguments + socket)
        let exit = try await program.waitForExit(within: .seconds(30))
        try await program.waitForOutput()
        return CommandResult(exit: exit, bytes: program.standardOutputBytes, words: program.standardError)
    }

    /// The process of a camera's worker, once it is running.
    func workerPID(of id: String) async throws -> Int32 {
        try await waitFor("the worker of \(id) runs", lastSeen: self.program.standardError) {
            let camera = try await self.camera(id)
            return camera.worker.phase == "running" ? camera.worker.pid : nil
        }
    }

    /// Asks it to end and returns how it did.
    func stop() async throws -> ProgramExit {
        try await self.program.stop()
    }
}

/// The part of a camera's document that tests look at.
struct CameraView: Decodable {
    var state: String
    var reason: String?
    /// Seconds.
    var frameAge: Double?
    /// Seconds.
    var retryIn: Double?
    var viewers: Int
    var attributes: [String: String]
    var worker: Worker
    var lastExits: [Exit]

    enum CodingKeys: String, CodingKey {
        case state, reason, viewers, attributes, worker
        case frameAge = "frame_age"
        case retryIn = "retry_in"
        case lastExits = "last_exits"
    }

    struct Worker: Decodable {
        var phase: String
        var pid: Int32?
        var generation: UInt32
        var restarts: Int
        var parked: Bool
    }

    struct Exit: Decodable {
        var generation: UInt32
        var reason: String
        var exitCode: Int32?
        var signal: Int32?
        var log: [String]

        enum CodingKeys: String, CodingKey {
            case generation, reason, signal, log
            case exitCode = "exit_code"
        }
    }
}
