import IPC
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("What a probe of an ONVIF device prints")
struct ONVIFProposalTests {
    private static let samples: [(String, ONVIFReport)] = [
        ("dome", ONVIFSamples.dome), ("broken", ONVIFSamples.broken), ("hostile", ONVIFSamples.hostile),
        ("blind", ONVIFSamples.blind),
    ]

    private static func login(_ device: String = "http://192.0.2.10/onvif/device_service") throws -> ONVIFProposal.Login
    {
        ONVIFProposal.Login(device: try CameraURL(device), verifiesTLS: true, user: "admin")
    }

    @Test("the whole of it", arguments: samples)
    func golden(name: String, report: ONVIFReport) throws {
        let text = ONVIFReportText.of(report, at: "http://192.0.2.10")
        let proposal = ONVIFProposal(report, try Self.login())
        try Golden.check("\(text)\n\(proposal.text)", against: "probe/onvif-\(name).txt")
    }

    @Test(
        "what is pasted is read without a word, and is the device that was asked",
        arguments: [
            "http://192.0.2.10/onvif/device_service", "https://[2001:db8::1]:8443/onvif/device_service",
            "http://camera.example:8000/other/service",
        ]
    )
    func loads(device: String) throws {
        for (name, report) in Self.samples where name != "blind" {
            let proposal = ONVIFProposal(report, try Self.login(device))
            let secrets = "\(try #require(proposal.secret)): \"pass=word 1;\"\n"
            let loaded = ConfigurationText.load(proposal.text, secrets: secrets)
            #expect(loaded.diagnostics.map(\.description) == [], "\(proposal.text)")
            guard case .onvif(let onvif)? = loaded.configuration?.cameras.first?.configuration?.source else {
                #expect(Bool(false), "\(proposal.text)")
                continue
            }
            #expect(onvif.device == (try CameraURL(device)) && onvif.verifyTLS)
            #expect(onvif.credentials == Credentials(user: Secret("admin"), password: Secret("pass=word 1;")))
            #expect(onvif.overridesHost == (name == "broken"))
        }
    }

    @Test("as the device was reached, so it is configured")
    func login() throws {
        var login = try Self.login("https://[2001:db8::1]:8443/onvif/device_service")
        (login.verifiesTLS, login.overridesHost, login.user) = (false, true, "yes")
        let lines = ONVIFProposal(ONVIFSamples.dome, login).text
        for line in [
            "host: \"2001:db8::1\"", "port: 8443", "https: true", "verify_ssl: false", "nat_override: true",
            "username: \"yes\"", "password: !secret example_dome_5_password",
        ] { #expect(lines.contains("    \(line)\n"), "\(line) in \(lines)") }
        login.user = nil
        let open = ONVIFProposal(ONVIFSamples.dome, login)
        #expect(!open.text.contains("username") && !open.text.contains("secret") && open.secret == nil)
    }

    @Test("whoever answers nothing of ONVIF is no device, and what it did not name is not listed")
    func silence() throws {
        var report = ONVIFReport()
        report.services = [.init(name: "device", address: "x"), .init(name: "events", address: "x")]
        report.unanswered = ["GetCapabilities", "GetProfiles", "GetServices", "GetSystemDateAndTime"].map {
            "\($0): 404"
        }
        #expect(
            report.silence(at: try CameraURL("http://192.0.2.1/foo"))
                == "nothing that ONVIF asks is answered there (GetCapabilities: 404); "
                + "without a path it would be /onvif/device_service"
        )
        let usual = report.silence(at: try CameraURL("http://192.0.2.1/onvif/device_service"))
        #expect(usual == "nothing that ONVIF asks is answered there (GetCapabilities: 404)")
        // One that tells the time is one, half broken as it may be.
        report.clock = .init(ahead: 0, isManual: false)
        #expect(report.silence(at: try CameraURL("http://192.0.2.1/foo")) == nil)
        let text = ONVIFReportText.of(report, at: "http://192.0.2.1")
        #expect(text.contains("services          it names none\n"), "\(text)")
        #expect(text.contains("events            none: it has no service for them\n"), "\(text)")
        #expect(ONVIFSamples.broken.silence(at: try CameraURL("http://192.0.2.1/foo")) == nil)
    }

    @Test("a model that begins with its maker is not called twice by it")
    func maker() throws {
        var report = ONVIFSamples.dome
        (report.manufacturer, report.model) = ("AXIS", "AXIS Q6045-E")
        #expect(ONVIFProposal(report, try Self.login()).text.contains("  axis_q6045_e:\n"))
        #expect(ONVIFReportText.of(report, at: "x").hasPrefix("AXIS Q6045-E, firmware"))
        (report.manufacturer, report.model) = (nil, "IPC")
        #expect(report.fullName == "IPC")
        (report.manufacturer, report.model) = ("Dome", "Domestic 5")
        #expect(report.fullName == "Dome Domestic 5")
    }

    @Test("without pull-points only a webhook tells anything: its line is there")
    func webhook() throws {
        var report = ONVIFSamples.dome
        #expect(!ONVIFProposal(report, try Self.login()).text.contains("webhook_url"))
        report.hasPullPoints = false
        let text = ONVIFProposal(report, try Self.login()).text
        #expect(text.hasSuffix("\n    # webhook_url: http://ADDRESS:PORT\n"), "\(text)")
    }

    @Test("a device without a picture is told of, and not proposed")
    func blind() throws {
        #expect(ONVIFProposal(ONVIFSamples.blind, try Self.login()).text == "")
    }

    @Test("a port that another worker is to have is a failure of its own, if it is one")
    func ports() throws {
        let request = ProbeRequest(
            .onvif(ONVIFConfiguration(device: try CameraURL("http://192.0.2.1/onvif/device_service"))),
            timeMilliseconds: 1_000
        )
        for (port, failure) in [
            (JSONValue.integer(8000), ProbeFailure.elsewhere(8000)),
            (.integer(0), .worker("it wants a port that is none")),
            (.integer(70_000), .worker("it wants a port that is none")), ("x", .worker("it wants a port that is none")),
        ] {
            var dialogue = ProbeDialogue(request, words: ProbeWords(redaction: Redaction(secrets: [])))
            let hello = WorkerHello(protocolVersion: 1, pid: 2, build: "x", confinement: [])
            #expect(dialogue.received(.hello(hello)) == .send(request, sequence: 1))
            let result = CallResult(status: 421, reason: "", response: port)
            #expect(dialogue.received(.result(sequence: 1, result)) == .finish(.failure(failure)))
        }
    }
}
