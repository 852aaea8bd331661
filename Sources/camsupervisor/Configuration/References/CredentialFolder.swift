/// The credentials systemd hands to the service (`LoadCredential=`, `SetCredentialEncrypted=`; systemd.exec(5)).
struct CredentialFolder {
    /// Bytes of one credential.
    ///
    /// systemd takes 1 MiB; a chain of four certificates has 8 KiB.
    static let longest = 64 * 1024
    /// systemd's own limit is that of a file name.
    private static let longestName = 255

    /// `$CREDENTIALS_DIRECTORY`; `nil` when systemd handed over none.
    let path: String?

    /// Why there is none, in words that name no content, and what to do.
    struct Problem: Error, Equatable {
        var message: String
        var hint: String?
    }

    /// A credential's text without its last line break, and the file it stands in.
    func text(of name: String, reading sources: inout SourceReader) throws(Problem) -> (text: String, file: String) {
        guard Self.isName(name) else {
            throw Problem(message: "\(quoted(name)) is no name of a credential: it is that of a file, without a folder")
        }
        guard let path else {
            throw Problem(
                message: "there are no credentials: CREDENTIALS_DIRECTORY is not set, as it is under systemd",
                hint: "add LoadCredential=\(name):FILE to the unit, or try it with CREDENTIALS_DIRECTORY=FOLDER"
            )
        }
        let file = "\(path)/\(name)"
        let bytes: [UInt8]
        do throws(SourceReader.Failure) {
            bytes = try sources.read(file, limit: Self.longest)
        } catch {
            throw self.problem(with: name, error, sources.access)
        }
        guard bytes.count <= Self.longest else {
            throw Problem(message: "credential \(quoted(name)) is larger than \(Self.longest / 1024) KiB")
        }
        guard let text = String(validating: bytes, as: UTF8.self), !text.utf8.contains(0) else {
            throw Problem(message: "credential \(quoted(name)) is no text in UTF-8")
        }
        return (text.withoutLastLineBreak, file)
    }

    private func problem(with name: String, _ failure: SourceReader.Failure, _ access: FileAccess) -> Problem {
        switch failure {
        case .unreadable(.missing):
            let names = (try? access.list(self.path ?? ""))?.map(\.name).sorted() ?? []
            return Problem(
                message: "there is no credential \(quoted(name)) in \(self.path ?? "")",
                hint: NearestName.hint(for: name, among: names) ?? "add LoadCredential=\(name):FILE to the unit"
            )
        case .unreadable(let problem): return Problem(message: "cannot read credential \(quoted(name)): \(problem)")
        case .tooMuch(let reason): return Problem(message: "cannot read credential \(quoted(name)): \(reason)")
        case .invalid(let diagnostic): return Problem(message: diagnostic.message)
        }
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && name.utf8.count <= Self.longestName
            && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 < 0x20 || $0 == 0x7F }
    }
}

extension String {
    /// `echo` and every editor end a file with a line break that is no part of a password.
    fileprivate var withoutLastLineBreak: String {
        var bytes = self.utf8[...]
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        return String(Substring(bytes))
    }
}
