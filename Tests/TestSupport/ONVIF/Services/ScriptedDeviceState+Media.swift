extension ScriptedDeviceState {
    mutating func answerMedia(_ name: String, _ body: ReceivedElement) -> ONVIFReply {
        let token = body["ProfileToken"]?.text
        switch name {
        case "GetServiceCapabilities":
            let content = """
                <trt:Capabilities SnapshotUri="\(self.hasSnapshots)" Rotation="false">\
                <trt:ProfileCapabilities MaximumNumberOfProfiles="\(self.profiles.count)"/>\
                <trt:StreamingCapabilities RTPMulticast="false" RTP_TCP="true" RTP_RTSP_TCP="true"/></trt:Capabilities>
                """
            return Self.response(.media, name, content)
        case "GetProfiles":
            return Self.response(.media, name, self.profiles.map { self.mediaProfile($0, "trt:Profiles") }.joined())
        case "GetProfile":
            guard let profile = self.profile(token) else { return .fault(.noProfile) }
            return Self.response(.media, name, self.mediaProfile(profile, "trt:Profile"))
        case "GetVideoSources": return Self.response(.media, name, self.videoSources)
        case "SetSynchronizationPoint":
            return self.profile(token) == nil ? .fault(.noProfile) : Self.response(.media, name)
        case "GetStreamUri", "GetSnapshotUri":
            guard let profile = self.profile(token) else { return .fault(.noProfile) }
            guard let address = self.mediaAddress(name, profile) else { return .fault(.notSupported) }
            let content = """
                <trt:MediaUri><tt:Uri>\(address.xmlEscaped)</tt:Uri><tt:InvalidAfterConnect>false</tt:InvalidAfterConnect>\
                <tt:InvalidAfterReboot>\(self.streamsMoveAtReboot)</tt:InvalidAfterReboot>\
                <tt:Timeout>PT0S</tt:Timeout></trt:MediaUri>
                """
            return Self.response(.media, name, content)
        default: return .fault(.notSupported)
        }
    }

    /// Where a profile's stream or snapshot is; `nil` when it has none.
    func mediaAddress(_ operation: String, _ profile: ScriptedProfile) -> String? {
        guard operation == "GetStreamUri" else {
            guard self.hasSnapshots else { return nil }
            return self.snapshotAddress.text(origin: self.origin, path: Self.snapshotPath + profile.token)
                + self.snapshotQuery
        }
        let origin = "rtsp://127.0.0.1:\(self.rtspPort)"
        let query = self.streamsMoveAtReboot ? "?boot=\(self.reboots)" : ""
        return self.streamAddress.text(origin: origin, path: "/\(profile.token)\(query)")
    }

    static let snapshotPath = "/onvif/snapshot/"

    private var videoSources: String {
        self.sources.map {
            """
            <trt:VideoSources token="\($0.token.xmlEscaped)"><tt:Framerate>25</tt:Framerate><tt:Resolution>\
            <tt:Width>\($0.width)</tt:Width><tt:Height>\($0.height)</tt:Height></tt:Resolution></trt:VideoSources>
            """
        }.joined()
    }

    private func mediaProfile(_ profile: ScriptedProfile, _ element: String) -> String {
        """
        <\(element) token="\(profile.token.xmlEscaped)" fixed="true"><tt:Name>\(profile.name.xmlEscaped)</tt:Name>\
        \(Self.element("tt:VideoSourceConfiguration", of: profile, self.sourceConfiguration(profile)))\
        \(Self.encoderConfiguration(profile))\
        \(profile.hasPTZ ? self.ptz.configuration("tt:PTZConfiguration") : "")</\(element)>
        """
    }

    /// A configuration of a video source, with its attributes.
    static func element(_ name: String, of profile: ScriptedProfile, _ content: String) -> String {
        "<\(name) token=\"Conf_\(profile.source.xmlEscaped)\">\(content)</\(name)>"
    }

    func sourceConfiguration(_ profile: ScriptedProfile) -> String {
        let source = self.sources.first { $0.token == profile.source }
        return """
            <tt:Name>Source</tt:Name><tt:UseCount>\(self.profiles.count { $0.source == profile.source })</tt:UseCount>\
            <tt:SourceToken>\(profile.source.xmlEscaped)</tt:SourceToken>\
            <tt:Bounds x="0" y="0" width="\(source?.width ?? 0)" height="\(source?.height ?? 0)"/>
            """
    }

    /// Media of the first version has no word for H.265: such a profile has no encoder there.
    private static func encoderConfiguration(_ profile: ScriptedProfile) -> String {
        guard profile.encoding != .h265 else { return "" }
        let details =
            profile.encoding == .h264
            ? "<tt:H264><tt:GovLength>50</tt:GovLength><tt:H264Profile>Main</tt:H264Profile></tt:H264>" : ""
        return """
            <tt:VideoEncoderConfiguration token="Enc_\(profile.token.xmlEscaped)"><tt:Name>Encoder</tt:Name>\
            <tt:UseCount>1</tt:UseCount><tt:Encoding>\(profile.encoding.rawValue)</tt:Encoding><tt:Resolution>\
            <tt:Width>\(profile.width)</tt:Width><tt:Height>\(profile.height)</tt:Height></tt:Resolution>\
            <tt:Quality>4</tt:Quality><tt:RateControl><tt:FrameRateLimit>\(profile.rate)</tt:FrameRateLimit>\
            <tt:EncodingInterval>1</tt:EncodingInterval><tt:BitrateLimit>\(profile.bitrate)</tt:BitrateLimit>\
            </tt:RateControl>\(details)<tt:Multicast><tt:Address><tt:Type>IPv4</tt:Type>\
            <tt:IPv4Address>224.1.2.3</tt:IPv4Address></tt:Address><tt:Port>0</tt:Port><tt:TTL>5</tt:TTL>\
            <tt:AutoStart>false</tt:AutoStart></tt:Multicast><tt:SessionTimeout>PT60S</tt:SessionTimeout>\
            </tt:VideoEncoderConfiguration>
            """
    }
}
