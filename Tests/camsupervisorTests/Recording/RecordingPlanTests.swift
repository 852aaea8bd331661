import IPC
import NIOCore
import Shared
import Testing

@testable import camsupervisor

@Suite("RecordingPlan")
struct RecordingPlanTests {
    private static let began = ExampleCamera.began

    private static func plan(asked: Duration, duration: Int, lookback: Int = 0) -> RecordingPlan {
        RecordingPlan(
            .init(asked: self.began + asked, duration: .seconds(duration), lookback: .seconds(lookback))
        )
    }

    /// Feeds parts as they arrive; how many were written, and how it ended.
    private func feed(
        _ plan: inout RecordingPlan,
        _ pieces: [MediaFragment]
    ) -> (written: Int, rest: [RecordingPlan.Action]) {
        var written = 0
        var rest: [RecordingPlan.Action] = []
        for piece in pieces {
            for action in plan.arrived(piece, at: piece.part.captured + .milliseconds(500)) {
                if case .write = action { written += 1 } else { rest.append(action) }
            }
        }
        return (written, rest)
    }

    @Test("a cold camera: from its first key frame, as long as was asked, to a part")
    func cold() {
        var plan = Self.plan(asked: .seconds(-3), duration: 4)
        let camera = ExampleCamera()
        let (written, rest) = self.feed(&plan, (1..<30).map { camera.part($0) })
        // From part 2, the first key frame.
        #expect(written == 8 && rest == [.end(.complete)])
        #expect(plan.length == .seconds(4) && plan.before == .zero)
    }

    @Test("a camera that streams: from the key frame before it was asked for, until that much time has passed since")
    func warm() {
        var plan = Self.plan(asked: .milliseconds(2_700), duration: 4)
        let camera = ExampleCamera()
        let kept = (0..<6).map { camera.part($0) }
        let beginning = RecordingPlan.beginning(
            of: kept,
            from: plan.wish.asked.advanced(by: .zero - plan.wish.lookback)
        )
        #expect(beginning.first?.index == 4)
        let (written, rest) = self.feed(&plan, beginning + (6..<30).map { camera.part($0) })
        #expect(rest == [.end(.complete)])
        #expect(written == 10)
        #expect(plan.before == .milliseconds(700))
    }

    @Test(
        "lookback begins with the key frame at or before, or with the first there is",
        arguments: [(1, 4), (3, 0), (60, 0)]
    )
    func lookback(_ seconds: Int, _ first: Int) {
        let camera = ExampleCamera()
        let kept = (0..<8).map { camera.part($0) }
        let asked = Self.began + .milliseconds(3_200)
        #expect(
            RecordingPlan.beginning(of: kept, from: asked.advanced(by: .seconds(-seconds))).first?.index
                == UInt64(first)
        )
    }

    @Test("lookback never reaches over a change of coding, and needs a key frame")
    func lookbackLimits() {
        let camera = ExampleCamera()
        let other = ExampleCamera(epoch: 2, firstIndex: 100, segment: "other", delay: .seconds(2))
        let kept = (0..<4).map { camera.part($0) } + (0..<4).map { other.part($0) }
        #expect(RecordingPlan.beginning(of: kept, from: Self.began).first?.index == 100)
        #expect(RecordingPlan.beginning(of: [camera.part(1), camera.part(3)], from: Self.began).isEmpty)
        #expect(RecordingPlan.beginning(of: [], from: Self.began).isEmpty)
    }

    @Test("the file begins with the initialization segment and decode times of 0")
    func head() throws {
        var plan = Self.plan(asked: .zero, duration: 10)
        guard case .write(let pieces) = try #require(plan.arrived(ExampleCamera().part(0), at: Self.began).first) else {
            Issue.record("nothing is written")
            return
        }
        var bytes = ByteBuffer()
        for var piece in pieces { bytes.writeBuffer(&piece) }
        #expect(bytes.readString(length: 4) == "init")
        #expect(bytes.getInteger(at: 4 + 16, as: UInt64.self) == 0)
        #expect(bytes.getInteger(at: 4 + 32, as: UInt64.self) == 0)
    }

    @Test("another worker of the same coding goes on in the same file, after as long as it took")
    func restart() {
        var plan = Self.plan(asked: .zero, duration: 10)
        let first = ExampleCamera()
        let second = ExampleCamera(epoch: 2, firstIndex: 100, origin: 104, delay: .seconds(4))
        #expect(self.feed(&plan, (0..<4).map { first.part($0) }).written == 4)
        let (written, rest) = self.feed(&plan, [second.part(0, flags: []), second.part(2), second.part(3)])
        #expect(written == 2 && rest.isEmpty)
        // Part 2 of it arrived 5 s after the beginning.
        #expect(plan.length == .seconds(6))
    }

    @Test("another coding ends it, with what there is")
    func changedCoding() {
        var plan = Self.plan(asked: .zero, duration: 10)
        _ = self.feed(&plan, (0..<4).map { ExampleCamera().part($0) })
        let (written, rest) = self.feed(
            &plan,
            [ExampleCamera(epoch: 2, firstIndex: 100, segment: "other", delay: .seconds(2)).part(0)]
        )
        #expect(written == 0 && rest == [.end(.codingChanged)])
        #expect(plan.length == .seconds(2))
    }

    @Test("a camera that comes back after the end ends it where it went")
    func lateReturn() {
        var plan = Self.plan(asked: .zero, duration: 5)
        _ = self.feed(&plan, (0..<4).map { ExampleCamera().part($0) })
        let (_, rest) = self.feed(
            &plan,
            [ExampleCamera(epoch: 2, firstIndex: 100, origin: 108, delay: .seconds(8)).part(0)]
        )
        #expect(rest == [.end(.silent(.seconds(6)))])
    }

    @Test("after a missing part nothing is written until the next key frame")
    func missingPart() {
        var plan = Self.plan(asked: .zero, duration: 60)
        let camera = ExampleCamera()
        #expect(self.feed(&plan, [0, 1, 2, 2, 1].map { camera.part($0) }).written == 3)
        // 3 is missing; 4 would begin with a key frame, were it not without one here.
        let next = [
            camera.part(4, flags: []), camera.part(5), camera.part(6, flags: [.independent, .gap]), camera.part(7),
        ]
        #expect(self.feed(&plan, next).written == 2)
        #expect(plan.length == .seconds(4))
    }

    @Test("nothing for 10 s is an error, or the end of what there is")
    func silence() {
        var plan = Self.plan(asked: .zero, duration: 60)
        #expect(plan.tick(Self.began + .seconds(9)) == [])
        #expect(plan.tick(Self.began + .seconds(10)) == [.fail(.nothing(.seconds(10)))])
        #expect(plan.tick(Self.began + .seconds(11)) == [])
        plan = Self.plan(asked: .zero, duration: 60)
        _ = self.feed(&plan, [ExampleCamera().part(0)])
        #expect(plan.tick(Self.began + .seconds(10)) == [])
        #expect(plan.tick(Self.began + .milliseconds(10_500)) == [.end(.silent(.seconds(10)))])
        #expect(plan.length == .milliseconds(500))
    }

    @Test("a camera that sends a picture every 20 s is not silent between two")
    func slowCamera() {
        var plan = Self.plan(asked: .zero, duration: 300)
        _ = plan.arrived(ExampleCamera(partDuration: 20_000_000).part(0), at: Self.began)
        #expect(plan.tick(Self.began + .seconds(59)) == [])
        #expect(plan.tick(Self.began + .seconds(60)) == [.end(.silent(.seconds(60)))])
    }

    @Test("a camera that is being connected, or is, has a minute for its first key frame")
    func noKeyFrame() {
        var plan = Self.plan(asked: .zero, duration: 60)
        let outlook = RecordingPlan.Outlook(tryingSince: Self.began.advanced(by: .seconds(-100)))
        for second in 1..<60 { #expect(plan.tick(Self.began + .seconds(second), outlook) == []) }
        #expect(plan.tick(Self.began + .seconds(60), outlook) == [.fail(.noKeyFrame(.seconds(60)))])
        plan = Self.plan(asked: .zero, duration: 60)
        #expect(plan.tick(Self.began + .seconds(59), outlook) == [])
        #expect(plan.tick(Self.began + .seconds(59)) == [.fail(.nothing(.seconds(59)))])
    }

    @Test("of a camera that is away nothing is waited for; what there is is kept a little longer")
    func hopeless() {
        var plan = Self.plan(asked: .zero, duration: 60)
        let outlook = RecordingPlan.Outlook(isHopeless: true)
        #expect(plan.tick(Self.began + .milliseconds(250), outlook) == [.fail(.hopeless)])
        plan = Self.plan(asked: .zero, duration: 60)
        _ = self.feed(&plan, [ExampleCamera().part(0)])
        #expect(plan.tick(Self.began + .seconds(9), outlook) == [])
        #expect(plan.tick(Self.began + .seconds(11), outlook) == [.end(.silent(.milliseconds(10_500)))])
    }

    @Test("a stream that is opened anew has a minute for its next key frame; one that is open and silent, ten seconds")
    func openedAnew() {
        let open = RecordingPlan.Outlook(tryingSince: Self.began)
        let openedAnew = RecordingPlan.Outlook(tryingSince: Self.began + .seconds(5))
        for (outlook, silence) in [(open, 10), (openedAnew, 60)] {
            var plan = Self.plan(asked: .zero, duration: 300)
            _ = plan.arrived(ExampleCamera().part(0), at: Self.began)
            #expect(plan.tick(Self.began + .seconds(silence - 1), outlook) == [])
            let end = plan.tick(Self.began + .seconds(silence), outlook)
            #expect(end == [.end(.silent(.seconds(silence)))])
        }
    }

    @Test("a camera whose clock creeps is not recorded for ever")
    func slowClock() {
        var plan = Self.plan(asked: .zero, duration: 10)
        var ended: [RecordingPlan.Action] = []
        for second in 0..<60 where ended.isEmpty {
            // Always the same stamps.
            let piece = ExampleCamera(firstIndex: UInt64(second)).part(0)
            let now = Self.began + .seconds(4 * second)
            _ = plan.arrived(piece, at: now)
            ended = plan.tick(now)
        }
        #expect(ended == [.end(.slowClock)])
    }

    @Test("who stops it gets what there is, or hears that there is nothing")
    func stopped() {
        var plan = Self.plan(asked: .zero, duration: 10)
        #expect(plan.stop(.shuttingDown) == [.fail(.stopped(.shuttingDown))])
        plan = Self.plan(asked: .zero, duration: 10)
        _ = self.feed(&plan, [ExampleCamera().part(0)])
        #expect(plan.stop(.asked) == [.end(.stopped(.asked))])
        #expect(plan.stop(.asked) == [] && plan.arrived(ExampleCamera().part(1), at: Self.began) == [])
    }
}
