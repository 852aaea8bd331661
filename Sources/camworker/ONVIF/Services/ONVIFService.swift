/// The services of the standard that are used, or whose addresses are shown.
enum ONVIFService: String, Hashable, Sendable, CaseIterable {
    case device
    case media
    case media2
    case ptz
    case imaging
    case events
    case analytics
    case deviceIO
    case recording
    case search
    case replay

    /// Of its messages; what GetServices lists it by.
    var namespace: String {
        switch self {
        case .device: "http://www.onvif.org/ver10/device/wsdl"
        case .media: "http://www.onvif.org/ver10/media/wsdl"
        case .media2: "http://www.onvif.org/ver20/media/wsdl"
        case .ptz: "http://www.onvif.org/ver20/ptz/wsdl"
        case .imaging: "http://www.onvif.org/ver20/imaging/wsdl"
        case .events: "http://www.onvif.org/ver10/events/wsdl"
        case .analytics: "http://www.onvif.org/ver20/analytics/wsdl"
        case .deviceIO: "http://www.onvif.org/ver10/deviceIO/wsdl"
        case .recording: "http://www.onvif.org/ver10/recording/wsdl"
        case .search: "http://www.onvif.org/ver10/search/wsdl"
        case .replay: "http://www.onvif.org/ver10/replay/wsdl"
        }
    }

    /// What our messages abbreviate it to; the standard's own.
    var prefix: String {
        switch self {
        case .device: "tds"
        case .media: "trt"
        case .media2: "tr2"
        case .ptz: "tptz"
        case .imaging: "timg"
        case .events: "tev"
        case .analytics: "tan"
        case .deviceIO: "tmd"
        case .recording: "trc"
        case .search: "tse"
        case .replay: "trp"
        }
    }

    /// What GetCapabilities calls it.
    var capability: String {
        switch self {
        case .device: "Device"
        case .media: "Media"
        // Came after it and is in GetServices only, with those that keep to the standard.
        case .media2: "Media2"
        case .ptz: "PTZ"
        case .imaging: "Imaging"
        case .events: "Events"
        case .analytics: "Analytics"
        case .deviceIO: "DeviceIO"
        case .recording: "Recording"
        case .search: "Search"
        case .replay: "Replay"
        }
    }

    /// By a namespace as devices write it: with a slash behind it, in whatever case, of a later draft.
    init?(namespace: String) {
        let text = namespace.lowercased()
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard let service = Self.allCases.first(where: { $0.namespace.lowercased() == trimmed }) else { return nil }
        self = service
    }
}
