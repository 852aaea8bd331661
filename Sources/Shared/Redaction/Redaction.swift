/// Masks a camera's known secret values in a text, in every form they are usually written.
///
/// By value and not by pattern: libav once repeated a URL as "Did you mean file:rtsp://…", and every regular expression
/// missed it.
package struct Redaction: Sendable {
    /// Shorter secrets would mask ordinary words; such a password protects nothing.
    package static let shortest = 3

    /// Fewer letters of a Base64 text may stand in it by chance, or in a word.
    package static let shortestInBase64 = 6

    /// In bytes: by characters, a combining mark that a camera puts behind a secret would make another letter of its last
    /// one, and hide it.
    private let needles: [[UInt8]]
    private static let mask = Array(secretMask.utf8)

    /// Bytes of the longest form that is searched for: what a text must be longer by than the part of it that is shown.
    package var longest: Int { self.needles.first?.count ?? 0 }

    package init(secrets: [String], pairs: [(user: String, password: String)] = []) {
        var needles: Set<String> = []
        for secret in secrets where secret.utf8.count >= Self.shortest {
            needles.insert(secret)
            let encoded = CameraURL.percentEncoded(secret)
            needles.insert(encoded)
            // As some firmware writes it.
            if encoded != secret { needles.insert(Self.lowerCaseEscapes(encoded)) }
            needles.insert(Self.base64(secret))
            // Inside of a longer text that was encoded: a `user:password` whose user we do not know, or a whole URL.
            for before in 0..<3 {
                let inside = Self.base64(secret, after: before)
                if inside.utf8.count >= Self.shortestInBase64 { needles.insert(inside) }
            }
        }
        for pair in pairs { needles.insert(Self.base64("\(pair.user):\(pair.password)")) }
        // The longest first: a secret may contain another.
        self.needles = needles.filter { !$0.isEmpty }.map { Array($0.utf8) }.sorted { $0.count > $1.count }
    }

    package func apply(to text: String) -> String {
        var bytes = Array(text.utf8)
        var isMasked = false
        for needle in self.needles where bytes.contains(needle) {
            bytes.replace(needle, with: Self.mask)
            isMasked = true
        }
        return isMasked ? String(decoding: bytes, as: UTF8.self) : text
    }

    /// `%2f` for `%2F`, as some firmware writes it; the rest as it is.
    private static func lowerCaseEscapes(_ encoded: String) -> String {
        var left = 0
        return String(
            encoded.map { character in
                if character == "%" {
                    left = 2
                } else if left > 0 {
                    left -= 1
                    return Character(character.lowercased())
                }
                return character
            }
        )
    }

    /// Without padding, which may be cut or written otherwise.
    private static func base64(_ text: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var result = ""
        var bits: UInt32 = 0
        var count = 0
        for byte in text.utf8 {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                result.append(alphabet[Int(bits >> UInt32(count) & 63)])
            }
        }
        if count > 0 { result.append(alphabet[Int(bits << UInt32(6 - count) & 63)]) }
        return result
    }

    /// Those of its letters that are the same whatever stands around the text.
    ///
    /// - Parameter before: bytes of others in the group of three that the text begins in.
    private static func base64(_ text: String, after before: Int) -> String {
        let whole = Self.base64(String(repeating: "\0", count: before) + text)
        let end = 8 * (before + text.utf8.count) / 6
        let start = (8 * before + 5) / 6
        return String(whole.prefix(end).dropFirst(start))
    }
}

extension Redaction {
    /// Everything secret in some URLs.
    package init(of urls: [CameraURL]) {
        var secrets: [String] = []
        var pairs: [(user: String, password: String)] = []
        for url in urls { Self.add(url, to: &secrets, &pairs) }
        self.init(secrets: secrets, pairs: pairs)
    }

    private static func add(
        _ url: CameraURL,
        to secrets: inout [String],
        _ pairs: inout [(user: String, password: String)]
    ) {
        secrets += [url.password, url.query].compactMap { $0?.reveal() }
        if let query = url.query { secrets += Self.values(ofQuery: query.reveal()) }
        if let user = url.user, let password = url.password { pairs.append((user.reveal(), password.reveal())) }
    }

    /// Everything secret in a camera's configuration.
    package init(of camera: CameraConfiguration) {
        var secrets: [String] = []
        var pairs: [(user: String, password: String)] = []
        func add(_ url: CameraURL?) {
            if let url { Self.add(url, to: &secrets, &pairs) }
        }
        func add(_ address: CameraAddress?) {
            switch address {
            case .fixed(let url): add(url)
            case .template(let template): secrets += Self.secrets(of: template)
            case nil: break
            }
        }
        func add(_ credentials: Credentials?) {
            guard let credentials else { return }
            secrets.append(credentials.password.reveal())
            pairs.append((credentials.user.reveal(), credentials.password.reveal()))
        }
        switch camera.source {
        case .demo: break
        // Its URLs are made by us: their queries hold a channel and no secret.
        case .amcrest(let amcrest): add(amcrest.credentials)
        case .generic(let generic):
            add(generic.stillImageURL)
            add(generic.stream?.url)
            add(generic.stream?.credentials)
            add(generic.credentials)
            secrets += generic.headers.map { $0.value.reveal() }
            secrets += generic.headers.flatMap { Self.parts(ofHeader: $0.value.reveal()) }
        case .mjpeg(let mjpeg):
            add(mjpeg.mjpegURL)
            add(mjpeg.stillImageURL)
            add(mjpeg.credentials)
        case .onvif(let onvif):
            add(onvif.device)
            add(onvif.credentials)
            if let webhook = onvif.webhook { secrets += [webhook.url.reveal(), webhook.id.reveal()] }
        case .push(let push):
            secrets.append(push.webhookID.reveal())
        }
        self.init(secrets: secrets, pairs: pairs)
    }
}
