import CLinux
import Glibc
import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("An ONVIF device's source")
struct ONVIFSourceTests {
    private static func demand(_ clock: ManualClock) -> Demand {
        var demand = Demand.none
        demand.viewers = 1
        demand.isFrameWanted = true
        return demand
    }

    /// Until something is seen of what is under way.
    private func turn(_ timed: TimedONVIF, _ what: String, until isSeen: () -> Bool) async throws {
        try await waitUntil(what) {
            timed.connections.perform()
            timed.source.tick(at: timed.clock.now)
            var none: [pollfd] = []
            timed.connections.poller.wait(for: &none, until: MonotonicTime.now() + .milliseconds(2))
            return isSeen()
        }
    }

    @Test("each profile is a view with pictures of its own")
    func views() async throws {
        let timed = try TimedONVIF(try ONVIFCamera.start(.recorder))
        try await timed.pass(.seconds(1))
        let names = timed.ears.views.map(\.name)
        #expect(names.count == 8 && names.first == "Channel0 Main", "\(names)")
        #expect(timed.ears.views.map(\.isEnabledByDefault) == [true, false, true, false, true, false, true, false])
        let number = try #require(timed.ears.views.firstIndex { $0.key == "Channel2_Sub" })
        timed.source.demandChanged(Self.demand(timed.clock), of: UInt16(number), at: timed.clock.now)
        try await self.turn(timed, "a picture of that view comes") {
            timed.ears.ports[UInt16(number)]?.pictures ?? 0 >= 1
        }
        let asked = timed.camera.web.requests.filter { $0.method == "GET" }.map(\.target)
        #expect(Set(asked) == ["/onvif/snapshot/Channel2_Sub"])
        #expect(timed.ears.pictures == 0)
        #expect(timed.ears.ports[UInt16(number)]?.state?.connection == .connected)
    }

    @Test("what is wanted of a view before it is known is remembered; a number that no view has is nothing")
    func early() async throws {
        let timed = try TimedONVIF(try ONVIFCamera.start())
        timed.source.demandChanged(Self.demand(timed.clock), of: 1, at: timed.clock.now)
        timed.source.demandChanged(Self.demand(timed.clock), of: 63, at: timed.clock.now)
        timed.source.demandChanged(Self.demand(timed.clock), of: .max, at: timed.clock.now)
        try await self.turn(timed, "a picture of that view comes") { timed.ears.ports[1]?.pictures ?? 0 >= 1 }
        #expect(timed.ears.views.map(\.key) == ["Profile_1", "Profile_2", "Profile_3"])
    }

    @Test("profiles: best and tokens choose; one view alone has no name")
    func choice() async throws {
        let best = try TimedONVIF(try ONVIFCamera.start()) { $0.profiles = .best }
        try await best.pass(.seconds(1))
        #expect(best.ears.views == [ViewDeclaration(key: "", name: "")])
        #expect(best.device.streams.count == 1)
        let named = try TimedONVIF(try ONVIFCamera.start()) { $0.profiles = .tokens(["Profile_2", "Profile 3"]) }
        try await named.pass(.seconds(1))
        #expect(named.ears.views.map(\.key) == ["Profile_2", "Profile_3"])
    }

    @Test("a recorder of many channels is asked for the addresses of those that are wanted, and of the first")
    func many() async throws {
        let camera = try ONVIFCamera.start(.recorder) { state in
            state.profiles = (0..<40).map { ScriptedProfile("P\($0)", .h264, 1920, 1080) }
        }
        let timed = try TimedONVIF(camera)
        try await timed.pass(.seconds(1))
        #expect(timed.ears.views.count == 40 && timed.count("GetStreamUri") == ConnectFlow.mostStreams)
        timed.source.demandChanged(Self.demand(timed.clock), of: 30, at: timed.clock.now)
        try await self.turn(timed, "a picture of a late view comes") { timed.ears.ports[30]?.pictures ?? 0 >= 1 }
        #expect(timed.count("GetStreamUri") == ConnectFlow.mostStreams + 1)
    }

    @Test("at rest and without events a device is asked 60 things in an hour, and its presets four times")
    func atRest() async throws {
        for (model, most) in [(ONVIFModel.camera, 60), (.dome, 62)] {
            let timed = try TimedONVIF(try ONVIFCamera.start(model))
            try await timed.pass(.seconds(3600))
            let before = timed.camera.operations.count
            try await timed.pass(.seconds(3600))
            var counts: [String: Int] = [:]
            for operation in timed.camera.operations.dropFirst(before) { counts[operation, default: 0] += 1 }
            #expect(counts.values.reduce(0, +) <= most, "\(model): \(counts)")
        }
    }

    @Test("while a device refuses us only the session logs in")
    func refused() async throws {
        let timed = try TimedONVIF(try ONVIFCamera.start(.dome))
        try await timed.pass(.seconds(5))
        timed.camera.trouble("", .fault(.notAuthorized))
        try await timed.pass(.seconds(3600))
        #expect(timed.state?.connection == .refused)
        let questions = ["GetImagingSettings", "GetPresets"]
        let asked = questions.map { timed.count($0) }
        try await timed.pass(.seconds(2 * 3600))
        #expect(questions.map { timed.count($0) } == asked)
    }

    @Test("a view whose profile the device has no more says so, and keeps its number")
    func gone() async throws {
        let timed = try TimedONVIF(try ONVIFCamera.start())
        try await timed.pass(.seconds(1))
        timed.camera.goAway()
        try await timed.pass(.seconds(120))
        timed.camera.update { $0.profiles.removeAll { $0.token == "Profile_2" } }
        try timed.camera.comeBack()
        try await timed.pass(.seconds(120))
        let reason = timed.ears.ports[1]?.state?.reason ?? ""
        #expect(timed.ears.ports[1]?.state?.connection == .offline && reason.contains("no profile 'Profile_2'"))
        #expect(timed.ears.views.map(\.key) == ["Profile_1", "Profile_2", "Profile_3"])
        #expect(timed.state?.connection == .idle)
    }

    @Test("a service is answered once: while the device is connected to, away, or refuses us, with that")
    func calls() async throws {
        let timed = try TimedONVIF(try ONVIFCamera.start())
        let call = ServiceCall(service: "onvif.ptz", parameters: ["pan": "LEFT"], timeoutMilliseconds: 10_000)
        timed.source.call(call, sequence: 1, at: timed.clock.now)
        #expect(timed.ears.results.last?.reason == "the camera is being connected to")
        try await timed.pass(.seconds(1))
        // It has no motor.
        timed.source.call(call, sequence: 2, at: timed.clock.now)
        try await timed.pass(.seconds(1))
        #expect(timed.ears.results.last?.status == 501, "\(timed.ears.results)")
        timed.camera.goAway()
        try await timed.pass(.seconds(120))
        timed.source.call(call, sequence: 3, at: timed.clock.now)
        #expect(timed.ears.results.last?.status == 503)
        #expect(timed.ears.results.count == 3)
    }

    @Test("a lens has one queue of moves: of two workers that have its profiles the first moves it")
    func isolatedMoves() async throws {
        let call = ServiceCall(service: "onvif.ptz", parameters: ["pan": "LEFT"], timeoutMilliseconds: 10_000)
        for (others, status) in [(["Profile_1"], 501), (["another"], 200)] {
            let camera = try ONVIFCamera.start(.dome)
            let timed = try TimedONVIF(camera) {
                $0.profiles = .tokens(["Profile_2"])
                $0.share = .otherView(besides: others)
            }
            try await timed.pass(.seconds(1))
            timed.source.call(call, sequence: 1, at: timed.clock.now)
            try await timed.pass(.seconds(5))
            let answer = try #require(timed.ears.results.last)
            #expect(answer.status == status, "\(answer.reason)")
            #expect(camera.movements.isEmpty == (status == 501))
            if status == 501 { #expect(answer.reason == "the camera of the profile 'Profile_1' moves this lens") }
        }
    }
}
