/// What an element of a request may contain, written `Name[attributes](children)quantifier`.
///
/// `Timeout=duration? tt:PanTilt[x y space?]?`: a name without prefix is of the namespace of the element around it; `=kind`
/// is what its text has to be; `?` may be missing, `*` may come any number of times; `…` is anything.
struct ONVIFPattern: Sendable, Hashable {
    /// `nil`: anything may follow.
    var name: String?
    var namespace: String
    var kind: String?
    /// By name; whether it has to be there.
    var attributes: [String: Bool] = [:]
    var children: [ONVIFPattern] = []
    var mayBeMissing = false
    var mayComeOften = false

    /// Parses a list of patterns; a mistake in one is a mistake in ``ONVIFContract``.
    static func list(_ text: String, in namespace: String) -> [ONVIFPattern] {
        var rest = text[...]
        return self.list(&rest, in: namespace)
    }

    private static func list(_ rest: inout Substring, in namespace: String) -> [ONVIFPattern] {
        var patterns: [ONVIFPattern] = []
        while true {
            rest = rest.drop { $0 == " " }
            guard let next = rest.first, next != ")" else { return patterns }
            patterns.append(self.one(&rest, in: namespace))
        }
    }

    private static func one(_ rest: inout Substring, in outer: String) -> ONVIFPattern {
        if rest.first == "…" {
            rest = rest.dropFirst()
            return ONVIFPattern(name: nil, namespace: outer)
        }
        let word = rest.prefix { !" []()?*=".contains($0) }
        rest = rest[word.endIndex...]
        let parts = word.split(separator: ":")
        guard let name = parts.last, let namespace = parts.count > 1 ? SOAPNamespace.of(parts[0]) : outer else {
            preconditionFailure("the pattern at '\(word)\(rest)' names nothing")
        }
        var pattern = ONVIFPattern(name: String(name), namespace: namespace)
        if rest.first == "=" {
            let kind = rest.dropFirst().prefix { $0.isLetter }
            pattern.kind = String(kind)
            rest = rest[kind.endIndex...]
        }
        if rest.first == "[" {
            let list = rest.dropFirst().prefix { $0 != "]" }
            for word in list.split(separator: " ") {
                pattern.attributes[String(word.hasSuffix("?") ? word.dropLast() : word)] = !word.hasSuffix("?")
            }
            rest = rest[list.endIndex...].dropFirst()
        }
        if rest.first == "(" {
            rest = rest.dropFirst()
            pattern.children = self.list(&rest, in: namespace)
            rest = rest.dropFirst()
        }
        pattern.mayBeMissing = rest.first == "?" || rest.first == "*"
        pattern.mayComeOften = rest.first == "*"
        if pattern.mayBeMissing { rest = rest.dropFirst() }
        return pattern
    }

    /// What is wrong with the children of an element, in words.
    static func complaints(about element: ReceivedElement, _ patterns: [ONVIFPattern]) -> [String] {
        var complaints: [String] = []
        var children = element.children[...]
        for pattern in patterns {
            guard let name = pattern.name else { return complaints }
            var count = 0
            while let child = children.first, child.name == name, child.namespace == pattern.namespace,
                count == 0 || pattern.mayComeOften
            {
                complaints += pattern.complaints(about: child)
                count += 1
                children = children.dropFirst()
            }
            if count == 0, !pattern.mayBeMissing {
                let found = children.first.map { "{\($0.namespace)}\($0.name)" } ?? "nothing"
                return complaints + ["\(element.name): {\(pattern.namespace)}\(name) expected, \(found) found"]
            }
        }
        return complaints
            + children.map { "\(element.name): {\($0.namespace)}\($0.name) is unknown, or stands in the wrong place" }
    }

    private func complaints(about element: ReceivedElement) -> [String] {
        var complaints = self.attributes.filter { $0.value && element.attributes[$0.key] == nil }
            .map { "\(element.name): attribute \($0.key) is missing" }
        for name in element.attributes.keys where self.attributes[name] == nil && !name.contains(":") {
            complaints.append("\(element.name): attribute \(name) is unknown")
        }
        if let kind, !ONVIFValue.matches(element.text, kind) {
            complaints.append("\(element.name): '\(element.text)' is no \(kind)")
        }
        if self.kind == nil, !self.children.isEmpty, !element.text.isEmpty {
            complaints.append("\(element.name): text '\(element.text)' between elements")
        }
        return complaints + Self.complaints(about: element, self.children)
    }
}
