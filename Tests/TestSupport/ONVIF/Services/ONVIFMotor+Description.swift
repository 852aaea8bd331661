extension ONVIFMotor {
    private static let generic = "http://www.onvif.org/ver10/tptz"

    private static func range(_ name: String, _ low: Double, _ high: Double) -> String {
        "<tt:\(name)><tt:Min>\(low)</tt:Min><tt:Max>\(high)</tt:Max></tt:\(name)>"
    }

    /// The address of a space, as the standard names its generic ones.
    private static func address(_ space: Space) -> String {
        switch space {
        case .absolutePanTilt: "\(self.generic)/PanTiltSpaces/PositionGenericSpace"
        case .absoluteZoom: "\(self.generic)/ZoomSpaces/PositionGenericSpace"
        case .relativePanTilt: "\(self.generic)/PanTiltSpaces/TranslationGenericSpace"
        case .relativeZoom: "\(self.generic)/ZoomSpaces/TranslationGenericSpace"
        case .continuousPanTilt: "\(self.generic)/PanTiltSpaces/VelocityGenericSpace"
        case .continuousZoom: "\(self.generic)/ZoomSpaces/VelocityGenericSpace"
        }
    }

    /// In the order of the schema.
    private static let order: [(space: Space, node: String, standard: String)] = [
        (.absolutePanTilt, "AbsolutePanTiltPositionSpace", "DefaultAbsolutePantTiltPositionSpace"),
        (.absoluteZoom, "AbsoluteZoomPositionSpace", "DefaultAbsoluteZoomPositionSpace"),
        (.relativePanTilt, "RelativePanTiltTranslationSpace", "DefaultRelativePanTiltTranslationSpace"),
        (.relativeZoom, "RelativeZoomTranslationSpace", "DefaultRelativeZoomTranslationSpace"),
        (.continuousPanTilt, "ContinuousPanTiltVelocitySpace", "DefaultContinuousPanTiltVelocitySpace"),
        (.continuousZoom, "ContinuousZoomVelocitySpace", "DefaultContinuousZoomVelocitySpace"),
    ]

    /// What it can reach, for a node and for the options of a configuration.
    var spaceDescriptions: String {
        var text = ""
        for (space, name, _) in Self.order where self.spaces.contains(space) {
            let isZoom = [.absoluteZoom, .relativeZoom, .continuousZoom].contains(space)
            let low = space == .absoluteZoom ? 0 : isZoom ? -1 : -self.reach
            let ranges =
                Self.range("XRange", low, isZoom ? 1 : self.reach)
                + (isZoom ? "" : Self.range("YRange", -self.reach, self.reach))
            text += "<tt:\(name)><tt:URI>\(Self.address(space))</tt:URI>\(ranges)</tt:\(name)>"
        }
        for (name, kind) in [
            ("PanTiltSpeedSpace", "PanTiltSpaces/GenericSpeedSpace"),
            ("ZoomSpeedSpace", "ZoomSpaces/ZoomGenericSpeedSpace"),
        ] {
            text += "<tt:\(name)><tt:URI>\(Self.generic)/\(kind)</tt:URI>\(Self.range("XRange", 0, 1))</tt:\(name)>"
        }
        return text
    }

    var node: String {
        let commands = self.auxiliaryCommands.map { "<tt:AuxiliaryCommands>\($0.xmlEscaped)</tt:AuxiliaryCommands>" }
        return """
            <tptz:PTZNode token="Node_0" FixedHomePosition="false"><tt:Name>Node</tt:Name>\
            <tt:SupportedPTZSpaces>\(self.spaceDescriptions)</tt:SupportedPTZSpaces>\
            <tt:MaximumNumberOfPresets>\(self.maximumPresets)</tt:MaximumNumberOfPresets>\
            <tt:HomeSupported>\(self.hasHome)</tt:HomeSupported>\(commands.joined())</tptz:PTZNode>
            """
    }

    func configuration(_ element: String) -> String {
        let defaults = Self.order.filter { self.spaces.contains($0.space) }.map {
            "<tt:\($0.standard)>\(Self.address($0.space))</tt:\($0.standard)>"
        }
        return """
            <\(element) token="PTZ_0"><tt:Name>PTZ</tt:Name><tt:UseCount>1</tt:UseCount><tt:NodeToken>Node_0</tt:NodeToken>\
            \(defaults.joined())<tt:DefaultPTZSpeed>\
            <tt:PanTilt x="0.5" y="0.5" space="\(Self.generic)/PanTiltSpaces/GenericSpeedSpace"/>\
            <tt:Zoom x="0.5" space="\(Self.generic)/ZoomSpaces/ZoomGenericSpeedSpace"/></tt:DefaultPTZSpeed>\
            <tt:DefaultPTZTimeout>PT10S</tt:DefaultPTZTimeout></\(element)>
            """
    }

    var presetList: String {
        self.presets.map { preset in
            """
            <tptz:Preset token="\(preset.token.xmlEscaped)">\
            \(preset.name.map { "<tt:Name>\($0.xmlEscaped)</tt:Name>" } ?? "")</tptz:Preset>
            """
        }.joined()
    }

    func status(at time: String) -> String {
        let word = self.isMoving ? "MOVING" : "IDLE"
        let (pan, tilt, zoom) = (self.position.pan ?? 0, self.position.tilt ?? 0, self.position.zoom ?? 0)
        return """
            <tptz:PTZStatus><tt:Position><tt:PanTilt x="\(pan)" y="\(tilt)"/><tt:Zoom x="\(zoom)"/></tt:Position>\
            <tt:MoveStatus><tt:PanTilt>\(word)</tt:PanTilt><tt:Zoom>\(word)</tt:Zoom></tt:MoveStatus>\
            <tt:UtcTime>\(time)</tt:UtcTime></tptz:PTZStatus>
            """
    }
}
