import Foundation
import TestSupport

/// Searches everything that leaves a supervisor for a secret, in every form it is usually written.
struct SecretHunt {
    let forms: [String: String]
    private(set) var places: [String: String] = [:]

    init(user: String, secrets: [String: String]) {
        var forms: [String: String] = [:]
        for (name, secret) in secrets {
            let encoded = Self.percentEncoded(secret, uppercase: true)
            forms["\(name), raw"] = secret
            forms["\(name), percent-encoded"] = encoded
            forms["\(name), percent-encoded in lower case"] = Self.percentEncoded(secret, uppercase: false)
            forms["\(name), Base64"] = Self.base64(secret)
            forms["\(name), Basic header"] = Self.base64("\(user):\(secret)")
            // As JSON and logfmt write it.
            forms["\(name), escaped"] = secret.replacingOccurrences(of: "\\", with: "\\\\")
                .replacingOccurrences(of: "\"", with: "\\\"")
        }
        self.forms = forms
    }

    private static func percentEncoded(_ text: String, uppercase: Bool) -> String {
        text.utf8.map { byte -> String in
            let isPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~".utf8.contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + String(byte, radix: 16, uppercase: uppercase)
        }.joined()
    }

    /// Without padding: a longer encoding may continue.
    private static func base64(_ text: String) -> String {
        Data(text.utf8).base64EncodedString().split(separator: "=").first.map(String.init) ?? ""
    }

    mutating func look(at text: String, called name: String) {
        self.places[name, default: ""] += text
    }

    /// The forms that were found, by place; bytes are compared, not letters.
    var findings: [String: Set<String>] {
        var findings: [String: Set<String>] = [:]
        for (place, text) in self.places {
            let bytes = Data(text.utf8)
            for (name, form) in self.forms where bytes.range(of: Data(form.utf8)) != nil {
                findings[place, default: []].insert(name)
            }
        }
        return findings
    }
}
