extension ScriptedDiscovery {
    /// Somebody's question who is there.
    package struct Probe: Sendable, Hashable {
        package var messageID: String
        /// Local names: `NetworkVideoTransmitter`, `Device`; empty for any.
        package var types: [String]
        package var scopes: [String]
        /// What is wrong with it, in words.
        package var complaints: [String] = []

        init(_ datagram: [UInt8]) throws(StrictSOAP.Complaint) {
            let envelope = try StrictSOAP.parse(datagram)
            guard envelope.name == "Envelope", envelope.namespace == SOAPNamespace.envelope12 else {
                throw StrictSOAP.Complaint(
                    description: "{\(envelope.namespace)}\(envelope.name) is no envelope of SOAP 1.2"
                )
            }
            let header = envelope.child("Header", in: SOAPNamespace.envelope12)
            func addressing(_ name: String) -> String? { header?.child(name, in: SOAPNamespace.addressing2004)?.text }
            guard let probe = envelope["Body"]?.child("Probe", in: SOAPNamespace.discovery) else {
                throw StrictSOAP.Complaint(description: "no Probe of WS-Discovery in it")
            }
            self.messageID = addressing("MessageID") ?? ""
            // Prefixes are not resolved: `dn:NetworkVideoTransmitter` is what everybody writes.
            self.types = Self.words(probe["Types"]).compactMap { $0.split(separator: ":").last.map(String.init) }
            self.scopes = Self.words(probe["Scopes"])
            let action = "\(SOAPNamespace.discovery)/Probe"
            if addressing("Action") != action { self.complaints.append("the action is not \(action)") }
            if addressing("To") != "urn:schemas-xmlsoap-org:ws:2005:04:discovery" {
                self.complaints.append("To is not the address of WS-Discovery")
            }
            if !["urn:uuid:", "uuid:"].contains(where: { self.messageID.hasPrefix($0) }) {
                self.complaints.append("MessageID '\(self.messageID)' is no UUID")
            }
        }

        private static func words(_ element: ReceivedElement?) -> [String] {
            (element?.text ?? "").split { " \n\r\t".contains($0) }.map(String.init)
        }

        /// All types and all scopes have to be the device's; a scope matches what it is the beginning of.
        func matches(_ device: Device) -> Bool {
            self.types.allSatisfy { device.types.contains($0) }
                && self.scopes.allSatisfy { wanted in
                    device.scopes.contains { $0 == wanted || $0.lowercased().hasPrefix("\(wanted.lowercased())/") }
                }
        }
    }
}
