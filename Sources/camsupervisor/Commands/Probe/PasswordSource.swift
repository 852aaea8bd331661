import ArgumentParser
import CLinux
import Glibc
import Shared

/// Where a password comes from that is on no command line, in no environment and on no screen.
struct PasswordSource {
    /// Bytes; longer is no password, and no end of reading what is none.
    private static let longest = 1024

    /// Whose first line it is; `nil` for standard input.
    var file: String?

    /// - Parameter question: for a terminal, where it is typed unseen.
    /// - Throws: `ValidationError` when there is none, `ExitCode` when whoever was asked gave up.
    func read(question: String) throws -> Secret<String> {
        if let file { return try Self.password(try Self.contents(of: file), from: file.printable) }
        guard isatty(STDIN_FILENO) == 1 else {
            return try Self.password(Self.firstLine(of: STDIN_FILENO), from: "standard input")
        }
        guard let typed = TerminalPassword.ask(question) else { throw ExitCodes.failed }
        return try Self.password(typed, from: "the terminal")
    }

    private static func contents(of path: String) throws -> [UInt8] {
        do {
            return try BoundedFile.read(path, limit: Self.longest)
        } catch {
            throw ValidationError("cannot read \(path.printable): \(error)")
        }
    }

    private static func password(_ bytes: [UInt8], from place: String) throws -> Secret<String> {
        var line = bytes.prefix { $0 != UInt8(ascii: "\n") }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        guard !line.isEmpty else { throw ValidationError("\(place) holds no password in its first line") }
        guard line.count <= Self.longest else { throw ValidationError("the first line of \(place) is too long") }
        guard let text = String(validating: line, as: UTF8.self) else {
            throw ValidationError("the first line of \(place) is no UTF-8")
        }
        return Secret(text)
    }

    /// Byte for byte: what stands behind it is not ours.
    private static func firstLine(of descriptor: Int32) -> [UInt8] {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count <= Self.longest {
            let count = Glibc.read(descriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1, byte != UInt8(ascii: "\n") else { break }
            line.append(byte)
        }
        return line
    }
}
