/// `http.tls`.
enum TLSSection {
    private static let file = ValueReader<String>("the path of a file, or `!credential`") { node, key, report in
        // The file, not its content: it is read again when it has changed.
        if let credential = node.scalar?.credential { return credential }
        return ValueReader<String>.nonEmptyText(longest: FolderPath.longest).read(node, key: key, &report)
    }

    static let certificate = RequiredOption(
        "certificate",
        file,
        "The certificate in PEM, followed by those that signed it (`fullchain.pem`)."
    )
    static let key = RequiredOption("key", file, "Its private key in PEM, without a passphrase (`privkey.pem`).")
    static let loopback = DefaultedOption(
        "loopback",
        .boolean,
        default: true,
        shown: "`true`",
        "Whether listeners that only this machine can reach speak TLS too."
    )

    static let table = OptionTable("http.tls", [certificate.description, key.description, loopback.description])

    /// Reads the files as well, so that what is wrong with them is said before anything is served.
    ///
    /// - Parameter now: seconds since 1970.
    static func decode(
        _ node: Node,
        base: String,
        reading sources: inout SourceReader,
        now: Int,
        _ report: inout Report
    ) -> TLSFiles? {
        var own = Report()
        defer { report.append(contentsOf: own) }
        guard let section = Section(node, table: table, &own) else { return nil }
        let certificate = section.value(certificate, &own)
        let key = section.value(key, &own)
        let loopback = section.value(loopback, &own)
        guard let certificate, let key else { return nil }
        let files = TLSFiles(
            certificate: FolderPath.absolute(certificate, base: base),
            key: FolderPath.absolute(key, base: base),
            loopback: loopback
        )
        let place = section.location(of: Self.certificate.description)
        do throws(TLSProblem) {
            let identity = try TLSIdentity(files) { path throws(TLSProblem) in
                do throws(SourceReader.Failure) {
                    return try sources.read(path, limit: TLSFiles.longest)
                } catch {
                    throw .unreadable(file: path, reason: error.words)
                }
            }
            if let warning = identity.warning(now: now) { own.warning(warning, at: place) }
        } catch {
            let isCertificate = error.file == files.certificate
            own.error("\(error)", at: isCertificate ? place : section.location(of: Self.key.description))
        }
        return files
    }
}
