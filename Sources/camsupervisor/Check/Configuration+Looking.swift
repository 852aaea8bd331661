import Shared

extension Configuration {
    /// The same for workers that only look: they leave no subscription behind in a device, and change nothing there.
    var forLooking: Configuration {
        var looking = self
        looking.cameras = self.cameras.map { camera in
            guard var configuration = camera.configuration, case .onvif(var onvif) = configuration.source else {
                return camera
            }
            (onvif.events, onvif.webhook) = (.off, nil)
            if onvif.adjustClock == .device { onvif.adjustClock = .token }
            configuration.source = .onvif(onvif)
            var looked = camera
            looked.state = .usable(configuration)
            return looked
        }
        return looking
    }
}
