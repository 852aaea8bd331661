extension ScriptedDeviceState {
    mutating func answerImaging(_ name: String, _ body: ReceivedElement) -> ONVIFReply {
        if name == "GetServiceCapabilities" {
            return Self.response(.imaging, name, "<timg:Capabilities ImageStabilization=\"false\"/>")
        }
        let token = body["VideoSourceToken"]?.text
        guard let index = self.sources.firstIndex(where: { $0.token == token }) else {
            return .fault(.invalid("ter:NoSource", "The requested video source does not exist"))
        }
        switch name {
        case "GetImagingSettings":
            let source = self.sources[index]
            let content = """
                <timg:ImagingSettings><tt:Brightness>\(source.brightness)</tt:Brightness><tt:Focus>\
                <tt:AutoFocusMode>\(source.focus)</tt:AutoFocusMode></tt:Focus>\
                <tt:IrCutFilter>\(source.irCutFilter)</tt:IrCutFilter></timg:ImagingSettings>
                """
            return Self.response(.imaging, name, content)
        case "GetOptions":
            let content = """
                <timg:ImagingOptions><tt:Brightness><tt:Min>0</tt:Min><tt:Max>100</tt:Max></tt:Brightness><tt:Focus>\
                <tt:AutoFocusModes>AUTO</tt:AutoFocusModes><tt:AutoFocusModes>MANUAL</tt:AutoFocusModes></tt:Focus>\
                <tt:IrCutFilterModes>ON</tt:IrCutFilterModes><tt:IrCutFilterModes>OFF</tt:IrCutFilterModes>\
                <tt:IrCutFilterModes>AUTO</tt:IrCutFilterModes></timg:ImagingOptions>
                """
            return Self.response(.imaging, name, content)
        case "SetImagingSettings":
            guard let settings = body["ImagingSettings"] else { return .fault(.invalidArguments("no settings")) }
            if let mode = settings.descendant("Focus", "AutoFocusMode")?.text { self.sources[index].focus = mode }
            if let filter = settings["IrCutFilter"]?.text { self.sources[index].irCutFilter = filter }
            if let brightness = settings["Brightness"].flatMap({ Double($0.text) }) {
                guard (0...100).contains(brightness) else {
                    return .fault(.invalid("ter:SettingsInvalid", "The requested settings are incorrect"))
                }
                self.sources[index].brightness = brightness
            }
            return Self.response(.imaging, name)
        default: return .fault(.notSupported)
        }
    }
}
