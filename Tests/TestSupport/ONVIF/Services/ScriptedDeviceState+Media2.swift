extension ScriptedDeviceState {
    mutating func answerMedia2(_ name: String, _ body: ReceivedElement) -> ONVIFReply {
        let token = body["ProfileToken"]?.text
        switch name {
        case "GetServiceCapabilities":
            let content = """
                <tr2:Capabilities SnapshotUri="\(self.hasSnapshots)"><tr2:ProfileCapabilities \
                MaximumNumberOfProfiles="\(self.profiles.count)" ConfigurationsSupported="VideoSource VideoEncoder PTZ"/>\
                <tr2:StreamingCapabilities RTSPStreaming="true" RTP_RTSP_TCP="true"/></tr2:Capabilities>
                """
            return Self.response(.media2, name, content)
        case "GetProfiles":
            let wanted = body["Token"]?.text
            let profiles = self.profiles.filter { wanted == nil || $0.token == wanted }
            guard wanted == nil || !profiles.isEmpty else { return .fault(.noProfile) }
            let types = Set(body.children.filter { $0.name == "Type" }.map(\.text))
            return Self.response(.media2, name, profiles.map { self.media2Profile($0, types) }.joined())
        case "SetSynchronizationPoint":
            return self.profile(token) == nil ? .fault(.noProfile) : Self.response(.media2, name)
        case "GetStreamUri", "GetSnapshotUri":
            guard let profile = self.profile(token) else { return .fault(.noProfile) }
            guard let address = self.mediaAddress(name, profile) else { return .fault(.notSupported) }
            return Self.response(.media2, name, Self.element("tr2:Uri", address.xmlEscaped))
        default: return .fault(.notSupported)
        }
    }

    /// Without types asked for there are no configurations in it (Media2 specification, §5.2.3).
    private func media2Profile(_ profile: ScriptedProfile, _ types: Set<String>) -> String {
        func wants(_ type: String) -> Bool { types.contains("All") || types.contains(type) }
        let source = Self.element("tr2:VideoSource", of: profile, self.sourceConfiguration(profile))
        let parts = [
            wants("VideoSource") ? source : "",
            wants("VideoEncoder") ? Self.encoder2(profile) : "",
            wants("PTZ") && profile.hasPTZ ? self.ptz.configuration("tr2:PTZ") : "",
        ].joined()
        return """
            <tr2:Profiles token="\(profile.token.xmlEscaped)" fixed="true"><tr2:Name>\(profile.name.xmlEscaped)</tr2:Name>\
            \(types.isEmpty ? "" : Self.element("tr2:Configurations", parts))</tr2:Profiles>
            """
    }

    private static func encoder2(_ profile: ScriptedProfile) -> String {
        let level = profile.encoding == .jpeg ? "" : " GovLength=\"50\" Profile=\"Main\""
        return """
            <tr2:VideoEncoder token="Enc_\(profile.token.xmlEscaped)"\(level)><tt:Name>Encoder</tt:Name>\
            <tt:UseCount>1</tt:UseCount><tt:Encoding>\(profile.encoding.rawValue)</tt:Encoding><tt:Resolution>\
            <tt:Width>\(profile.width)</tt:Width><tt:Height>\(profile.height)</tt:Height></tt:Resolution>\
            <tt:RateControl ConstantBitRate="true"><tt:FrameRateLimit>\(profile.rate)</tt:FrameRateLimit>\
            <tt:BitrateLimit>\(profile.bitrate)</tt:BitrateLimit></tt:RateControl><tt:Quality>4</tt:Quality>\
            </tr2:VideoEncoder>
            """
    }
}
