/// What moves a camera, and what it did.
package struct ONVIFMotor: Sendable, Hashable {
    /// The kinds of move that a node's spaces allow.
    package enum Space: String, Sendable, Hashable, CaseIterable {
        case absolutePanTilt
        case absoluteZoom
        case relativePanTilt
        case relativeZoom
        case continuousPanTilt
        case continuousZoom
    }

    /// Where it stands or goes; `nil` for what was not said.
    package struct Vector: Sendable, Hashable {
        package var pan: Double?
        package var tilt: Double?
        package var zoom: Double?

        package init(pan: Double? = nil, tilt: Double? = nil, zoom: Double? = nil) {
            self.pan = pan
            self.tilt = tilt
            self.zoom = zoom
        }

        var all: [Double] { [self.pan, self.tilt, self.zoom].compactMap(\.self) }
    }

    package struct Preset: Sendable, Hashable {
        package var token: String
        package var name: String?

        package init(_ token: String, _ name: String?) {
            self.token = token
            self.name = name
        }
    }

    /// What it was told, the newest last.
    package var movements: [Movement] = []
    package var presets = [Preset("1", "Home"), Preset("2", "Gate & Yard"), Preset("3", nil)]
    package var maximumPresets = 16
    package var spaces = Set(Space.allCases)
    /// The furthest that pan and tilt go; devices of -1 to 1 are most, and some are of degrees.
    package var reach = 1.0
    package var position = Vector(pan: 0, tilt: 0, zoom: 0)
    package var velocity = Vector()
    package var hasHome = true
    package var auxiliaryCommands = ["tt:Wiper|On", "tt:Wiper|Off", "tt:IRLamp|On", "tt:IRLamp|Off"]

    package var isMoving: Bool { self.velocity.all.contains { $0 != 0 } }
}

extension ONVIFMotor {
    /// A thing that it was told to do.
    package struct Movement: Sendable, Hashable, CustomStringConvertible {
        package enum Kind: String, Sendable, Hashable {
            case continuous
            case relative
            case absolute
            case preset
            case home
            case stop
        }

        package var kind: Kind
        package var profile: String
        package var target = Vector()
        package var speed: Vector?
        /// In seconds.
        package var timeout: Double?
        package var preset: String?
        /// What a stop stops; both, when it does not say.
        package var stops: [String] = []

        /// `continuous Profile_1 pan 0.5 zoom -1.0 speed pan 0.2 timeout 3.0`.
        package var description: String {
            var words = [self.kind.rawValue, self.profile]
            if let preset { words.append(preset) }
            words += Self.words(self.target) + self.stops
            if let speed { words += ["speed"] + Self.words(speed) }
            if let timeout { words.append("timeout \(timeout)") }
            return words.joined(separator: " ")
        }

        private static func words(_ vector: Vector) -> [String] {
            [("pan", vector.pan), ("tilt", vector.tilt), ("zoom", vector.zoom)].compactMap { name, value in
                value.map { "\(name) \($0)" }
            }
        }
    }
}
