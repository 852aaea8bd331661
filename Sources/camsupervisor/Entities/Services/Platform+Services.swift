import Shared

extension Platform {
    /// The services that its cameras have besides those of every camera.
    var services: [ServiceSchema] {
        switch self {
        case .amcrest: AmcrestServices.schemas
        case .demo: DemoServices.schemas
        case .onvif: ONVIFServices.schemas
        case .generic, .mjpeg, .push: []
        }
    }

    /// Whether its cameras look for motion when they are told to.
    private var detectsMotion: Bool {
        switch self {
        case .amcrest, .demo: true
        case .generic, .mjpeg, .onvif, .push: false
        }
    }

    /// Whether its cameras know a service; what a single one of them lacks its worker says.
    func has(_ schema: ServiceSchema) -> Bool {
        if ServiceCatalogue.motionDetection.contains(schema) { return self.detectsMotion }
        return ServiceCatalogue.standard[schema.name] != nil || self.services.contains(schema)
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
        for schema in platforms.flatMap(\.services) { catalogue.register(schema) }
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
