import Shared

/// The webhook ids of ONVIF cameras for which the file gives none.
///
/// Each is made of the camera's id with a key that never leaves this machine: nobody can guess it, and it is the same after every
/// reload and, where there is a state folder, every restart. A random one would replace the worker with each reload; one made of
/// the camera's password could be tried out by who sees it, and would be everybody's of a camera without.
struct WebhookNames: Sendable {
    private static let purpose = "webhook of a camera"
    /// As many as cannot be guessed; 32 characters.
    private static let bytes = 16

    private let key: SigningKey.Derived

    init(key: SigningKey) {
        self.key = key.derived(for: Self.purpose)
    }

    func name(of camera: CameraID) -> String {
        self.key.code(of: Array(camera.slug.utf8)).prefix(Self.bytes).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    /// The same configuration, with a name for every webhook.
    func named(_ configuration: Configuration) -> Configuration {
        var named = configuration
        named.cameras = configuration.cameras.map(self.named)
        return named
    }

    func named(_ loaded: LoadedConfiguration) -> LoadedConfiguration {
        var named = loaded
        named.configuration = loaded.configuration.map(self.named)
        return named
    }

    private func named(_ camera: ConfiguredCamera) -> ConfiguredCamera {
        guard var configuration = camera.configuration, case .onvif(var onvif) = configuration.source,
            let webhook = onvif.webhook, !webhook.isNamed
        else { return camera }
        onvif.webhook = webhook.named(self.name(of: camera.id))
        configuration.source = .onvif(onvif)
        var named = camera
        named.state = .usable(configuration)
        return named
    }
}
