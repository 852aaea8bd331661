extension ScriptedDeviceState {
    var servicesReply: ONVIFReply {
        let content = (self.listedServices ?? self.services).map { service in
            """
            <tds:Service><tds:Namespace>\(service.namespace)</tds:Namespace>\
            <tds:XAddr>\(self.address(of: service).xmlEscaped)</tds:XAddr>\
            <tds:Version><tt:Major>\(service == .events ? 2 : 19)</tt:Major><tt:Minor>12</tt:Minor></tds:Version>\
            </tds:Service>
            """
        }.joined()
        return Self.response(.device, "GetServices", content)
    }

    func capabilitiesReply(_ categories: Set<String>) -> ONVIFReply {
        let isAll = categories.isEmpty || categories.contains("All")
        let listed = self.listedCapabilities ?? self.services
        // In the order of the schema, which is not that of ours.
        let order: [ScriptedService] = [.device, .events, .imaging, .media, .ptz]
        let content = order.filter { listed.contains($0) }.compactMap { service -> String? in
            guard let name = service.capability, isAll || categories.contains(name) else { return nil }
            let address = Self.element("tt:XAddr", self.address(of: service).xmlEscaped)
            return Self.element("tt:\(name)", address + Self.capabilities(of: service))
        }.joined()
        return Self.response(.device, "GetCapabilities", Self.element("tds:Capabilities", content))
    }

    private static func capabilities(of service: ScriptedService) -> String {
        switch service {
        case .device:
            """
            <tt:Network><tt:IPFilter>false</tt:IPFilter></tt:Network><tt:System>\
            <tt:DiscoveryResolve>false</tt:DiscoveryResolve><tt:DiscoveryBye>false</tt:DiscoveryBye>\
            <tt:RemoteDiscovery>false</tt:RemoteDiscovery><tt:SystemBackup>false</tt:SystemBackup>\
            <tt:SystemLogging>false</tt:SystemLogging><tt:FirmwareUpgrade>false</tt:FirmwareUpgrade>\
            <tt:SupportedVersions><tt:Major>2</tt:Major><tt:Minor>60</tt:Minor></tt:SupportedVersions></tt:System>
            """
        case .events:
            """
            <tt:WSSubscriptionPolicySupport>false</tt:WSSubscriptionPolicySupport>\
            <tt:WSPullPointSupport>true</tt:WSPullPointSupport>\
            <tt:WSPausableSubscriptionManagerInterfaceSupport>false</tt:WSPausableSubscriptionManagerInterfaceSupport>
            """
        case .media:
            """
            <tt:StreamingCapabilities><tt:RTPMulticast>false</tt:RTPMulticast><tt:RTP_TCP>true</tt:RTP_TCP>\
            <tt:RTP_RTSP_TCP>true</tt:RTP_RTSP_TCP></tt:StreamingCapabilities>
            """
        case .media2, .ptz, .imaging: ""
        }
    }
}
