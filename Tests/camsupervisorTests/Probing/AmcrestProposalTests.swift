import IPC
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("What a probe of an Amcrest camera prints")
struct AmcrestProposalTests {
    private static let samples: [(String, AmcrestReport, String, Bool)] = [
        ("camera", AmcrestSamples.camera, "http://192.0.2.10/", true),
        ("recorder", AmcrestSamples.recorder, "https://nvr.example:8443/", false),
        ("silent", AmcrestSamples.silent, "http://[2001:db8::1]:8080/", true),
        ("hostile", AmcrestSamples.hostile, "http://192.0.2.10/", true),
    ]

    private static func proposal(
        _ report: AmcrestReport,
        _ server: String,
        user: String = "admin",
        verifiesTLS: Bool = true
    ) throws -> AmcrestProposal {
        AmcrestProposal(report, .init(server: try CameraURL(server), verifiesTLS: verifiesTLS, user: user))
    }

    /// What the configuration reader makes of it.
    private static func cameras(_ proposal: AmcrestProposal) throws -> [CameraConfiguration] {
        let loaded = ConfigurationText.load(proposal.text, secrets: "\(proposal.secret): \"pass=word 1;\"\n")
        #expect(loaded.diagnostics.map(\.description) == [], "\(proposal.text)")
        return try #require(loaded.configuration).cameras.compactMap(\.configuration)
    }

    private static func amcrest(_ camera: CameraConfiguration) throws -> AmcrestConfiguration {
        guard case .amcrest(let amcrest) = camera.source else { throw CameraURLError.relative }
        return amcrest
    }

    @Test("the whole of it", arguments: samples)
    func golden(name: String, report: AmcrestReport, server: String, verifiesTLS: Bool) throws {
        let text = AmcrestReportText.of(report, at: try CameraURL(server).origin)
        let proposal = try Self.proposal(report, server, verifiesTLS: verifiesTLS)
        try Golden.check("\(text)\n\(proposal.text)", against: "probe/amcrest-\(name).txt")
    }

    @Test("what is pasted is read without a word, and is the camera that was asked", arguments: samples)
    func loads(name: String, report: AmcrestReport, server: String, verifiesTLS: Bool) throws {
        let cameras = try Self.cameras(try Self.proposal(report, server, verifiesTLS: verifiesTLS))
        #expect(cameras.count == report.channels.count { 1...256 ~= $0.number })
        for (camera, channel) in zip(cameras, report.channels.filter { 1...256 ~= $0.number }) {
            let amcrest = try Self.amcrest(camera)
            #expect(amcrest.server == (try CameraURL(server)))
            #expect(amcrest.credentials == Credentials(user: Secret("admin"), password: Secret("pass=word 1;")))
            #expect(amcrest.channel == channel.number && amcrest.verifyTLS == verifiesTLS)
        }
    }

    @Test("a camera that can everything gets every entity, one that can nothing only whether it is online")
    func entities() throws {
        let everything = try Self.cameras(try Self.proposal(AmcrestSamples.camera, "http://192.0.2.10/"))
        #expect(everything.map(\.id.slug) == ["garage_left"] && everything[0].name == "Garage=Left")
        let amcrest = try Self.amcrest(everything[0])
        #expect(amcrest.binarySensors == [.motionDetected, .audioDetected, .crosslineDetected, .online])
        #expect(amcrest.sensors == [.sdcard, .ptzPreset] && amcrest.switches == [.privacyMode])
        #expect(everything[0].entities == EntityChoice(enabled: ["smart_motion"], disabled: [], names: [:]))
        let nothing = try Self.amcrest(
            try #require(Self.cameras(try Self.proposal(AmcrestSamples.silent, "http://192.0.2.1/")).first)
        )
        #expect(nothing.binarySensors == [.online] && nothing.sensors == [] && nothing.switches == [])
    }

    @Test("a recorder's cameras are called as their channels, each differently")
    func recorder() throws {
        let cameras = try Self.cameras(try Self.proposal(AmcrestSamples.recorder, "http://192.0.2.10/"))
        #expect(
            cameras.map(\.id.slug) == [
                "hall_way", "dahua_nvr5216_16p_4ks2_2", "hall_way_2", "dahua_nvr5216_16p_4ks2_4",
            ]
        )
        #expect(try cameras.map { try Self.amcrest($0).sensors } == [[.sdcard], [], [], []])
    }

    @Test("a camera that has only the name of the factory is called by its model")
    func names() throws {
        for name in ["AMC0TEST0000001", "AMC0TEST", "IPC", "Camera 01", "IP Camera", "…", ""] {
            var report = AmcrestSamples.camera
            report.name = name
            #expect(AmcrestNames.device(report) == "Amcrest IP8M-T2599E", "\(name)")
        }
        #expect(AmcrestNames.device(AmcrestSamples.silent) == nil)
        let long = String(repeating: "x", count: 300)
        #expect(ProposedName.id(long, besides: [], for: "_password").utf8.count == 64 - 4 - "_password".utf8.count)
    }

    @Test(
        "a text is read back as it was",
        arguments: [
            "admin", "yes", "no", "1.5", "192.0.2.10", "1.2.3", "0x10", "~", "null", " a", "a ", "a: b", "a #b", "'",
            "\"\\", "- a", "é",
            "{{ 1 }}", "!secret x", "&a", "*a", "[", "%", "@", "`", "1e5", "12:30", "2026-11-22", "Y", "on",
        ]
    )
    func scalars(text: String) throws {
        var report = AmcrestSamples.silent
        (report.vendor, report.channels[0].name) = (nil, nil)
        let camera = try #require(Self.cameras(try Self.proposal(report, "http://192.0.2.1/", user: text)).first)
        #expect(try Self.amcrest(camera).credentials.user == Secret(text))
    }
}
