import IPC
import Logging
import NIOCore
import Shared

/// Looks at everything, in the order in which things depend on each other.
struct Doctor: Sendable {
    let configurationPath: String
    /// The value of `--worker`.
    let worker: String?
    let socket: String?
    /// Whether cameras are asked for a picture.
    let asksCameras: Bool

    /// What was found, and what a bundle is made of.
    struct Examination: Sendable {
        var report: DoctorReport
        var loaded: LoadedConfiguration
        /// `nil` when no supervisor answered.
        var cameras: [CameraDocument]?
        var socket: String
    }

    func examine() async -> Examination {
        let loaded = ConfigurationFile.load(path: self.configurationPath, environment: ProcessEnvironment.variables)
        let socket = self.socket ?? loaded.configuration?.control.path ?? ControlConfiguration.standardSocket
        let supervisor = SupervisorChecks(socket: socket)
        let answer = await supervisor.ask()
        let installation = InstallationChecks(
            configurationPath: self.configurationPath,
            worker: self.worker,
            cameras: loaded.cameraCount
        )
        var parts = [
            DoctorReport.Part(title: "The machine", findings: MachineChecks().findings()),
            DoctorReport.Part(title: "The installation", findings: await installation.findings()),
            DoctorReport.Part(
                title: "The configuration",
                findings: self.configuration(loaded) + WriteFolders.findings(loaded.configuration?.files.write ?? [])
            ),
            DoctorReport.Part(title: "The supervisor", findings: answer.findings),
        ]
        if let cameras = answer.cameras {
            parts.append(.init(title: "The workers", findings: WorkerChecks.findings(cameras)))
            parts.append(.init(title: "The recordings", findings: [SupervisorChecks.recordings(of: cameras)]))
            let apart = (loaded.configuration?.cameras ?? []).filter {
                $0.configuration?.hasVideoBesidePictures ?? false
            }
            let findings =
                self.asksCameras
                ? await supervisor.cameras(cameras, withVideoBesidePictures: Set(apart.map { "\($0.id)" })) : []
            parts.append(.init(title: "The cameras, through the running supervisor", findings: findings))
        } else if let configuration = loaded.configuration {
            parts += await self.withoutSupervisor(configuration)
        }
        return Examination(
            report: DoctorReport(parts: parts, hasWrongConfiguration: !loaded.isFlawless),
            loaded: loaded,
            cameras: answer.cameras,
            socket: socket
        )
    }

    private func configuration(_ loaded: LoadedConfiguration) -> [DoctorFinding] {
        let findings = loaded.diagnostics.map { diagnostic -> DoctorFinding in
            let place = "\(diagnostic.location)"
            return diagnostic.severity == .error
                ? .failed(place, diagnostic.message, advice: diagnostic.hint)
                : .warning(place, diagnostic.message, advice: diagnostic.hint)
        }
        guard findings.isEmpty else { return findings }
        return [.ok(self.configurationPath, "no errors, \(loaded.cameraCount) cameras")]
    }

    /// No supervisor holds the cameras' connections, so short-lived workers may ask them; behind the real confinement.
    private func withoutSupervisor(_ configuration: Configuration) async -> [DoctorReport.Part] {
        guard
            let worker = try? WorkerLocation.find(
                explicit: self.worker,
                ownExecutable: WorkerLocation.ownExecutable()
            )
        else { return [] }
        var asked = configuration
        // One that needs no camera, to see that a worker lives here and how it is confined.
        let probe = CameraConfiguration(
            id: Self.probe,
            name: "doctor",
            source: .demo(.init()),
            staleAfter: .seconds(10)
        )
        let location = SourceLocation(file: self.configurationPath, line: 1, column: 1)
        let own = ConfiguredCamera(id: probe.id, name: probe.name, location: location, state: .usable(probe))
        asked.cameras = [own] + configuration.cameras.filter { self.asksCameras && $0.id != probe.id }
        let assembly = Assembly(configuration: asked.forLooking, worker: worker, logger: Logger(label: "doctor"))
        let findings = await ConnectionCheck(assembly: assembly).run()
        let cameras = findings.dropFirst().map { finding -> DoctorFinding in
            let subject = "\(finding.camera), \(finding.what)"
            if finding.ok { return .ok(subject, finding.words) }
            let camera = asked.cameras.first { "\($0.id)" == finding.camera }?.configuration
            let advice = CameraAdvice.finding(
                finding.camera,
                finding.state ?? .offline,
                finding.words,
                platform: camera?.source.platform ?? ""
            ).advice
            return .failed(subject, finding.words, advice: advice)
        }
        return [
            .init(title: "The workers", findings: findings.first.map { [Self.life(of: $0)] } ?? []),
            .init(title: "The cameras, by workers of the doctor's own", findings: cameras),
        ]
    }

    private static func life(of finding: ConnectionCheck.Finding) -> DoctorFinding {
        let missing = (finding.confinement ?? []).filter { !$0.active }.map {
            "\($0.name): \($0.reason ?? "no reason given")"
        }
        guard finding.ok else {
            return .failed("a worker", finding.words, advice: "run camworker --version by hand: does a library miss?")
        }
        let words = "lives here, \((finding.confinement ?? []).count - missing.count) layers of confinement are active"
        return missing.isEmpty
            ? .ok("a worker", words) : .warning("a worker", "\(words), not: \(missing.joined(separator: "; "))")
    }

    private static let probe: CameraID = {
        do { return try CameraID("doctor_probe") } catch { preconditionFailure("a constant, valid id") }
    }()
}
