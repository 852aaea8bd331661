internal import Shared

extension ValueReader where Value == [HTTPHeader] {
    /// A map of header names to values, in the order of the file.
    ///
    /// Values are kept secret.
    static var headers: Self {
        Self("a map of header names to values") { node, key, report in
            guard let pairs = node.pairs else {
                report.error("'\(key)' must be a map of header names to values, not \(node.kind)", at: node.location)
                return nil
            }
            var headers: [HTTPHeader] = []
            var places: [String: SourceLocation] = [:]
            for pair in pairs {
                let name = pair.key.scalar?.text ?? ""
                guard RequestHeaders.isName(name) else {
                    report.error("this is no name of a header", at: pair.key.location)
                    continue
                }
                if let first = places.updateValue(pair.key.location, forKey: name.lowercased()) {
                    report.error("header \(quoted(name)) stands here twice; first at \(first)", at: pair.key.location)
                }
                guard !RequestHeaders.reserved.contains(name.lowercased()) else {
                    report.error("header \(quoted(name)) is set by the program itself", at: pair.key.location)
                    continue
                }
                let reader = ValueReader<Secret<String>>.secret(longest: RequestHeaders.largest)
                guard let value = reader.read(pair.value, key: "\(key).\(name)", &report) else { continue }
                headers.append(HTTPHeader(name: name, value: value))
            }
            let size = headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.reveal().utf8.count + 4 }
            guard size <= RequestHeaders.largest else {
                report.error("'\(key)' is larger than \(RequestHeaders.largest / 1024) KiB in all", at: node.location)
                return nil
            }
            return headers
        }
    }
}

/// What may stand in `headers:`.
enum RequestHeaders {
    /// Bytes of all headers together; web servers refuse more than 8 to 32 KiB, and `configure` must hold them.
    static let largest = 16 * 1024

    /// Headers that delimit or carry the request; one of the operator's would break it.
    static let reserved: Set<String> = ["connection", "content-length", "transfer-encoding", "upgrade"]

    /// A token of RFC 9110, section 5.6.2.
    static func isName(_ text: String) -> Bool {
        let marks = Set("!#$%&'*+-.^_`|~".utf8)
        return !text.isEmpty && text.utf8.count <= 128
            && text.utf8.allSatisfy { byte in
                marks.contains(byte) || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x61...0x7A).contains(byte)
            }
    }
}
