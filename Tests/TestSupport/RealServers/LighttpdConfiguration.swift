/// The file lighttpd is started with.
struct LighttpdConfiguration {
    var options: LighttpdServer.Options
    var port: UInt16
    var certificate: String?

    func text(folder: String) -> String {
        var lines = [
            "server.modules = (\(self.modules.map { "\"\($0)\"" }.joined(separator: ", ")))",
            "server.document-root = \"\(folder)/www\"",
            "server.bind = \"127.0.0.1\"",
            "server.port = \(self.port)",
            "server.errorlog = \"\(folder)/error.log\"",
            // Otherwise a replaced file of the same length shows its old bytes for a second or two.
            "server.stat-cache-engine = \"disable\"",
            // Unbuffered, or a test would read a log that is not yet written.
            "accesslog.filename = \"|/bin/cat >> \(folder)/access.log\"",
            "mimetype.assign = (\".jpg\" => \"image/jpeg\", \".png\" => \"image/png\", \".gif\" => \"image/gif\",",
            "  \".svg\" => \"image/svg+xml\", \".webp\" => \"image/webp\", \".html\" => \"text/html\")",
        ]
        if let certificate { lines += ["ssl.engine = \"enable\"", "ssl.pemfile = \"\(certificate)\""] }
        lines += self.protection(usersFile: "\(folder)/users") + self.redirects + self.proxy
        return lines.joined(separator: "\n") + "\n"
    }

    private var modules: [String] {
        ["mod_accesslog", "mod_redirect"]
            + (self.options.protection == .none ? [] : ["mod_auth", "mod_authn_file"])
            + (self.certificate == nil ? [] : ["mod_openssl"])
            + (self.options.proxiedPort == nil ? [] : ["mod_proxy"])
    }

    private func protection(usersFile: String) -> [String] {
        let method: String
        switch self.options.protection {
        case .none: return []
        case .basic: method = "basic"
        case .digest: method = "digest"
        }
        return [
            "auth.backend = \"plain\"",
            "auth.backend.plain.userfile = \"\(usersFile)\"",
            "auth.require = (\"/\" => (\"method\" => \"\(method)\", \"realm\" => \"pictures\", "
                + "\"require\" => \"valid-user\"))",
        ]
    }

    private var redirects: [String] {
        guard !self.options.redirects.isEmpty else { return [] }
        let rules = self.options.redirects.map { "\"^\($0.key)$\" => \"\($0.value)\"" }.sorted()
        return ["url.redirect = (\(rules.joined(separator: ", ")))", "url.redirect-code = 302"]
    }

    private var proxy: [String] {
        guard let port = self.options.proxiedPort else { return [] }
        return [
            "server.stream-response-body = 2",
            "proxy.server = (\"/camera\" => ((\"host\" => \"127.0.0.1\", \"port\" => \(port))))",
        ]
    }
}
