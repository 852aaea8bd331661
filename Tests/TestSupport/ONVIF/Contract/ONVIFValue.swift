/// The kinds of text that ``ONVIFPattern`` knows.
enum ONVIFValue {
    static func matches(_ text: String, _ kind: String) -> Bool {
        switch kind {
        // XML Schema knows 1 and 0 as well.
        case "bool": ["true", "false", "1", "0"].contains(text)
        case "int": Int(text) != nil
        case "float": Double(text) != nil
        case "duration": XMLTime.duration(text) != nil
        case "moment": XMLTime.duration(text) != nil || XMLTime.seconds(utc: text) != nil
        case "token": !text.isEmpty && text.utf8.count <= 64
        case "word": !text.isEmpty
        case "category": ["All", "Analytics", "Device", "Events", "Imaging", "Media", "PTZ"].contains(text)
        case "stream": ["RTP-Unicast", "RTP-Multicast"].contains(text)
        case "transport": ["UDP", "TCP", "RTSP", "HTTP"].contains(text)
        case "protocol": ["RtspUnicast", "RtspMulticast", "RTSP", "RtspOverHttp", "RtspsUnicast"].contains(text)
        case "clocktype": ["Manual", "NTP"].contains(text)
        case "focus": ["AUTO", "MANUAL"].contains(text)
        case "filter": ["ON", "OFF", "AUTO"].contains(text)
        case "relay": ["active", "inactive"].contains(text)
        default: preconditionFailure("no kind '\(kind)'")
        }
    }
}
