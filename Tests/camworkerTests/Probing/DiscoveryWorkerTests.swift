import CLinux
import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("The worker that looks for devices, against scripted ones")
struct DiscoveryWorkerTests {
    /// A worker that was asked, and is confined.
    private static func asked(_ request: DiscoveryRequest) async throws -> DrivenWorker {
        let worker = try DrivenWorker(arguments: ["--probe"])
        try worker.send(.hello, SupervisorHello(camera: try CameraID("probe"), generation: DrivenWorker.generation))
        try worker.send(.probe, ProbeRequest(.discovery(request), timeMilliseconds: 30_000), sequence: 3)
        let ready = try await worker.next(.ready).decode(Ready.self)
        #expect(ConfinementLayer.required.allSatisfy { name in ready.confinement.contains { $0.name == name } })
        return worker
    }

    private static func result(of worker: DrivenWorker) async throws -> CallResult {
        let message = try await worker.next(.result)
        #expect(message.sequence == 3)
        return try message.decode(CallResult.self)
    }

    /// - Parameter targets: on 127.0.0.1 where no address is said.
    private static func report(
        _ targets: [(String, UInt16)],
        wait: Duration = .seconds(2)
    ) async throws -> DiscoveryReport {
        let request = DiscoveryRequest(
            waitMilliseconds: Int(wait.wholeNanoseconds / 1_000_000),
            targets: targets.map { DiscoveryRequest.Target(address: $0.0, port: $0.1) }
        )
        let worker = try await Self.asked(request)
        let result = try await Self.result(of: worker)
        try worker.send(.stop)
        #expect(try await worker.exit() == 0)
        return try CallResult.report(DiscoveryReport.self, in: try #require(result.response, "\(result.reason)"))
    }

    private static func device(_ number: Int, address: String? = nil) -> ScriptedDiscovery.Device {
        ScriptedDiscovery.Device(
            endpoint: "urn:uuid:4b8f0c5a-0000-1000-8000-00000000000\(number)",
            scopes: ["onvif://www.onvif.org/Profile/Streaming", "onvif://www.onvif.org/name/Camera%20\(number)"],
            addresses: [address ?? "http://127.0.0.1:800\(number)/onvif/device_service"]
        )
    }

    @Test("several devices, each heard often and over both protocols, are told once; a printer is not")
    func several() async throws {
        var printer = Self.device(9)
        (printer.types, printer.scopes) = (["PrintDeviceType"], [])
        printer.addresses = ["http://127.0.0.1:5357/printer"]
        let four = try ScriptedDiscovery.start { script in
            script.devices = [Self.device(1), Self.device(2), printer]
            script.copies = 3
        }
        let six = try ScriptedDiscovery.start(isIPv6: true) { script in
            script.devices = [Self.device(2), Self.device(3, address: "http://[::1]:8003/onvif/device_service")]
        }
        let report = try await Self.report([("127.0.0.1", four.port), ("::1", six.port)])
        #expect(report.devices.map(\.name) == ["Camera 1", "Camera 2", "Camera 3"])
        #expect(report.devices.map(\.host) == ["127.0.0.1", "127.0.0.1", "::1"])
        #expect(report.devices.map(\.port) == [8001, 8002, 8003])
        #expect(report.asked == ["127.0.0.1", "::1"] && report.notes == [])
        for discovery in [four, six] {
            #expect(discovery.strangeProbes == [])
            // Both questions, four copies each under one number.
            #expect(Set(discovery.probes.map(\.messageID)).count == 2 && discovery.probes.count == 8)
            #expect(Set(discovery.probes.map(\.types)) == [["NetworkVideoTransmitter"], []])
        }
    }

    @Test("one that answers late, to another's number, without an address, and only to a question without a type")
    func odd() async throws {
        let discovery = try ScriptedDiscovery.start { script in
            var device = Self.device(4)
            device.types = ["NetworkVideoStorage"]
            device.hasAddresses = false
            script.devices = [device]
            script.relatesTo = "urn:uuid:of-somebody-else"
            script.delay = .milliseconds(400)
        }
        let report = try await Self.report([("127.0.0.1", discovery.port)], wait: .seconds(6))
        #expect(report.devices.map(\.name) == ["Camera 4"] && report.devices.map(\.host) == ["127.0.0.1"])
        #expect(report.devices.first?.port == 80)
    }

    @Test("garbage, bombs and datagrams of 60 kB change nothing about the others")
    func garbage() async throws {
        let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]><Envelope>&b;</Envelope>"
        let deep = String(repeating: "<a>", count: 10_000)
        let wide = "<Envelope><Body>\(String(repeating: "<a/>", count: 14_000))</Body></Envelope>"
        let discovery = try ScriptedDiscovery.start { script in
            script.devices = [Self.device(1)]
            script.raw = [
                Array(bomb.utf8), Array(deep.utf8), Array(wide.utf8), [UInt8](repeating: 0, count: 60_000),
                [UInt8](repeating: 0xFF, count: 60_000), [0x3C], Array("HTTP/1.1 200 OK\r\n\r\n".utf8),
            ]
        }
        let report = try await Self.report([("127.0.0.1", discovery.port)])
        #expect(report.devices.map(\.name) == ["Camera 1"] && report.notes == [])
    }

    @Test("a flood is bounded, said, and does not keep a device from being heard")
    func flood() async throws {
        let flooder = try ScriptedDiscovery.start { script in
            script.raw = [[UInt8](repeating: 0x41, count: 1_000)]
            script.copies = 5_000
        }
        let quiet = try ScriptedDiscovery.start(isIPv6: true) { $0.devices = [Self.device(1)] }
        let start = MonotonicTime.now()
        let report = try await Self.report([("127.0.0.1", flooder.port), ("::1", quiet.port)])
        #expect(report.devices.map(\.name) == ["Camera 1"])
        #expect(report.notes.count == 1 && report.notes[0].hasSuffix("somebody sends too many"), "\(report.notes)")
        #expect(MonotonicTime.now().since(start) < .seconds(15))
    }

    @Test("nobody is no error")
    func nobody() async throws {
        let discovery = try ScriptedDiscovery.start()
        let report = try await Self.report([("127.0.0.1", discovery.port)], wait: .seconds(1))
        #expect(report == DiscoveryReport(asked: ["127.0.0.1"]))
    }

    @Test("an interface that is not there cannot be asked on")
    func noInterface() async throws {
        let worker = try await Self.asked(DiscoveryRequest(waitMilliseconds: 1_000, interfaces: ["none0"]))
        let result = try await Self.result(of: worker)
        #expect(result.status == 502)
        #expect(
            result.reason == "nobody could be asked; none0: there is no such interface, or it is down or has no address"
        )
    }

    @Test("the loopback is one when it is named")
    func loopback() async throws {
        let worker = try await Self.asked(DiscoveryRequest(waitMilliseconds: 300, interfaces: ["lo"]))
        let response = try #require(try await Self.result(of: worker).response)
        #expect(try CallResult.report(DiscoveryReport.self, in: response).asked == ["lo"])
    }

    @Test("it ends when nobody wants its answer any more")
    func orphaned() async throws {
        let discovery = try ScriptedDiscovery.start()
        let targets = [DiscoveryRequest.Target(address: "127.0.0.1", port: discovery.port)]
        let worker = try await Self.asked(DiscoveryRequest(waitMilliseconds: 20_000, targets: targets))
        try await waitUntil("it has asked") { !discovery.probes.isEmpty }
        worker.hangUp()
        #expect(try await worker.exit() == 0)
    }

    @Test("it reaches nothing by TCP: it may send datagrams to everybody, and connect to nobody")
    func reach() throws {
        let request = ProbeRequest(.discovery(DiscoveryRequest(waitMilliseconds: 1)), timeMilliseconds: 1)
        var reach = CameraReach()
        reach.asksEverybody = true
        #expect(request.reach == reach && !request.reach.usesNetwork)
        let plan = LandlockPlan(abi: 6, reach: request.reach)
        #expect(plan.ports == [] && plan.ruleset.ports == LandlockPlan.Right.bindPort | LandlockPlan.Right.connectPort)
        #expect(!plan.paths.contains("/etc/resolv.conf"))
    }
}
