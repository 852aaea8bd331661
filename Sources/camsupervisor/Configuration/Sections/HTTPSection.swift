internal import Shared

/// `http:`.
enum HTTPSection {
    private static let address = ValueReader<ListenAddress>("an address like 127.0.0.1:8124 or [::1]:8124") {
        node,
        key,
        report in
        guard let address = node.scalar.flatMap({ ListenAddress($0.text) }) else {
            report.wrongValue(
                node,
                key: key,
                form: "an address like 127.0.0.1:8124 or [::1]:8124",
                hint: "an IP address, a colon and a port; 0.0.0.0 and [::] stand for every address of the machine"
            )
            return nil
        }
        return address
    }

    static let listen = DefaultedOption(
        "listen",
        .list(of: address, "a list of addresses", longest: 16),
        shown: "`[\(ListenAddress.standard.map { "\"\($0)\"" }.joined(separator: ", "))]`",
        "Where to listen, when systemd hands over no sockets. Anything but loopback needs a token."
    )
    static let tokens = DefaultedOption(
        "tokens",
        .node("a list of tokens"),
        "Who may ask; without any, everybody on this machine."
    )
    static let tls = DefaultedOption("tls", .node("a map"), "The certificate to speak HTTPS with.")
    static let local = DefaultedOption(
        "local",
        .nonEmptyText(longest: FolderPath.longest),
        "A folder served read-only at `/local/`; a relative path begins at this file."
    )

    private static let standard = HTTPConfiguration()
    /// Shorter would cut off honest clients, longer protects from nobody.
    private static let patience = Duration.milliseconds(100)...Duration.seconds(3600)

    static let headerTimeout = DefaultedOption(
        "header_timeout",
        .period(patience),
        default: standard.headerTimeout,
        shown: TimePeriod.shown(standard.headerTimeout),
        "How long a new connection may take to say what it wants."
    )
    static let idleTimeout = DefaultedOption(
        "idle_timeout",
        .period(patience),
        default: standard.idleTimeout,
        shown: TimePeriod.shown(standard.idleTimeout),
        "How long a connection is kept for its next request; a proxy before this one wants it longer than its own."
    )

    static let table = OptionTable(
        "http",
        [
            listen.description, tokens.description, tls.description, local.description, headerTimeout.description,
            idleTimeout.description,
        ]
    )

    /// Most tokens: each request is compared with every one of them.
    private static let mostTokens = 256

    static func decode(
        _ node: Node,
        base: String,
        reading sources: inout SourceReader,
        now: Int,
        references: inout [TokenSection.Reference],
        _ report: inout Report
    ) -> HTTPConfiguration {
        guard let section = Section(node, table: table, &report) else { return HTTPConfiguration() }
        var http = HTTPConfiguration()
        if let addresses = section.value(listen, &report) {
            http.listen = addresses
            http.listenIsGiven = true
        }
        http.local = section.value(local, &report).map { FolderPath.absolute($0, base: base) }
        http.headerTimeout = section.value(headerTimeout, &report)
        http.idleTimeout = section.value(idleTimeout, &report)
        if let node = section.value(tokens, &report) {
            http.tokens = Self.tokens(node, references: &references, &report)
        }
        if let node = section.value(tls, &report) {
            http.tls = TLSSection.decode(node, base: base, reading: &sources, now: now, &report)
        }
        Self.checkReach(http, section, &report)
        return http
    }

    private static func checkReach(_ http: HTTPConfiguration, _ section: Section, _ report: inout Report) {
        let place = section.location(of: listen.description)
        if http.listen.isEmpty {
            if !report.hasErrors { report.error("'listen' names no address", at: place) }
            return
        }
        var seen: Set<ListenAddress> = []
        for address in http.listen where address.port != 0 && !seen.insert(address).inserted {
            report.error("'listen' names \(address) twice", at: place)
        }
        // With mistakes in the tokens there is enough to say already.
        guard http.tokens.isEmpty, !(section.mentions(tokens.description.key) && report.hasErrors),
            let open = http.listen.first(where: { !$0.isLoopback })
        else { return }
        report.error(
            "listening on \(open) needs a token, since other machines can reach it",
            at: place,
            hint: "add one to http.tokens, or listen on 127.0.0.1"
        )
    }

    private static func tokens(
        _ node: Node,
        references: inout [TokenSection.Reference],
        _ report: inout Report
    ) -> [AccessToken] {
        guard case .sequence(let items) = node.content, items.count <= mostTokens else {
            report.error("'tokens' must be a list of at most \(mostTokens) tokens", at: node.location)
            return []
        }
        var tokens: [AccessToken] = []
        var names: [String: SourceLocation] = [:]
        var values: [Secret<String>: SourceLocation] = [:]
        for item in items {
            guard let token = TokenSection.decode(item, references: &references, &report) else { continue }
            if let first = names.updateValue(item.location, forKey: token.name) {
                report.error("two tokens are named \(quoted(token.name)); the first at \(first)", at: item.location)
            }
            if let first = values.updateValue(item.location, forKey: token.token) {
                report.error("this token is the same as the one at \(first)", at: item.location)
            }
            tokens.append(token)
        }
        return tokens
    }
}
