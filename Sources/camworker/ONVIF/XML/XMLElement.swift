/// An element of what a camera sent, with all that is in it.
///
/// Namespaces are kept but nothing depends on them: firmware forgets to declare prefixes, declares them wrong, or binds
/// ONVIF's names to a draft's address, so elements are found by their local names.
struct XMLElement: Hashable, Sendable {
    struct Attribute: Hashable, Sendable {
        /// Without prefix.
        var name: String
        /// Of the prefix; `nil` where the document declares none, and without prefix.
        var namespace: String?
        var value: String
    }

    /// Without prefix.
    var name: String
    /// Of the prefix, or the default one; `nil` where the document declares none.
    var namespace: String?
    /// Without those that declare namespaces.
    var attributes: [Attribute]
    var children: [XMLElement]
    /// The text between the tags without that of children, and without white space around it.
    var text: String

    init(
        name: String,
        namespace: String? = nil,
        attributes: [Attribute] = [],
        children: [XMLElement] = [],
        text: String = ""
    ) {
        self.name = name
        self.namespace = namespace
        self.attributes = attributes
        self.children = children
        self.text = text
    }

    /// The first child of a name.
    func child(_ name: String) -> XMLElement? { self.children.first { $0.name == name } }

    /// All children of a name, in order.
    func children(_ name: String) -> [XMLElement] { self.children.filter { $0.name == name } }

    /// The first child of the first child …, by their names.
    func descendant(_ path: String...) -> XMLElement? {
        var element = self
        for name in path {
            guard let child = element.child(name) else { return nil }
            element = child
        }
        return element
    }

    /// What `xml:` means without a declaration (Namespaces in XML 1.0 §3).
    static let xml = "http://www.w3.org/XML/1998/namespace"

    /// The value of an attribute, whatever its prefix.
    func attribute(_ name: String) -> String? { self.attributes.first { $0.name == name }?.value }
}

// MARK: - Values

extension XMLElement {
    /// The text of a child; `nil` when there is none, or nothing in it.
    func text(_ name: String) -> String? {
        guard let text = self.child(name)?.text, !text.isEmpty else { return nil }
        return text
    }

    /// The text of a child as `xs:boolean`, and as firmware writes it.
    func flag(_ name: String) -> Bool? { self.text(name).flatMap(Self.flag) }

    func integer(_ name: String) -> Int? { self.text(name).flatMap { Int($0) } }

    /// Of a finite number.
    func number(_ name: String) -> Double? { self.text(name).flatMap(Self.number) }

    /// Of an attribute that is a finite number.
    func number(attribute name: String) -> Double? { self.attribute(name).flatMap(Self.number) }

    /// `true` and `1`, in whatever case; `nil` for what is neither yes nor no.
    static func flag(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "1", "yes", "on": true
        case "false", "0", "no", "off": false
        default: nil
        }
    }

    private static func number(_ text: String) -> Double? { Double(text).flatMap { $0.isFinite ? $0 : nil } }
}
