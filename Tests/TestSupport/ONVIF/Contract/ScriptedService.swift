/// A service of a device.
package enum ScriptedService: String, Sendable, Hashable, CaseIterable {
    case device
    case media
    case media2
    case ptz
    case imaging
    case events

    package var namespace: String {
        switch self {
        case .device: "http://www.onvif.org/ver10/device/wsdl"
        case .media: "http://www.onvif.org/ver10/media/wsdl"
        case .media2: "http://www.onvif.org/ver20/media/wsdl"
        case .ptz: "http://www.onvif.org/ver20/ptz/wsdl"
        case .imaging: "http://www.onvif.org/ver20/imaging/wsdl"
        case .events: "http://www.onvif.org/ver10/events/wsdl"
        }
    }

    /// The prefix of its elements in our answers.
    var prefix: String {
        switch self {
        case .device: "tds"
        case .media: "trt"
        case .media2: "tr2"
        case .ptz: "tptz"
        case .imaging: "timg"
        case .events: "tev"
        }
    }

    /// Where it is; `/onvif/device_service` is the only path that the standard fixes.
    package var path: String { "/onvif/\(self.rawValue)_service" }

    /// Its name in the answer of `GetCapabilities`; Media2 has none there.
    var capability: String? {
        switch self {
        case .device: "Device"
        case .media: "Media"
        case .media2: nil
        case .ptz: "PTZ"
        case .imaging: "Imaging"
        case .events: "Events"
        }
    }
}
