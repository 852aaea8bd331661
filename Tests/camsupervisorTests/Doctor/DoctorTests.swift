import Glibc
import IPC
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("Doctor")
struct DoctorTests {
    @Test("the report: a line for each finding, what to do below it, and the sum")
    func report() {
        var report = DoctorReport(parts: [
            .init(
                title: "The machine",
                findings: [.ok("kernel", "6.1"), .warning("memory", "little", advice: "more")]
            ),
            .init(title: "Nothing", findings: []),
            .init(title: "The cameras", findings: [.failed("yard", "is offline", advice: "look")]),
        ])
        #expect(
            report.text == """
                The machine
                  ok       kernel: 6.1
                  warning  memory: little
                           → more
                The cameras
                  FAILED   yard: is offline
                           → look
                1 failed, 1 warning.

                """
        )
        #expect(report.exitCode == 1)
        report.hasWrongConfiguration = true
        #expect(report.exitCode == 78)
        #expect(DoctorReport(parts: [.init(title: "x", findings: [.warning("a", "b")])]).exitCode == 0)
        #expect(
            DoctorReport(parts: [.init(title: "x", findings: [.ok("a", "b")])]).text.hasSuffix("Nothing is wrong.\n")
        )
    }

    @Test("the same for programs, without what a filter knows as secret")
    func json() throws {
        let report = DoctorReport(parts: [
            .init(title: "A \"part\"", findings: [.ok("a", "b"), .failed("c", "hunter2-hunter2", advice: "d")]),
            .init(title: "Nothing", findings: []),
        ])
        #expect(
            report.filtered(by: SecretFilter(secrets: ["hunter2-hunter2"])).json
                == #"{"exit_code":1,"failed":1,"parts":[{"findings":[{"subject":"a","verdict":"ok","words":"b"},"#
                + #"{"advice":"d","subject":"c","verdict":"failed","words":"•••"}],"title":"A \"part\""}],"warnings":0}"#
                + "\n"
        )
    }

    private func camera(_ id: String, _ layers: [ConfinementLayer], _ limits: [LimitInForce]) throws -> CameraDocument {
        var status = CameraStatus(id: try CameraID(id), name: id, platform: "demo", stateSince: .now())
        status.worker.confinement = layers
        status.worker.limits = limits
        return CameraDocument(.init(configuration: nil, status: status), view: nil)
    }

    @Test("every worker is looked at: what one alone lacks is said, with its camera")
    func workers() throws {
        let whole = [
            ConfinementLayer(name: "landlock-files", active: true), ConfinementLayer(name: "seccomp", active: true),
        ]
        var torn = whole
        torn[0] = ConfinementLayer(name: "landlock-files", active: false, reason: "other threads")
        let kept = LimitInForce.Kind.allCases.map { LimitInForce(kind: $0, amount: "1", keeper: .cgroup) }
        var open = kept
        open[2].keeper = .nobody(because: "no pids")
        let healthy = try self.camera("yard", whole, kept)
        #expect(
            WorkerChecks.findings([healthy, try self.camera("never_started", [], [])]).map(\.verdict) == [.ok, .ok]
        )
        let findings = WorkerChecks.findings([healthy, try self.camera("gate", torn, open)])
        #expect(findings.map(\.verdict) == [.warning, .warning])
        #expect(findings[0].words == "landlock-files is unavailable: other threads (gate)")
        #expect(findings[1].words == "processes is not kept: no pids (gate)")
        let all = WorkerChecks.findings([try self.camera("a", torn, open), try self.camera("b", torn, open)])
        #expect(all.map(\.words) == ["landlock-files is unavailable: other threads", "processes is not kept: no pids"])
        #expect(WorkerChecks.findings([]).isEmpty)
    }

    @Test("a file with passwords that everybody may read is found, wherever of the configuration it is")
    func modes() throws {
        for open in ["camsupervisor.yaml", "secrets.yaml", "conf.d/b.yaml"] {
            let folder = try TemporaryFolder()
            chmod(folder.path, 0o755)
            for file in ["camsupervisor.yaml", "secrets.yaml", "conf.d/a.yaml", "conf.d/b.yaml"] {
                try folder.write("a: b", to: file, mode: file == open ? 0o644 : 0o640)
            }
            chmod(folder.path(of: "conf.d"), 0o755)
            let path = folder.path(of: "camsupervisor.yaml")
            let checks = InstallationChecks(configurationPath: path, worker: nil, cameras: 1)
            let finding = try #require(checks.configurationFile())
            #expect(finding.verdict == .warning && finding.advice == "chmod o-r \(folder.path(of: open))", "\(finding)")
            // Nobody else gets to it.
            chmod(folder.path, 0o750)
            chmod(folder.path(of: "conf.d"), 0o750)
            #expect(checks.configurationFile()?.verdict == .ok)
        }
    }

    static let unitStates: [(String, DoctorFinding.Verdict)] = [
        ("LoadState=loaded\nActiveState=active\nUnitFileState=enabled\nNRestarts=0", .ok),
        ("LoadState=loaded\nActiveState=active\nUnitFileState=enabled\nNRestarts=7", .warning),
        ("LoadState=loaded\nActiveState=inactive\nUnitFileState=disabled", .warning),
        ("LoadState=not-found\nActiveState=inactive", .warning),
        ("LoadState=loaded\nActiveState=failed\nResult=exit-code", .failed),
    ]

    @Test("what systemctl says of a unit", arguments: unitStates)
    func units(_ properties: String, _ verdict: DoctorFinding.Verdict) {
        let both = "Id=camsupervisor.service\n\(properties)\n\nId=camsupervisor.socket\n\(properties)\n"
        let findings = InstallationChecks.findings(ofUnits: both)
        #expect(findings.map(\.subject) == ["camsupervisor.service", "camsupervisor.socket"])
        #expect(findings.allSatisfy { $0.verdict == verdict })
    }

    @Test("every state of a camera has words, and trouble has advice", arguments: CameraState.allCases)
    func states(_ state: CameraState) {
        let finding = CameraAdvice.finding("yard", state, "why")
        #expect(finding.subject == "yard")
        #expect((finding.advice ?? "").isEmpty == [.idle, .live].contains(state))
    }

    @Test("a camera that gives pictures and no events is not well")
    func problems() throws {
        var status = CameraStatus(id: try CameraID("gate"), name: "Gate", platform: "onvif", stateSince: .now())
        #expect(
            SupervisorChecks.problems(of: CameraDocument(.init(configuration: nil, status: status), view: nil)) == nil
        )
        status.attributes = ["problems": "events: 500"]
        let document = CameraDocument(.init(configuration: nil, status: status), view: nil)
        let finding = try #require(SupervisorChecks.problems(of: document))
        #expect(finding.verdict == .warning && finding.subject == "gate, problems" && finding.words == "events: 500")
        #expect(finding.advice?.contains("inspect gate --diagnostics") == true)
    }

    @Test("an ONVIF device has users of its own, and profiles that a probe shows")
    func onvif() {
        func advice(_ state: CameraState, _ reason: String) -> String {
            CameraAdvice.finding("gate", state, reason, platform: "onvif").advice ?? ""
        }
        #expect(
            advice(.refused, "401").contains("users of ONVIF apart") && !advice(.refused, "401").contains("browser")
        )
        for reason in ["the device has no media profile", "the device has no profile 'x' any more"] {
            #expect(advice(.offline, "http://192.0.2.1: \(reason)").hasPrefix("camsupervisor probe onvif HOST"))
        }
        #expect(advice(.offline, "no route to host").hasPrefix("is it powered"))
        #expect(CameraAdvice.finding("yard", .refused, "401").advice?.contains("browser") == true)
    }

    @Test("nothing is said of pictures that come otherwise where none come")
    func videoAdvice() {
        #expect(SupervisorChecks.adviceOnVideo(of: "amcrest", hasPicture: true)?.hasPrefix("its pictures come") == true)
        #expect(SupervisorChecks.adviceOnVideo(of: "amcrest", hasPicture: false) == nil)
        #expect(SupervisorChecks.adviceOnVideo(of: "generic", hasPicture: false)?.contains("ffplay") == true)
    }

    @Test("who answers is on the network: the advice is to look whether it is the camera")
    func answering() {
        let advice = CameraAdvice.finding("yard", .offline, "http://192.0.2.2: the camera answered 404").advice ?? ""
        #expect(advice.contains("are host, port and path those of this camera") && !advice.contains("powered"))
    }

    @Test("a machine without cgroup v2 and with little memory gets warnings, never a failure")
    func bareMachine() throws {
        let folder = try TemporaryFolder()
        let findings = MachineChecks(root: folder.path).findings()
        #expect(findings.map(\.subject) == ["kernel", "control groups", "memory"])
        #expect(!findings.contains { $0.verdict == .failed })
        #expect(findings[1].verdict == .warning)
    }

    static let kernels: [(Int32, DoctorFinding.Verdict, String)] = [
        (-38, .warning, "there is no Landlock"), (-95, .warning, "switched off"), (2, .ok, "6.7"), (7, .ok, "ABI 7"),
    ]

    @Test("what a kernel offers is said by what it answers", arguments: kernels)
    func kernel(_ landlock: Int32, _ verdict: DoctorFinding.Verdict, _ words: String) {
        let finding = MachineChecks.finding(release: "6.1.0", landlock: landlock)
        #expect(finding.verdict == verdict && finding.words.contains(words), "\(finding)")
    }

    @Test("an outline shows which options there are, and no value that could be a secret")
    func outline() throws {
        let file = """
            http: { listen: ["127.0.0.1:8124"], tokens: [{ name: hunter2a, token: hunter2b, may: view }] }
            supervision: { ping_interval: 3 s }
            hunter2c: 5
            cameras:
              yard:
                platform: generic
                still_image_url: http://hunter2d:hunter2e@10.0.0.1/hunter2f?hunter2g
                pasword: hunter2h
                password: !secret hunter2i
                framerate: 2
                headers: { X-Hunter2: hunter2j, hunter2k: hunter2l }
              hunter2m: hunter2n
            """
        let outline = ConfigurationOutline(cameras: [try CameraID("yard")]).text(of: Array(file.utf8), file: "a.yaml")
        #expect(!outline.lowercased().contains("hunter2"), "\(outline)")
        #expect(
            outline == """
                http:
                  listen:
                    - 127.0.0.1:8124
                  tokens:
                    - name: •••
                      token: •••
                      may: view
                supervision:
                  ping_interval: 3 s
                (another key): •••
                cameras:
                  yard:
                    platform: generic
                    still_image_url: •••
                    (another key): •••
                    password: !secret •••
                    framerate: 2
                    headers:
                      (another key): •••
                      (another key): •••
                  (another key): •••

                """
        )
    }

    @Test("a file that is no YAML has no outline, and none of its text is shown")
    func brokenOutline() {
        let outline = ConfigurationOutline(cameras: []).text(of: Array("a: [hunter2".utf8), file: "a.yaml")
        #expect(outline.hasPrefix("unreadable at line ") && !outline.contains("hunter2"))
    }
}
