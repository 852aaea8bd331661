/// What a running worker takes without being replaced: a name, times and rates, no address and no secret.
package struct CameraTuning: Sendable, Hashable, Codable {
    package var name: String
    /// As in ``CameraConfiguration/staleAfter``.
    package var staleAfter: Duration?
    /// Frames a second; `nil` for a platform without the key.
    package var frameRate: Double?
    /// Of a test picture, pixels; `nil` for every other platform.
    package var width: Int?
    package var height: Int?
    /// Of a push camera: when an event ends; `nil` for every other platform.
    package var timeout: Duration?
    /// Of a push camera: the multipart field that holds the picture.
    package var field: String?
    /// How pictures are made of a stream; `nil` without one.
    package var encoding: EncodingOptions?

    package init(
        name: String,
        staleAfter: Duration?,
        frameRate: Double? = nil,
        width: Int? = nil,
        height: Int? = nil,
        timeout: Duration? = nil,
        field: String? = nil,
        encoding: EncodingOptions? = nil
    ) {
        self.name = name
        self.staleAfter = staleAfter
        self.frameRate = frameRate
        self.width = width
        self.height = height
        self.timeout = timeout
        self.field = field
        self.encoding = encoding
    }
}

extension CameraConfiguration {
    /// What of it can be changed while a worker runs; for everything else the worker is replaced.
    package var tuning: CameraTuning {
        var tuning = CameraTuning(name: self.name, staleAfter: self.staleAfter)
        switch self.source {
        case .demo(let demo):
            tuning.frameRate = demo.frameRate
            tuning.width = demo.width
            tuning.height = demo.height
        case .generic(let generic):
            tuning.frameRate = generic.frameRate
            tuning.encoding = generic.stream?.encoding
        case .onvif(let onvif):
            tuning.frameRate = onvif.frameRate
            tuning.encoding = onvif.stream.encoding
        case .amcrest, .mjpeg:
            break
        case .push(let push):
            tuning.timeout = push.timeout
            tuning.field = push.field
        }
        return tuning
    }

    /// Takes a tuning of the same platform; what does not belong to the platform is left out.
    package mutating func take(_ tuning: CameraTuning) {
        self.name = tuning.name
        self.staleAfter = tuning.staleAfter
        switch self.source {
        case .demo(var demo):
            demo.frameRate = tuning.frameRate ?? demo.frameRate
            demo.width = tuning.width ?? demo.width
            demo.height = tuning.height ?? demo.height
            self.source = .demo(demo)
        case .generic(var generic):
            generic.frameRate = tuning.frameRate ?? generic.frameRate
            if let encoding = tuning.encoding { generic.stream?.encoding = encoding }
            self.source = .generic(generic)
        case .onvif(var onvif):
            onvif.frameRate = tuning.frameRate ?? onvif.frameRate
            if let encoding = tuning.encoding { onvif.stream.encoding = encoding }
            self.source = .onvif(onvif)
        case .amcrest, .mjpeg:
            break
        case .push(var push):
            push.timeout = tuning.timeout ?? push.timeout
            push.field = tuning.field ?? push.field
            self.source = .push(push)
        }
    }
}
