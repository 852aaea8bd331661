import Testing

@testable import TestSupport

@Suite("ONVIFCamera: how it moves")
struct ONVIFMotorTests {
    private static func movement(_ kind: ONVIFMotor.Movement.Kind, _ target: ONVIFMotor.Vector) -> ONVIFMotor.Movement {
        var movement = ONVIFMotor.Movement(kind: kind, profile: "P")
        movement.target = target
        return movement
    }

    @Test("it is where it was sent, and moves until it is stopped")
    func positions() {
        var motor = ONVIFMotor()
        #expect(motor.perform(Self.movement(.absolute, .init(pan: 0.5, tilt: -0.5))) == nil)
        #expect(motor.perform(Self.movement(.relative, .init(pan: 0.75, tilt: 0.25, zoom: 0.5))) == nil)
        #expect(motor.position == .init(pan: 1, tilt: -0.25, zoom: 0.5))
        #expect(motor.perform(Self.movement(.continuous, .init(pan: 0.5, tilt: 0))) == nil)
        #expect(motor.perform(Self.movement(.continuous, .init(zoom: -0.5))) == nil)
        var stop = Self.movement(.stop, .init())
        stop.stops = ["PanTilt"]
        #expect(motor.perform(stop) == nil)
        #expect(motor.isMoving, "a zoom goes on when only pan and tilt are stopped")
        stop.stops = []
        #expect(motor.perform(stop) == nil)
        #expect(!motor.isMoving)
        #expect(motor.movements.count == 6)
    }

    @Test("what it cannot do is a fault and nothing happens")
    func faults() {
        var motor = ONVIFMotor()
        motor.spaces = [.continuousPanTilt]
        motor.hasHome = false
        let bad: [(ONVIFMotor.Movement, String)] = [
            (Self.movement(.absolute, .init(pan: 0, tilt: 0)), "ter:SpaceNotSupported"),
            (Self.movement(.continuous, .init(pan: 0, tilt: 0, zoom: 1)), "ter:SpaceNotSupported"),
            (Self.movement(.continuous, .init(pan: 2, tilt: 0)), "ter:InvalidVelocity"),
            (Self.movement(.continuous, .init()), "ter:InvalidVelocity"),
            (Self.movement(.home, .init()), "ter:NoHomePosition"), (Self.movement(.preset, .init()), "ter:NoToken"),
        ]
        for (movement, code) in bad {
            #expect(motor.perform(movement)?.subcodes.last == code, "\(movement)")
        }
        #expect(motor.movements == [])
    }
}
