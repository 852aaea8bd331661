/// The PTZ service; tokens of profiles are those of Media or Media2 alike.
extension SOAPRequest {
    static let getNodes = SOAPRequest("GetNodes", .ptz)

    static func getPresets(profile: String) -> SOAPRequest {
        SOAPRequest("GetPresets", .ptz, [self.token(profile)])
    }

    static func relativeMove(profile: String, by way: PTZVector, speed: PTZVector?) -> SOAPRequest {
        self.move("RelativeMove", profile, way.element("tptz:Translation"), speed)
    }

    static func absoluteMove(profile: String, to place: PTZVector, speed: PTZVector?) -> SOAPRequest {
        self.move("AbsoluteMove", profile, place.element("tptz:Position"), speed)
    }

    /// Moves until it is stopped.
    ///
    /// - Parameter timeout: whole seconds after which the device stops by itself, should we be gone; `nil` leaves its own.
    static func continuousMove(profile: String, velocity: PTZVector, timeout: Int?) -> SOAPRequest {
        var children = [self.token(profile), velocity.element("tptz:Velocity")]
        if let timeout { children.append(RequestElement("tptz:Timeout", text: "PT\(timeout)S")) }
        return SOAPRequest("ContinuousMove", .ptz, isCommand: true, children)
    }

    static func gotoPreset(profile: String, preset: String, speed: PTZVector?) -> SOAPRequest {
        self.move("GotoPreset", profile, RequestElement("tptz:PresetToken", text: preset), speed)
    }

    static func stop(profile: String, panTilt: Bool, zoom: Bool) -> SOAPRequest {
        SOAPRequest(
            "Stop",
            .ptz,
            isCommand: true,
            [
                self.token(profile), RequestElement("tptz:PanTilt", text: "\(panTilt)"),
                RequestElement("tptz:Zoom", text: "\(zoom)"),
            ]
        )
    }

    /// - Parameter command: `tt:Wiper|On`; the words stand in the node.
    static func sendAuxiliaryCommand(profile: String, _ command: String) -> SOAPRequest {
        SOAPRequest(
            "SendAuxiliaryCommand",
            .ptz,
            isCommand: true,
            [self.token(profile), RequestElement("tptz:AuxiliaryData", text: command)]
        )
    }

    private static func token(_ profile: String) -> RequestElement {
        RequestElement("tptz:ProfileToken", text: profile)
    }

    private static func move(
        _ operation: String,
        _ profile: String,
        _ goal: RequestElement,
        _ speed: PTZVector?
    ) -> SOAPRequest {
        let children = [self.token(profile), goal] + (speed.map { [$0.element("tptz:Speed")] } ?? [])
        return SOAPRequest(operation, .ptz, isCommand: true, children)
    }
}
