/// A value that does not print.
///
/// `description`, `debugDescription`, mirrors and ordinary encoding show `•••`. The value leaves in two ways only, both
/// easy to search for: ``reveal()``, and an encoder whose `userInfo` holds ``secretTravels``, which exists for
/// the messages `configure` and `probe` on a worker's own socket.
package struct Secret<Value: Sendable & Hashable>: Sendable, Hashable {
    private let value: Value

    package init(_ value: Value) {
        self.value = value
    }

    /// The value itself.
    ///
    /// Every call is a place where a secret can leak: keep it as short-lived as you can.
    package func reveal() -> Value {
        self.value
    }
}

/// What every secret looks like.
package let secretMask = "•••"

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { secretMask }
    package var debugDescription: String { secretMask }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Secret: Codable where Value: Codable {
    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(Value.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if encoder.userInfo[secretTravels] as? Bool == true {
            try container.encode(self.value)
        } else {
            try container.encode(secretMask)
        }
    }
}

/// Set to `true` in an encoder's `userInfo` to send secrets in clear.
///
/// Only the messages `configure` and `probe` do.
package let secretTravels: CodingUserInfoKey = {
    guard let key = CodingUserInfoKey(rawValue: "camsupervisor.secretTravels") else {
        preconditionFailure("a constant, non-empty key")
    }
    return key
}()
