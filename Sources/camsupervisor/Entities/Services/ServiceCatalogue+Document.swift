import Shared

/// As Home Assistant's `GET /api/services` shows them.
extension ServiceCatalogue {
    var document: JSONValue {
        .list(
            self.byDomain.map { domain, schemas in
                var services: [String: JSONValue] = [:]
                for schema in schemas { services[schema.service] = schema.document }
                return ["domain": .text(domain), "services": .object(services)]
            }
        )
    }
}

extension ServiceSchema {
    fileprivate var document: JSONValue {
        var fields: [String: JSONValue] = [:]
        for field in self.fields { fields[field.name] = field.document }
        var document: [String: JSONValue] = [
            "name": .text(self.title), "description": .text(self.words), "fields": .object(fields),
        ]
        switch self.target {
        case .entities(let domains):
            document["target"] = ["entity": [["domain": .list(domains.map { .text($0) })]]]
        case .anything: document["target"] = ["entity": [.object([:])]]
        }
        if self.answers { document["response"] = ["optional": false] }
        return .object(document)
    }
}

extension ServiceSchema.Field {
    fileprivate var document: JSONValue {
        var document: [String: JSONValue] = [
            "name": .text(self.name), "description": .text(self.words), "selector": self.selector,
        ]
        if self.isRequired { document["required"] = true }
        if let usual { document["default"] = usual }
        if let example { document["example"] = example }
        return .object(document)
    }

    /// Home Assistant's words for what a form would offer.
    private var selector: JSONValue {
        switch self.kind {
        case .text: return ["text": .object([:])]
        case .flag: return ["boolean": .object([:])]
        case .choice(let choices): return ["select": ["options": .list(choices.map { .text($0) })]]
        case .number(let range, let unit):
            return Self.number(.number(range.lowerBound), .number(range.upperBound), unit)
        case .whole(let range, let unit):
            return Self.number(.integer(range.lowerBound), .integer(range.upperBound), unit)
        case .period(let range):
            let (lowest, highest) = (range.lowerBound / .seconds(1), range.upperBound / .seconds(1))
            return Self.number(.integer(Int(lowest)), .integer(Int(highest)), "s")
        }
    }

    private static func number(_ lowest: JSONValue, _ highest: JSONValue, _ unit: String?) -> JSONValue {
        var number: [String: JSONValue] = ["min": lowest, "max": highest]
        if let unit { number["unit_of_measurement"] = .text(unit) }
        return ["number": .object(number)]
    }
}
