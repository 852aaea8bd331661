import IPC
import Shared
import Testing

@testable import camworker

/// A camera that answers what a test says, at once.
@Suite("AmcrestCall")
struct AmcrestCallTests {
    private final class Camera {
        var answers: [AmcrestClient.Result] = []
        var asked: [AmcrestCommand] = []
        var waits: [Duration] = []
        /// Commands after which nobody waits any more.
        var patience = Int.max
        var toggled: AmcrestSetting?
        var result: CallResult?

        func run(_ steps: [AmcrestPlan.Step]) throws {
            var plan = try #require(AmcrestPlan(.startTour, try .test, AmcrestSettings()))
            plan.steps = steps
            let surroundings = AmcrestCall.Surroundings(
                ask: { command, then in
                    self.asked.append(command)
                    then(self.answers.isEmpty ? .failure(.unavailable("nothing came")) : self.answers.removeFirst())
                },
                read: { _, _ in },
                look: { _, then in then(nil) },
                wait: { time, then in
                    self.waits.append(time)
                    then()
                },
                light: { nil },
                toggledPrivacy: { self.toggled },
                isLate: { self.asked.count >= self.patience },
                finish: { self.result = $0 }
            )
            AmcrestCall(plan, surroundings).proceed()
        }
    }

    private static func answer(_ text: String) throws -> AmcrestClient.Result {
        .success(try AmcrestAnswer(Array(text.utf8)))
    }

    private static let start = AmcrestCommand.move("Left", (0, 1, 0), channel: 0)
    private static let stop = AmcrestCommand.move("Left", (0, 1, 0), isStart: false, channel: 0)
    private static let movement: [AmcrestPlan.Step] = [.perform(start), .wait(.milliseconds(200)), .end(stop)]

    @Test("a movement is ended although the camera did not hear it the first times")
    func unheardEnd() throws {
        let camera = Camera()
        let silence = AmcrestClient.Result.failure(.unavailable("nothing came"))
        camera.answers = [try Self.answer("OK"), silence, silence, try Self.answer("OK")]
        try camera.run(Self.movement)
        #expect(camera.asked == [Self.start, Self.stop, Self.stop, Self.stop])
        #expect(camera.result == .done)
    }

    @Test("a camera that never hears the end of a movement is told four times")
    func neverHeard() throws {
        let camera = Camera()
        try camera.run(Self.movement)
        #expect(camera.asked == [Self.start, Self.stop, Self.stop, Self.stop, Self.stop])
        #expect(camera.result == CallResult(status: 502, reason: "nothing came"))
    }

    @Test("what the camera says to the end of a movement is its last word")
    func refusedEnd() throws {
        let camera = Camera()
        camera.answers = [try Self.answer("OK"), .failure(.camera(.error("No Authority")))]
        try camera.run(Self.movement)
        #expect(camera.asked == [Self.start, Self.stop])
        #expect(camera.result?.status == 502)
    }

    @Test("when nobody waits any more nothing else is set, but a movement is ended")
    func late() throws {
        let keys = AmcrestKeys(try .test)
        let camera = Camera()
        camera.patience = 0
        try camera.run([.set(.flag(keys.motion, true, .motionDetect)), .perform(Self.start)])
        #expect(camera.asked.isEmpty)
        #expect(camera.result?.status == 503)
        camera.answers = [try Self.answer("OK")]
        try camera.run([.wait(.milliseconds(200)), .end(Self.stop)])
        #expect(camera.asked == [Self.stop])
    }

    @Test("a setting that the camera does not keep is not tried again when nobody waits any more")
    func lateSetting() throws {
        let setting = AmcrestSetting.flag(AmcrestKeys(try .test).motion, true, .motionDetect)
        let camera = Camera()
        let pair = [try Self.answer("OK"), try Self.answer("table.\(setting.key)=false")]
        camera.answers = pair + pair + pair
        try camera.run([.set(setting)])
        #expect(camera.asked.count == 6)
        #expect(camera.result?.status == 502)
        camera.answers = pair
        camera.patience = 8
        try camera.run([.set(setting)])
        #expect(camera.asked.count == 8)
        #expect(camera.result?.status == 503)
    }

    @Test("a privacy mode that is not known is not toggled")
    func unknownPrivacy() throws {
        let camera = Camera()
        try camera.run([.look(.settings(.lensMask)), .togglePrivacy])
        #expect(camera.asked.isEmpty)
        #expect(camera.result == CallResult(status: 503, reason: "whether the privacy mode is on is not known"))
        let setting = AmcrestSetting.flag(AmcrestKeys(try .test).privacy, false, .lensMask)
        camera.toggled = setting
        camera.answers = [try Self.answer("OK"), try Self.answer("table.\(setting.key)=false")]
        try camera.run([.look(.settings(.lensMask)), .togglePrivacy])
        #expect(camera.result == .done)
    }

    @Test("what is only attempted may be unknown to the camera, but not unheard")
    func attempt() throws {
        let camera = Camera()
        camera.answers = [.failure(.camera(.error("Bad Request!")))]
        try camera.run([.attempt(Self.start)])
        #expect(camera.result == .done)
        try camera.run([.attempt(Self.start)])
        #expect(camera.result?.status == 502)
    }
}

extension ServiceCall {
    fileprivate static let startTour = ServiceCall(service: "amcrest.start_tour", timeoutMilliseconds: 10_000)
}

extension AmcrestConfiguration {
    fileprivate static var test: AmcrestConfiguration {
        get throws {
            AmcrestConfiguration(
                server: try CameraURL("http://192.0.2.1/"),
                credentials: Credentials(user: Secret("a"), password: Secret("b"))
            )
        }
    }
}
