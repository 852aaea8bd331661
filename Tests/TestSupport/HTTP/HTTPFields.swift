/// Header lines in order, with their names as written; looked up without regard to case.
package struct HTTPFields: Sendable, ExpressibleByDictionaryLiteral, CustomStringConvertible {
    package struct Line: Sendable, Hashable {
        package var name: String
        package var value: String
    }

    package var lines: [Line] = []

    package init() {}

    package init(dictionaryLiteral elements: (String, String)...) {
        self.lines = elements.map { Line(name: $0.0, value: $0.1) }
    }

    /// The first value of a header; setting replaces all of them, `nil` removes.
    package subscript(name: String) -> String? {
        get { self.all(name).first }
        set {
            self.lines.removeAll { $0.name.lowercased() == name.lowercased() }
            if let newValue { self.lines.append(Line(name: name, value: newValue)) }
        }
    }

    /// All values of a header, in order.
    package func all(_ name: String) -> [String] {
        self.lines.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    package mutating func append(_ name: String, _ value: String) {
        self.lines.append(Line(name: name, value: value))
    }

    /// As on the wire, without the empty line.
    package var description: String { self.text(newline: "\r\n") }

    func text(newline: String) -> String {
        self.lines.map { "\($0.name): \($0.value)\(newline)" }.joined()
    }

    /// Takes lines without their ends; `nil` when one has no colon.
    init?(parsing lines: some Sequence<Substring>) {
        for line in lines {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].trimmingBlanks()
            self.append(String(line[..<colon]), String(value))
        }
    }
}

extension Substring {
    /// Without blanks and tabs at both ends.
    func trimmingBlanks() -> Substring {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        guard let first = self.firstIndex(where: { !isBlank($0) }) else { return "" }
        let last = self.lastIndex { !isBlank($0) } ?? first
        return self[first...last]
    }
}
