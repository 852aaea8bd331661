import Shared

/// Cameras as a supervisor would configure them.
enum Configurations {
    static func demo(frameRate: Double = 30, width: Int = 64) throws -> CameraConfiguration {
        try self.camera(.demo(DemoConfiguration(width: width, height: 64, frameRate: frameRate)))
    }

    static func still(
        _ url: String,
        _ change: (inout GenericConfiguration) -> Void = { _ in }
    ) throws -> CameraConfiguration {
        var generic = GenericConfiguration(stillImageURL: try self.address(url), frameRate: 20)
        change(&generic)
        return try self.camera(.generic(generic))
    }

    static func stream(
        _ url: String,
        _ change: (inout GenericConfiguration) -> Void = { _ in }
    ) throws -> CameraConfiguration {
        var generic = GenericConfiguration(stream: StreamConfiguration(url: try self.address(url)), frameRate: 25)
        change(&generic)
        return try self.camera(.generic(generic))
    }

    /// A URL, or a template of one.
    static func address(_ text: String) throws -> CameraAddress {
        URLTemplate.isTemplate(text) ? .template(URLTemplate(Secret(text))) : try CameraAddress(text)
    }

    static func mjpeg(
        _ url: String,
        _ change: (inout MJPEGConfiguration) -> Void = { _ in }
    ) throws -> CameraConfiguration {
        var mjpeg = MJPEGConfiguration(mjpegURL: try CameraURL(url))
        change(&mjpeg)
        return try self.camera(.mjpeg(mjpeg))
    }

    static func push(timeout: Duration = .seconds(5)) throws -> CameraConfiguration {
        let push = PushConfiguration(buffer: 3, timeout: timeout, webhookID: Secret("0123456789"))
        return try self.camera(.push(push), staleAfter: nil)
    }

    static func camera(
        _ source: SourceConfiguration,
        staleAfter: Duration? = .seconds(10)
    ) throws -> CameraConfiguration {
        CameraConfiguration(id: try CameraID("yard"), name: "Yard", source: source, staleAfter: staleAfter)
    }
}
