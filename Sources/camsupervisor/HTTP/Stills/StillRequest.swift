import Shared

/// The parameters of a still, checked.
struct StillRequest: Sendable, Equatable {
    /// Largest side that is scaled to, pixels.
    static let maximumSide = 8_192
    /// Longest `max_age` that means something, seconds: a day.
    static let maximumAge = 86_400.0

    /// The box to scale into; 0 leaves that side free, both 0 is no scaling.
    var width = 0
    var height = 0
    /// How old the picture may be; `nil` leaves it to the camera.
    var maximumAge: Duration?

    /// A picture that is made from now on.
    static let fresh = StillRequest(maximumAge: .zero)

    /// Of parameters that were checked elsewhere.
    init(width: Int = 0, height: Int = 0, maximumAge: Duration?) {
        self.width = width
        self.height = height
        self.maximumAge = maximumAge
    }

    struct InvalidParameter: Error, Equatable, CustomStringConvertible {
        var description: String
    }

    init(_ target: RequestTarget) throws(InvalidParameter) {
        self.width = try Self.side("width", target)
        self.height = try Self.side("height", target)
        if let text = target["max_age"] {
            let number = text.hasSuffix("s") ? text.dropLast() : text[...]
            guard let seconds = Double(number), seconds.isFinite, seconds >= 0, seconds <= Self.maximumAge else {
                throw InvalidParameter(
                    description:
                        "max_age is a number of seconds from 0 to \(Int(Self.maximumAge)), not '\(text.prefix(40))'"
                )
            }
            self.maximumAge = .seconds(seconds)
        }
    }

    var isScaled: Bool { self.width > 0 || self.height > 0 }

    private static func side(_ name: String, _ target: RequestTarget) throws(InvalidParameter) -> Int {
        guard let text = target[name] else { return 0 }
        guard let side = Int(text), (1...Self.maximumSide).contains(side) else {
            throw InvalidParameter(
                description: "\(name) is a number of pixels from 1 to \(Self.maximumSide), not '\(text.prefix(40))'"
            )
        }
        return side
    }
}
