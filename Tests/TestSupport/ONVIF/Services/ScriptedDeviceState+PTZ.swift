extension ScriptedDeviceState {
    mutating func answerPTZ(_ name: String, _ body: ReceivedElement) -> ONVIFReply {
        switch name {
        case "GetServiceCapabilities":
            return Self.response(.ptz, name, "<tptz:Capabilities EFlip=\"false\" Reverse=\"false\"/>")
        case "GetNodes", "GetNode": return Self.response(.ptz, name, self.ptz.node)
        case "GetConfigurations", "GetConfiguration":
            return Self.response(.ptz, name, self.ptz.configuration("tptz:PTZConfiguration"))
        case "GetConfigurationOptions":
            let content = """
                <tptz:PTZConfigurationOptions><tt:Spaces>\(self.ptz.spaceDescriptions)</tt:Spaces><tt:PTZTimeout>\
                <tt:Min>PT1S</tt:Min><tt:Max>PT60S</tt:Max></tt:PTZTimeout></tptz:PTZConfigurationOptions>
                """
            return Self.response(.ptz, name, content)
        default: break
        }
        guard let profile = self.profile(body["ProfileToken"]?.text) else { return .fault(.noProfile) }
        guard profile.hasPTZ else {
            return .fault(
                .invalid("ter:NoPTZProfile", "The requested profile token does not reference a PTZ configuration")
            )
        }
        return self.answerPTZ(name, body, profile.token)
    }

    private mutating func answerPTZ(_ name: String, _ body: ReceivedElement, _ profile: String) -> ONVIFReply {
        switch name {
        case "GetStatus": return Self.response(.ptz, name, self.ptz.status(at: XMLTime.text(self.now)))
        case "GetPresets": return Self.response(.ptz, name, self.ptz.presetList)
        case "SetPreset": return self.setPreset(body)
        case "RemovePreset":
            let token = body["PresetToken"]?.text
            guard self.ptz.presets.contains(where: { $0.token == token }) else {
                return .fault(.invalid("ter:NoToken", "The requested preset token does not exist"))
            }
            self.ptz.presets.removeAll { $0.token == token }
            return Self.response(.ptz, name)
        case "SendAuxiliaryCommand":
            let command = body["AuxiliaryData"]?.text ?? ""
            guard self.ptz.auxiliaryCommands.contains(command) else {
                return .fault(.invalid("ter:InvalidArgVal", "No such auxiliary command"))
            }
            self.auxiliaryCommands.append(command)
            return Self.response(.ptz, name, Self.element("tptz:AuxiliaryResponse", command.xmlEscaped))
        default:
            guard let movement = Self.movement(name, body, profile) else { return .fault(.notSupported) }
            if let fault = self.ptz.perform(movement) { return .fault(fault) }
            return Self.response(.ptz, name)
        }
    }

    private mutating func setPreset(_ body: ReceivedElement) -> ONVIFReply {
        let name = body["PresetName"]?.text
        if let token = body["PresetToken"]?.text {
            guard let index = self.ptz.presets.firstIndex(where: { $0.token == token }) else {
                return .fault(.invalid("ter:NoToken", "The requested preset token does not exist"))
            }
            if let name { self.ptz.presets[index].name = name }
            return Self.response(.ptz, "SetPreset", Self.element("tptz:PresetToken", token.xmlEscaped))
        }
        guard self.ptz.presets.count < self.ptz.maximumPresets else {
            return .fault(
                ScriptedFault("Receiver", ["ter:Action", "ter:TooManyPresets"], "Maximum number of presets reached")
            )
        }
        let token = "\((self.ptz.presets.compactMap { Int($0.token) }.max() ?? 0) + 1)"
        self.ptz.presets.append(.init(token, name))
        return Self.response(.ptz, "SetPreset", Self.element("tptz:PresetToken", token))
    }

    private static func movement(_ name: String, _ body: ReceivedElement, _ profile: String) -> ONVIFMotor.Movement? {
        typealias Movement = ONVIFMotor.Movement
        let kinds: [String: (Movement.Kind, String)] = [
            "ContinuousMove": (.continuous, "Velocity"), "RelativeMove": (.relative, "Translation"),
            "AbsoluteMove": (.absolute, "Position"), "GotoPreset": (.preset, ""), "GotoHomePosition": (.home, ""),
            "Stop": (.stop, ""),
        ]
        guard let (kind, element) = kinds[name] else { return nil }
        var movement = Movement(kind: kind, profile: profile)
        movement.target = self.vector(body[element]) ?? .init()
        movement.speed = self.vector(body["Speed"])
        movement.timeout = body["Timeout"].flatMap { XMLTime.duration($0.text) }
        movement.preset = body["PresetToken"]?.text
        if kind == .stop {
            // What is not said is stopped too (ptz.wsdl, Stop).
            let stops = ["PanTilt", "Zoom"].filter { !["false", "0"].contains(body[$0]?.text) }
            movement.stops = stops.count == 2 ? [] : stops.isEmpty ? ["nothing"] : stops
        }
        return movement
    }

    private static func vector(_ element: ReceivedElement?) -> ONVIFMotor.Vector? {
        guard let element else { return nil }
        func number(_ name: String, _ attribute: String) -> Double? {
            element[name]?.attributes[attribute].flatMap { Double($0) }
        }
        return .init(pan: number("PanTilt", "x"), tilt: number("PanTilt", "y"), zoom: number("Zoom", "x"))
    }
}
