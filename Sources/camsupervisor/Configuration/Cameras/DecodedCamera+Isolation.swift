import Shared

extension DecodedCamera {
    /// The camera itself, and of one with `isolate: views` another for each of its further profiles.
    ///
    /// They share everything that the entry says but its `entities`, and have the first one's id and name with the profile's behind
    /// them, as views of one worker have.
    var isolated: [DecodedCamera] {
        guard case .onvif(var device) = self.source, device.share == .firstView,
            case .tokens(let profiles) = device.profiles, let first = profiles.first
        else { return [self] }
        var main = self
        device.profiles = .tokens([first])
        main.source = .onvif(device)
        device.share = .otherView
        device.events = .off
        device.webhook = nil
        return [main]
            + profiles.dropFirst().map { profile in
                var other = self
                device.profiles = .tokens([profile])
                other.source = .onvif(device)
                other.name = "\(self.name) \(profile)"
                other.fallbackID = "\(self.fallbackID)_\(Slug.make(profile))"
                other.wantedID = self.wantedID.flatMap { try? CameraID("\($0)_\(Slug.make(profile))") }
                other.entities = nil
                // What is wrong with the entry is said once.
                other.report = Report()
                return other
            }
    }
}
