extension ScriptedDeviceState {
    mutating func answerDevice(_ name: String, _ body: ReceivedElement) -> ONVIFReply {
        switch name {
        case "GetSystemDateAndTime": return Self.response(.device, name, self.systemDateAndTime)
        case "SetSystemDateAndTime": return self.setSystemDateAndTime(body)
        case "GetServices": return self.hasGetServices ? self.servicesReply : .fault(.notSupported)
        case "GetCapabilities": return self.capabilitiesReply(Set(body.children.map(\.text)))
        case "GetServiceCapabilities":
            let content = """
                <tds:Capabilities><tds:Network IPFilter="false"/><tds:Security UsernameToken="true" HttpDigest="true"/>\
                <tds:System DiscoveryResolve="false"/></tds:Capabilities>
                """
            return Self.response(.device, name, content)
        case "GetDeviceInformation": return Self.response(.device, name, self.deviceInformation)
        case "GetNetworkInterfaces": return Self.response(.device, name, self.networkInterfaces)
        case "GetScopes": return Self.response(.device, name, self.scopesContent)
        case "GetHostname":
            let content = "<tt:FromDHCP>false</tt:FromDHCP><tt:Name>camera</tt:Name>"
            return Self.response(.device, name, Self.element("tds:HostnameInformation", content))
        case "GetRelayOutputs": return Self.response(.device, name, self.relayOutputs)
        case "SetRelayOutputState": return self.setRelay(body)
        case "SendAuxiliaryCommand":
            guard let command = body["AuxiliaryCommand"]?.text else { return .fault(.invalidArguments("no command")) }
            self.auxiliaryCommands.append(command)
            return Self.response(.device, name)
        case "SystemReboot": return self.reboot()
        default: return .fault(.notSupported)
        }
    }

    private var deviceInformation: String {
        Self.element("tds:Manufacturer", self.facts.manufacturer.xmlEscaped)
            + Self.element("tds:Model", self.facts.model.xmlEscaped)
            + Self.element("tds:FirmwareVersion", self.facts.firmware.xmlEscaped)
            + Self.element("tds:SerialNumber", self.facts.serial.xmlEscaped)
            + Self.element("tds:HardwareId", self.facts.hardware.xmlEscaped)
    }

    private var networkInterfaces: String {
        ([self.facts.mac] + self.facts.otherMACs).enumerated().map { index, mac in
            """
            <tds:NetworkInterfaces token="eth\(index)"><tt:Enabled>\(index == 0)</tt:Enabled>\
            <tt:Info><tt:Name>eth\(index)</tt:Name><tt:HwAddress>\(mac)</tt:HwAddress><tt:MTU>1500</tt:MTU></tt:Info>\
            <tt:IPv4><tt:Enabled>true</tt:Enabled><tt:Config><tt:Manual><tt:Address>127.0.0.1</tt:Address>\
            <tt:PrefixLength>8</tt:PrefixLength></tt:Manual><tt:DHCP>false</tt:DHCP></tt:Config></tt:IPv4>\
            </tds:NetworkInterfaces>
            """
        }.joined()
    }

    /// What it is, as addresses: `onvif://www.onvif.org/name/Front%20Door`.
    package var scopes: [String] {
        let name = self.facts.name.replacing(" ", with: "%20")
        return [
            "type/video_encoder", "Profile/Streaming", "hardware/\(self.facts.model)", "name/\(name)",
            "MAC/\(self.facts.mac)",
        ].map { "onvif://www.onvif.org/\($0)" }
    }

    private var scopesContent: String {
        self.scopes.map {
            "<tds:Scopes><tt:ScopeDef>Fixed</tt:ScopeDef><tt:ScopeItem>\($0.xmlEscaped)</tt:ScopeItem></tds:Scopes>"
        }.joined()
    }

    private var relayOutputs: String {
        self.relays.keys.sorted().map {
            """
            <tds:RelayOutputs token="\($0.xmlEscaped)"><tt:Properties><tt:Mode>Bistable</tt:Mode>\
            <tt:DelayTime>PT0S</tt:DelayTime><tt:IdleState>open</tt:IdleState></tt:Properties></tds:RelayOutputs>
            """
        }.joined()
    }

    private mutating func setRelay(_ body: ReceivedElement) -> ONVIFReply {
        guard let token = body["RelayOutputToken"]?.text, self.relays[token] != nil else {
            return .fault(.invalid("ter:RelayToken", "Unknown relay token reference"))
        }
        self.relays[token] = body["LogicalState"]?.text == "active"
        return Self.response(.device, "SetRelayOutputState")
    }

    private mutating func reboot() -> ONVIFReply {
        self.reboots += 1
        return .reboot("<tds:SystemRebootResponse><tds:Message>Rebooting</tds:Message></tds:SystemRebootResponse>")
    }
}
