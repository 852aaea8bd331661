/// The imaging service.
extension SOAPRequest {
    /// What the switches set; ONVIF Imaging §5.2.
    enum ImagingChange: Hashable, Sendable {
        case autofocus(Bool)
        /// The lamp is not asked for: with the filter off the picture is infrared, and firmware turns the lamp on with it.
        case irCutFilter(IRCutFilter)

        enum IRCutFilter: String, Hashable, Sendable {
            case on = "ON"
            case off = "OFF"
            case auto = "AUTO"
        }
    }

    static func getImagingSettings(source: String) -> SOAPRequest {
        SOAPRequest("GetImagingSettings", .imaging, [RequestElement("timg:VideoSourceToken", text: source)])
    }

    static func setImagingSettings(source: String, _ change: ImagingChange) -> SOAPRequest {
        let setting =
            switch change {
            case .autofocus(let isOn):
                RequestElement("tt:Focus", [RequestElement("tt:AutoFocusMode", text: isOn ? "AUTO" : "MANUAL")])
            case .irCutFilter(let filter): RequestElement("tt:IrCutFilter", text: filter.rawValue)
            }
        return SOAPRequest(
            "SetImagingSettings",
            .imaging,
            isCommand: true,
            [
                RequestElement("timg:VideoSourceToken", text: source),
                RequestElement("timg:ImagingSettings", [setting]),
            ]
        )
    }
}
