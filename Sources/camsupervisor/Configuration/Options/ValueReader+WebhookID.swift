internal import Shared

extension ValueReader where Value == Secret<String> {
    /// The name in `/api/webhook/…`, the only thing that its sender shows; Home Assistant's page asks for more than 8 characters.
    static var webhookID: Self {
        let (shortest, longest) = (9, 256)
        return Self("a text longer than 8 characters, kept secret") { node, key, report in
            guard let id = ValueReader<Secret<String>>.secret(longest: longest).read(node, key: key, &report) else {
                return nil
            }
            let text = id.reveal()
            guard text.count >= shortest else {
                report.error("'\(key)' must be longer than \(shortest - 1) characters", at: node.location)
                return nil
            }
            guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"/?#%".utf8.contains($0) }) else {
                report.error(
                    "'\(key)' must be fit for a URL: letters, digits and marks, but no space and none of / ? # %",
                    at: node.location
                )
                return nil
            }
            return id
        }
    }
}
