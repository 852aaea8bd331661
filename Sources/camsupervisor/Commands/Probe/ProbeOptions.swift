import ArgumentParser
import IPC
import Shared

/// What every kind of probe takes: where the camera is, who logs in, and how the answer is printed.
struct ProbeOptions: ParsableArguments {
    @Argument(help: "The camera's address or name.")
    var host: String

    @Option(help: "The port of the camera's web pages; by itself 80, with --https 443.")
    var port: Int?

    @Flag(help: "Ask over TLS.")
    var https = false

    @Flag(name: .customLong("no-verify"), help: "Take any certificate.")
    var leavesUnverified = false

    @Option(name: .shortAndLong, help: "Who logs in.")
    var username = "admin"

    @Option(
        name: .customLong("password-file"),
        help: "A file whose first line is the password; else it is asked for, or read from standard input.",
        completion: .file()
    )
    var passwordFile: String?

    @Flag(help: "What was found, and the configuration, as JSON, for programs.")
    var json = false

    @Option(help: "The camworker program, when it is not beside this one.", completion: .file())
    var worker: String?

    func validate() throws {
        if let port = self.port, !(1...65_535 ~= port) { throw ValidationError("--port is a number from 1 to 65535") }
        // No camera takes as many, and the configuration takes no control characters.
        let isName = 1...256 ~= self.username.utf8.count && self.username == self.username.printable
        if !isName { throw ValidationError("--username is no user name") }
    }

    /// As asked for.
    func credentials() throws -> Credentials {
        let question = "Password of \(self.username.printable) at \(self.host.printable): "
        return Credentials(
            user: Secret(self.username),
            password: try PasswordSource(file: self.passwordFile).read(question: question)
        )
    }

    /// The worker's report; says on standard error why there is none, and exits by sysexits' numbers.
    func report<Report: Decodable>(
        _ type: Report.Type,
        _ subject: ProbeRequest.Subject,
        _ credentials: Credentials?,
        at place: String
    ) async throws -> Report {
        let pairs = credentials.map { [(user: $0.user.reveal(), password: $0.password.reveal())] } ?? []
        let redaction = Redaction(secrets: pairs.map(\.password), pairs: pairs)
        return try await ProbeRun(worker: self.worker, redaction: redaction).report(type, subject, at: place)
    }
}
