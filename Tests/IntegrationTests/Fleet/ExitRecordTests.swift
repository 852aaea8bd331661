import Foundation
import Glibc
import IPC
import Shared
import TestSupport
import Testing

/// What the API says of a camera after each kind of end of its worker, as golden files.
@Suite("The record of a worker's end", .takesTurns)
struct ExitRecordTests {
    /// Nothing is started again while the test looks.
    private static let waiting = """
        supervision: { first_restart_delay: 1 h, initial_backoff: 1 h, maximum_backoff: 1 h, ping_interval: 200 ms, ping_timeout: 1 s }
        """

    @Test(
        "a worker that ends by itself",
        arguments: [
            "exits", "unknown_code", "breaks_protocol", "replaced", "misconfigured", "out_of_memory", "too_large",
        ]
    )
    func byItself(_ camera: String) async throws {
        let folder = try TemporaryFolder()
        let worker = try folder.write(try readFile(TestPrograms.path(of: "ending-worker")), to: "worker", mode: 0o755)
        try folder.write(
            "\(BuildIdentity.current)\n\(ConfinementLayer.required.joined(separator: ","))\n",
            to: "settings"
        )
        let supervisor = try await RunningSupervisor(
            "\(Self.waiting)\ncameras: { \(camera): { platform: demo } }",
            worker: worker
        )
        try await Self.check(supervisor, camera, at: ["waiting", "misconfigured"], with: ["the end is near"])
    }

    @Test(
        "a worker that is killed, hangs, is stopped or replaced",
        arguments: ["killed", "hangs", "stopped", "restarted"]
    )
    func fromOutside(_ camera: String) async throws {
        let supervisor = try await RunningSupervisor("\(Self.waiting)\ncameras: { \(camera): { platform: demo } }")
        let worker = try await supervisor.workerPID(of: camera)
        try await Self.waitForStats(supervisor, camera)
        switch camera {
        case "killed": kill(worker, SIGSEGV)
        case "hangs": kill(worker, SIGSTOP)
        case "stopped": #expect(try await supervisor.command("stop", camera).exit == .code(0))
        default: #expect(try await supervisor.command("restart", camera).exit == .code(0))
        }
        if camera == "restarted" {
            try await waitUntil("another runs") { try await supervisor.workerPID(of: camera) != worker }
            try await Self.waitForStats(supervisor, camera)
        }
        try await Self.check(supervisor, camera, at: ["waiting", "stopped", "running"])
    }

    /// So that the document always has them.
    private static func waitForStats(_ supervisor: RunningSupervisor, _ camera: String) async throws {
        try await waitUntil("the worker of \(camera) said what it uses") {
            try await supervisor.http.get("/api/v1/cameras/\(camera)").text.contains("\"camera_frames\"")
        }
    }

    @Test("a worker that cannot be started")
    func spawn() async throws {
        let folder = try TemporaryFolder()
        let worker = try folder.write("#!/nowhere/interpreter\n", to: "worker", mode: 0o755)
        let supervisor = try await RunningSupervisor(
            "\(Self.waiting)\ncameras: { unspawnable: { platform: demo } }",
            worker: worker
        )
        try await Self.check(supervisor, "unspawnable", at: ["waiting"], hiding: folder.path)
    }

    /// Waits for the end, then compares the document with its golden file; `inspect` says the same in words.
    private static func check(
        _ supervisor: RunningSupervisor,
        _ camera: String,
        at phases: Set<String>,
        with words: [String] = [],
        hiding folder: String = "/nowhere"
    ) async throws {
        let answer = try await waitFor("the end of the worker of \(camera) is on the record") {
            let answer = try await supervisor.http.get("/api/v1/cameras/\(camera)")
            let view = try JSONDecoder().decode(CameraView.self, from: Data(answer.body))
            let isComplete = words.allSatisfy { word in view.lastExits.first?.log.contains { $0.contains(word) } == true
            }
            return phases.contains(view.worker.phase) && !view.lastExits.isEmpty && isComplete ? answer : nil
        }
        let object = try JSONSerialization.jsonObject(with: Data(answer.body))
        let text = try JSONSerialization.data(
            withJSONObject: Self.settled(object),
            options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        )
        let document = String(decoding: text, as: UTF8.self).replacing(folder, with: "FOLDER")
        try Golden.check(document + "\n", against: "exits/\(camera).json")
        let inspection = try await supervisor.command("inspect", camera)
        let reason = try await supervisor.camera(camera).lastExits.first?.reason ?? "?"
        #expect(inspection.exit == .code(0) && inspection.output.contains(": \(reason)\n"), "\(inspection.output)")
        for word in words {
            #expect(inspection.output.contains("      | warning \(word)") || inspection.output.contains("| \(word)"))
        }
    }

    /// What differs each time is replaced by its kind of value; which layers and limits there are is the machine's business.
    private static let volatile: Set<String> = [
        "pid", "at", "uptime", "state_since", "started", "restart_in", "cpu_seconds", "peak_memory_kb",
        "resident_memory_kb",
        "stats_age", "frame_age", "frame_captured", "since",
    ]
    private static let elsewhere: Set<String> = ["confinement", "limits"]

    private static let stoppedSince = "stopped since "

    private static func settled(_ value: Any) -> Any {
        if let text = value as? String, text.hasPrefix(Self.stoppedSince) { return "\(Self.stoppedSince)A TIME" }
        if let list = value as? [Any] { return list.map(Self.settled) }
        guard let object = value as? [String: Any] else { return value }
        var settled: [String: Any] = [:]
        for (name, value) in object where !Self.elsewhere.contains(name) {
            settled[name] =
                Self.volatile.contains(name) ? (value is String ? "A TIME" : "A NUMBER") : Self.settled(value)
        }
        return settled
    }
}
