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
        device.events = .off
        device.webhook = nil
        var others: [DecodedCamera] = []
        for (index, profile) in profiles.enumerated().dropFirst() {
            var other = self.view(of: profile, besides: profiles[..<index])
            device.profiles = .tokens([profile])
            device.share = .otherView(besides: Array(profiles[..<index]))
            other.source = .onvif(device)
            others.append(other)
        }
        return [main] + others
    }

    /// - Parameter before: profiles that have cameras already.
    private func view(of profile: String, besides before: ArraySlice<String>) -> DecodedCamera {
        var view = self
        let slug = Slug.make(profile)
        view.name = "\(self.name) \(profile)"
        view.fallbackID = "\(self.fallbackID)_\(slug.isEmpty ? "view" : slug)"
        view.wantedID = nil
        view.entities = nil
        // What is wrong with the entry is said once; its options are not what was meant for any of its profiles.
        view.report = Report()
        if self.report.hasErrors {
            view.report.error(
                "its entry has errors, see '\(self.wantedID?.slug ?? self.fallbackID)'",
                at: self.location
            )
        }
        // Of an entry without an id of its own the reason is said there.
        guard let camera = self.wantedID else { return view }
        let named = quoted(profile)
        if before.contains(profile) {
            view.report.error("'profiles' names \(named) twice", at: self.location)
        } else if slug.isEmpty {
            view.report.error(
                "the profile \(named) makes no id for 'isolate: views'",
                at: self.location,
                hint: "name it by its token, or write it as a camera of its own"
            )
        } else if let earlier = before.dropFirst().first(where: { Slug.make($0) == slug }) {
            view.report.error(
                "the profiles \(quoted(earlier)) and \(named) make one id for 'isolate: views'",
                at: self.location,
                hint: "name one of them by its token, or write it as a camera of its own"
            )
        } else {
            view.wantedID = try? CameraID("\(camera)_\(slug)")
            guard view.wantedID == nil else { return view }
            view.report.error(
                "the profile \(named) makes an id that is longer than \(CameraID.maximumLength) characters",
                at: self.location,
                hint: "give the camera a shorter id, or name the profile by its token"
            )
        }
        return view
    }
}
