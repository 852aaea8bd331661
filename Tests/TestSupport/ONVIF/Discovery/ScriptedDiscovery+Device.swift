extension ScriptedDiscovery {
    /// What a device says of itself to who looks for devices.
    package struct Device: Sendable, Hashable {
        /// `urn:uuid:…`, the same after a reboot.
        package var endpoint: String
        package var types = ["NetworkVideoTransmitter", "Device"]
        package var scopes: [String]
        /// Its addresses, best first; some give those of every network they are in.
        package var addresses: [String]
        /// Whether it says where it is at all.
        package var hasAddresses = true

        package init(endpoint: String, scopes: [String], addresses: [String]) {
            self.endpoint = endpoint
            self.scopes = scopes
            self.addresses = addresses
        }

        package init(_ camera: ONVIFCamera) {
            let state = camera.state
            let digits = state.facts.mac.replacing(":", with: "")
            self.init(
                endpoint: "urn:uuid:4b8f0c5a-0000-1000-8000-\(digits)",
                scopes: state.scopes,
                addresses: [camera.address]
            )
        }

        /// The answer to a probe.
        func matches(relatesTo messageID: String) -> String {
            let types = self.types.map { $0 == "Device" ? "tds:Device" : "dn:\($0)" }.joined(separator: " ")
            let addresses =
                self.hasAddresses ? "<d:XAddrs>\(self.addresses.joined(separator: " ").xmlEscaped)</d:XAddrs>" : ""
            return """
                <?xml version="1.0" encoding="UTF-8"?>
                <env:Envelope xmlns:env="\(SOAPNamespace.envelope12)" xmlns:a="\(SOAPNamespace.addressing2004)" \
                xmlns:d="\(SOAPNamespace.discovery)" xmlns:dn="\(SOAPNamespace.network)" \
                xmlns:tds="\(ScriptedService.device.namespace)"><env:Header>\
                <a:MessageID>urn:uuid:0f5d604c-81ac-4abc-8010-51dbffad55f2</a:MessageID>\
                <a:RelatesTo>\(messageID.xmlEscaped)</a:RelatesTo>\
                <a:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:To>\
                <a:Action>\(SOAPNamespace.discovery)/ProbeMatches</a:Action></env:Header><env:Body><d:ProbeMatches>\
                <d:ProbeMatch><a:EndpointReference><a:Address>\(self.endpoint.xmlEscaped)</a:Address>\
                </a:EndpointReference><d:Types>\(types)</d:Types>\
                <d:Scopes>\(self.scopes.joined(separator: " ").xmlEscaped)</d:Scopes>\(addresses)\
                <d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch></d:ProbeMatches></env:Body></env:Envelope>
                """
        }
    }
}
