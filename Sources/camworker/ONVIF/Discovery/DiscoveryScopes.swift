internal import Shared

/// What a device says of itself in its scopes: `onvif://www.onvif.org/name/Front%20Door` (ONVIF Core §7.3.3).
struct DiscoveryScopes: Hashable, Sendable {
    /// Whether there is one of ONVIF's at all.
    private(set) var areONVIF = false
    private(set) var name: String?
    private(set) var hardware: String?
    private(set) var mac: String?
    /// From the wide to the narrow, as the device lists them.
    private(set) var location: String?
    /// Of the standard: `Streaming`, `T`.
    private(set) var profiles: [String] = []

    private static let authority = "onvif://www.onvif.org"
    /// Of one device; AXIS has 25.
    static let most = 64
    private static let longestWord = 64
    private static let mostPlaces = 4
    private static let mostProfiles = 8

    init(_ scopes: [String]) {
        var places: [String] = []
        for scope in scopes.prefix(Self.most) where scope.lowercased().hasPrefix(Self.authority) {
            self.areONVIF = true
            let parts = scope.dropFirst(Self.authority.count).split(separator: "/")
            guard parts.count > 1, let word = parts.last.flatMap({ Self.word($0) }) else { continue }
            switch parts[0].lowercased() {
            case "name": self.name = self.name ?? word
            case "hardware": self.hardware = self.hardware ?? word
            case "mac": self.mac = self.mac ?? NetworkInterface.mac(word)
            // `location/country/china`, and `location/Garage`.
            case "location": if places.count < Self.mostPlaces, !places.contains(word) { places.append(word) }
            case "profile":
                if self.profiles.count < Self.mostProfiles, !self.profiles.contains(word) { self.profiles.append(word) }
            default: break
            }
        }
        self.location = places.isEmpty ? nil : places.joined(separator: ", ")
    }

    /// Adds what another answer of the same device says and this one does not.
    mutating func fill(from other: DiscoveryScopes) {
        self.areONVIF = self.areONVIF || other.areONVIF
        self.name = self.name ?? other.name
        self.hardware = self.hardware ?? other.hardware
        self.mac = self.mac ?? other.mac
        self.location = self.location ?? other.location
        if self.profiles.isEmpty { self.profiles = other.profiles }
    }

    private static func word(_ part: Substring) -> String? {
        let text = String(CameraURL.percentDecoded(part).unicodeScalars.prefix(Self.longestWord))
        return text.allSatisfy(\.isWhitespace) ? nil : text
    }
}
