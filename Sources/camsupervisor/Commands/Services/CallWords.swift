import NIOCore
import Shared

/// The words of `camsupervisor call SERVICE WORD…`: entities, and fields with an equals sign.
///
/// Pure.
struct CallWords: Sendable, Hashable {
    var entities: [String]
    var fields: [String: JSONValue]

    /// Values from a command line: as large as the API takes them.
    private static let bounds = EntityLimits.parameters

    /// - Parameter domains: what the service is for; a name without a domain is one of those, when there is one.
    init(_ words: [String], domains: [String]) throws(InvalidCall) {
        self.entities = []
        self.fields = [:]
        for word in words {
            guard let (name, text) = Self.field(word), name != ServiceTarget.name else {
                let names = word.trimmingPrefix("\(ServiceTarget.name)=").split(separator: ",")
                self.entities += names.map { Self.entity(String($0), domains: domains) }
                continue
            }
            guard self.fields.updateValue(Self.value(text), forKey: name) == nil else {
                throw InvalidCall("\(name) stands there twice")
            }
        }
        if self.entities.contains("all"), self.entities.count > 1 {
            throw InvalidCall("'all' stands alone, not beside other entities")
        }
    }

    /// `preset=2`; `nil` for a word that is an entity.
    private static func field(_ word: String) -> (name: String, text: Substring)? {
        guard let sign = word.firstIndex(of: "="), sign != word.startIndex else { return nil }
        return (String(word[..<sign]), word[word.index(after: sign)...])
    }

    private static func entity(_ word: String, domains: [String]) -> String {
        guard !word.contains("."), word != "all", domains.count == 1, let domain = domains.first else { return word }
        return "\(domain).\(word)"
    }

    /// What is JSON is that, `true`, `2` or `["a"]`; everything else is a text.
    private static func value(_ text: Substring) -> JSONValue {
        (try? JSONReader.read(Array(text.utf8), within: Self.bounds)) ?? .text(String(text))
    }

    /// What is sent.
    var body: ByteBuffer {
        var members = self.fields
        if self.entities == ["all"] {
            members[ServiceTarget.name] = "all"
        } else if !self.entities.isEmpty {
            members[ServiceTarget.name] = .list(self.entities.map { .text($0) })
        }
        return ByteBuffer(bytes: JSONWriter.bytes(of: .object(members)))
    }
}
