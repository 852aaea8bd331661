import Shared

extension Platform {
    /// The services that its cameras have besides those of every camera.
    var services: [ServiceSchema] {
        switch self {
        case .amcrest: AmcrestServices.schemas + ServiceCatalogue.motionDetection
        case .demo: DemoServices.schemas + ServiceCatalogue.motionDetection
        case .onvif: ONVIFServices.schemas
        case .generic, .mjpeg, .push: []
        }
    }
}

extension SourceConfiguration {
    /// Whether `camera.turn_on` and `turn_off` are something that the camera does.
    var canBeTurnedOff: Bool {
        switch self {
        case .amcrest: true
        case .demo, .generic, .mjpeg, .onvif, .push: false
        }
    }
}

extension ServiceCatalogue {
    /// What can be called where cameras of these platforms are, as Home Assistant shows the services of what is set up.
    static func of(platforms: Set<Platform>) -> ServiceCatalogue {
        var catalogue = Self.standard
        // Several may have the same.
        for schema in platforms.flatMap(\.services) where catalogue[schema.name] != schema {
            catalogue.register(schema)
        }
        return catalogue
    }

    /// Those of every platform: for the documentation, and to tell a service that no camera here has from none.
    static let complete = Self.of(platforms: Set(Platform.allCases))
}

extension CameraBoard {
    /// The platforms of the cameras that somebody may see.
    func platforms(in scope: AccessScope) -> Set<Platform> {
        Set(self.all.filter { scope.contains($0.status.id) }.compactMap(\.platform))
    }
}

extension CameraBoard.Entry {
    /// `nil` for one that is misconfigured.
    var platform: Platform? { (self.configuration?.source.platform).flatMap(Platform.init) }
}
