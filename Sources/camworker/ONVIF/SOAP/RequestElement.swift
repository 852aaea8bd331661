/// An element of a request; its name and attributes bear prefixes of ``SOAPNamespace``.
struct RequestElement: Hashable, Sendable {
    struct Attribute: Hashable, Sendable {
        var name: String
        var value: String
    }

    var name: String
    var attributes: [Attribute] = []
    var children: [RequestElement] = []
    var text = ""
    /// Declared by the element itself, of what is echoed and bears prefixes that are not ours.
    var declared: [Attribute] = []

    init(_ name: String, _ children: [RequestElement] = []) {
        self.name = name
        self.children = children
    }

    init(_ name: String, text: String) {
        self.name = name
        self.text = text
    }

    init(_ name: String, attributes: KeyValuePairs<String, String>, text: String = "") {
        self.name = name
        self.attributes = attributes.map { Attribute(name: $0.key, value: $0.value) }
        self.text = text
    }

    /// Elements that a device may have us say again: AXIS has one, of 100 bytes.
    static let mostEchoed = 16
    /// Bytes of one of them: each child says its namespace again, so what came as 2 MiB could go back as gigabytes.
    static let longestEchoed = 16 * 1024

    /// What a device wants to have back as it is: prefixes are its own business, namespaces are not.
    init(echoing element: XMLElement) {
        self.name = element.namespace == nil ? element.name : "e:\(element.name)"
        self.declared = element.namespace.map { [Attribute(name: "xmlns:e", value: $0)] } ?? []
        var prefixes = [XMLElement.xml: "xml"]
        var names: Set<String> = []
        for attribute in element.attributes {
            var name = attribute.name
            if let namespace = attribute.namespace {
                if prefixes[namespace] == nil {
                    prefixes[namespace] = "e\(prefixes.count)"
                    self.declared.append(Attribute(name: "xmlns:e\(prefixes.count - 1)", value: namespace))
                }
                name = "\(prefixes[namespace] ?? ""):\(name)"
            }
            // Two of one name are no XML: of a device that declares no prefixes the first counts.
            guard names.insert(name).inserted else { continue }
            self.attributes.append(Attribute(name: name, value: attribute.value))
        }
        self.children = element.children.map { RequestElement(echoing: $0) }
        self.text = element.text
    }
}

// MARK: - As text

extension RequestElement {
    /// Bytes of names and values; those of the text but for what is escaped.
    var length: Int {
        let attributes = (self.declared + self.attributes).reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
        let own = 2 * self.name.utf8.count + self.text.utf8.count + attributes
        return self.children.reduce(own) { $0 + $1.length }
    }

    /// Appends the element.
    func write(to text: inout String) {
        text += "<\(self.name)"
        for attribute in self.declared + self.attributes {
            text += " \(attribute.name)=\"\(Self.escaped(attribute.value))\""
        }
        guard !self.children.isEmpty || !self.text.isEmpty else {
            text += "/>"
            return
        }
        text += ">"
        text += Self.escaped(self.text)
        for child in self.children { child.write(to: &text) }
        text += "</\(self.name)>"
    }

    /// All prefixes of ours that the element and what is in it use.
    func collectPrefixes(into prefixes: inout Set<String>) {
        for name in [self.name] + self.attributes.map(\.name) {
            guard let colon = name.firstIndex(of: ":") else { continue }
            let prefix = String(name[..<colon])
            if SOAPNamespace.address(of: prefix) != nil { prefixes.insert(prefix) }
        }
        for child in self.children { child.collectPrefixes(into: &prefixes) }
    }

    /// What no XML may hold is left out: passwords and tokens come from people.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\t", "\n", "\r": escaped += "&#\(scalar.value);"
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: break
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
