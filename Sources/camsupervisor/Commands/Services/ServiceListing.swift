import NIOCore
import Shared

/// `GET /api/services` as the command line reads it: what the running supervisor can be told to do.
struct ServiceListing: Sendable {
    struct Service: Sendable {
        var name: String
        var words: String
        /// Domains of its entities; empty for any.
        var domains: [String]
        var answers: Bool
        var fields: [Field]
    }

    struct Field: Sendable {
        var name: String
        var words: String
        var isRequired: Bool
        var usual: JSONValue?
        /// Home Assistant's selector.
        var selector: JSONValue?
    }

    /// By name.
    var services: [Service]

    /// Bytes and values of the answer: a thousand services.
    private static let bounds = JSONBounds(bytes: 4 * 1024 * 1024, depth: 16, values: 100_000)

    init(_ body: ByteBuffer) throws(JSONError) {
        let document = try JSONReader.read([UInt8](body.readableBytesView), within: Self.bounds)
        self.services = (document.list ?? []).flatMap { entry -> [Service] in
            let domain = entry["domain"]?.text ?? ""
            return (entry["services"]?.object ?? [:]).map { Service("\(domain).\($0)", $1) }
        }
        .sorted { $0.name < $1.name }
    }

    subscript(name: String) -> Service? { self.services.first { $0.name == name } }
}

extension ServiceListing.Service {
    fileprivate init(_ name: String, _ document: JSONValue) {
        self.name = name
        self.words = document["description"]?.text ?? ""
        self.domains = (document["target"]?["entity"]?.list ?? []).flatMap { target in
            (target["domain"]?.list ?? []).compactMap(\.text)
        }
        self.answers = document["response"] != nil
        self.fields = (document["fields"]?.object ?? [:]).map(ServiceListing.Field.init)
            // Those that must be given first.
            .sorted { ($0.isRequired ? 0 : 1, $0.name) < ($1.isRequired ? 0 : 1, $1.name) }
    }

    /// How it is written: `demo.goto_preset camera.… preset=…`.
    var usage: String {
        let target = self.domains.first.map { "\($0).…" } ?? "ENTITY"
        let fields = self.fields.map { $0.isRequired ? "\($0.name)=…" : "[\($0.name)=…]" }
        return ([self.name, target] + fields).joined(separator: " ")
    }

    /// Everything about it, in lines.
    var help: String {
        let width = self.fields.map(\.name.count).max() ?? 0
        let fields = self.fields.map { field in
            "  \(field.name.padded(to: width))  \(field.words)\(field.range)"
        }
        return ([self.usage, "  \(self.words)"] + fields).joined(separator: "\n")
    }
}

extension ServiceListing.Field {
    fileprivate init(_ name: String, _ document: JSONValue) {
        self.name = name
        self.words = document["description"]?.text ?? ""
        self.isRequired = document["required"] == true
        self.usual = document["default"]
        self.selector = document["selector"]
    }

    /// What it may be, behind its words.
    fileprivate var range: String {
        var words: [String] = []
        if let number = self.selector?["number"], let lowest = number["min"], let highest = number["max"] {
            let unit = number["unit_of_measurement"]?.text.map { " \($0)" } ?? ""
            words.append("\(JSONWriter.text(of: lowest)) to \(JSONWriter.text(of: highest))\(unit)")
        }
        if let options = self.selector?["select"]?["options"]?.list {
            words.append(options.compactMap(\.text).joined(separator: ", "))
        }
        if self.selector?["boolean"] != nil { words.append("true or false") }
        if self.isRequired { words.append("required") }
        if let usual { words.append("else \(JSONWriter.text(of: usual))") }
        return words.isEmpty ? "" : " (\(words.joined(separator: "; ")))"
    }
}

extension JSONValue {
    /// A member of an object; `nil` of everything else.
    subscript(name: String) -> JSONValue? { self.object?[name] }
}

extension JSONWriter {
    static func text(of value: JSONValue) -> String {
        String(decoding: self.bytes(of: value), as: UTF8.self)
    }
}

extension String {
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - self.count))
    }
}
