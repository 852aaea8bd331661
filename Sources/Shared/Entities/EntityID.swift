/// An entity's name among all: `binary_sensor.front_door_motion`, a domain and an object id.
package struct EntityID: Hashable, Sendable, CustomStringConvertible {
    /// Both, with the dot.
    package let text: String

    /// Bytes of the whole, as in Home Assistant.
    package static let maximumLength = 255
    /// Bytes of the domain, as in Home Assistant.
    package static let maximumDomain = 64

    /// Takes exactly what Home Assistant takes: `a–z 0–9 _` around one dot, neither part beginning or ending with `_`, nowhere
    /// two of them behind each other.
    package init(_ text: String) throws(InvalidEntityID) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isDouble = zip(text.utf8, text.utf8.dropFirst()).contains { $0 == Self.bar && $1 == Self.bar }
        guard parts.count == 2, text.utf8.count <= Self.maximumLength, parts[0].count <= Self.maximumDomain,
            !isDouble, parts.allSatisfy(Self.isPart)
        else { throw InvalidEntityID(text: text) }
        self.text = text
    }

    /// A view of a camera: `camera.front_door`, also where the camera's id (`_yard`) is none that Home Assistant would take.
    package init(of camera: CameraID) {
        self.text = "camera.\(camera.slug)"
    }

    /// For looking up what a client names, in whatever case, as Home Assistant does; it may be no id at all.
    package init(lookingUp text: some StringProtocol) {
        self.text = text.lowercased()
    }

    /// What is in the registry's file.
    package init(unchecked text: String) {
        self.text = text
    }

    package var domain: Substring { self.text.prefix { $0 != "." } }
    package var objectID: Substring { self.text.drop { $0 != "." }.dropFirst() }
    package var description: String { self.text }

    private static let bar = UInt8(ascii: "_")

    private static func isPart(_ part: Substring.UTF8View) -> Bool {
        guard let first = part.first, let last = part.last, first != self.bar, last != self.bar else { return false }
        return part.allSatisfy(Self.isSlugByte)
    }

    private static func isSlugByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), self.bar: true
        default: false
        }
    }
}

extension EntityID {
    /// The preferred id, or the first of it with `_2`, `_3` … that is free, as Home Assistant's registry finds it.
    ///
    /// - Parameters:
    ///   - object: a slug.
    ///   - isTaken: asked once for each.
    package static func free(
        domain: String,
        object: String,
        isTaken: (EntityID) -> Bool
    ) -> EntityID {
        var number = 1
        return self.free(domain: domain, object: object, from: &number, isTaken: isTaken)
    }

    /// The same for the next of many of one name, without asking again for those that the ones before got.
    ///
    /// - Parameter number: the first to try, 1 for the preferred id as it is; afterwards the one that was found.
    package static func free(
        domain: String,
        object: String,
        from number: inout Int,
        isTaken: (EntityID) -> Bool
    ) -> EntityID {
        let preferred = "\(domain).\(object)"
        while true {
            let suffix = number > 1 ? "_\(number)" : ""
            let candidate = EntityID(unchecked: Self.cut(preferred, to: Self.maximumLength - suffix.count) + suffix)
            guard isTaken(candidate) else { return candidate }
            number += 1
        }
    }

    /// Without a `_` at its new end, where none may be.
    private static func cut(_ text: String, to length: Int) -> String {
        guard text.utf8.count > length else { return text }
        var cut = text.prefix(length)
        while cut.last == "_" { cut.removeLast() }
        return String(cut)
    }
}

/// A text that is no entity id.
package struct InvalidEntityID: Error, Equatable, CustomStringConvertible {
    package var text: String

    package var description: String {
        "'\(self.text.prefix(80))' is no entity id: it is like 'binary_sensor.front_door_motion', of a-z, 0-9 and _"
    }
}

extension EntityID: Codable {
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        let object = text.utf8.dropFirst(Self.cameraPrefix.utf8.count)
        // A view's begins with its camera's id, which may be `_yard` or `front__door`, and is as long as any.
        if text.hasPrefix(Self.cameraPrefix), text.utf8.count <= Self.maximumLength, !object.isEmpty,
            object.allSatisfy(Self.isSlugByte)
        {
            self.init(unchecked: text)
        } else {
            try self.init(text)
        }
    }

    private static let cameraPrefix = "camera."

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.text)
    }
}
