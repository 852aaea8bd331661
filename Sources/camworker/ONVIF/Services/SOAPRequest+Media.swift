/// Media (ver10) and Media2 (ver20).
extension SOAPRequest {
    /// - Parameter service: `.media` or `.media2`.
    static func getProfiles(_ service: ONVIFService) -> SOAPRequest {
        // Media2 lists configurations only when they are asked for.
        let children = service == .media2 ? [RequestElement("tr2:Type", text: "All")] : []
        return SOAPRequest("GetProfiles", service, children)
    }

    /// The address of a profile's video over RTSP, its packets in the RTSP connection or beside it as the stream's client asks.
    static func getStreamURI(_ service: ONVIFService, profile: String) -> SOAPRequest {
        let token = RequestElement("\(service.prefix):ProfileToken", text: profile)
        guard service == .media else {
            return SOAPRequest("GetStreamUri", service, [RequestElement("tr2:Protocol", text: "RTSP"), token])
        }
        let setup = RequestElement(
            "trt:StreamSetup",
            [
                RequestElement("tt:Stream", text: "RTP-Unicast"),
                RequestElement("tt:Transport", [RequestElement("tt:Protocol", text: "RTSP")]),
            ]
        )
        return SOAPRequest("GetStreamUri", service, [setup, token])
    }

    static func getSnapshotURI(_ service: ONVIFService, profile: String) -> SOAPRequest {
        SOAPRequest("GetSnapshotUri", service, [RequestElement("\(service.prefix):ProfileToken", text: profile)])
    }

    static let getVideoSources: SOAPRequest = {
        var request = SOAPRequest("GetVideoSources", .media)
        // As the official WSDL has it, by mistake; devices made from that expect it so, the others do not look.
        request.action = "\(ONVIFService.media.namespace)GetVideoSources/"
        return request
    }()
}
