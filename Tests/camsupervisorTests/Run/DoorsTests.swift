import CLinux
import Glibc
import Logging
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("Doors: the listeners of a configuration")
struct DoorsTests {
    /// The parts of a supervisor without cameras, of which none is started.
    private func assembly(
        listen: [ListenAddress],
        isGiven: Bool = true,
        control: String,
        tls: TLSFiles? = nil
    ) -> Assembly {
        var configuration = Configuration()
        configuration.http.listen = listen
        configuration.http.listenIsGiven = isGiven
        configuration.control.socket = control
        configuration.http.tls = tls
        return Assembly(
            configuration: configuration,
            worker: "/nowhere/camworker",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// Opens, serves, ends.
    private func with(
        _ assembly: Assembly,
        sockets: InheritedSockets = InheritedSockets(),
        _ body: (Doors) async throws -> Void
    ) async throws {
        let doors = try await Doors.open(assembly, sockets: sockets)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await withTaskGroup(of: Void.self) {
                    doors.serve(in: &$0, control: assembly.executor, logger: assembly.logger)
                }
            }
            do {
                try await body(doors)
            } catch {
                Issue.record(error)
            }
            await doors.endNetwork()
            await doors.endControl()
            // Comes back only when every listener has ended.
            try await group.waitForAll()
        }
        doors.removeControlSocket()
    }

    /// The error of one that cannot be opened.
    private func failure(_ assembly: Assembly, sockets: InheritedSockets = InheritedSockets()) async -> String {
        do {
            _ = try await Doors.open(assembly, sockets: sockets)
            return "opened"
        } catch {
            return "\(error)"
        }
    }

    private static func port(of description: String) -> UInt16 {
        description.split(separator: ":").last.flatMap { UInt16($0) } ?? 0
    }

    private static let anyPort = ListenAddress(host: "127.0.0.1", port: 0)

    @Test("every address is served and named, and the control socket by its own rules")
    func served() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "control.sock")
        try await self.with(self.assembly(listen: [Self.anyPort, Self.anyPort], control: path)) { doors in
            #expect(doors.descriptions.count == 2 && Set(doors.descriptions).count == 2)
            for description in doors.descriptions {
                #expect(description.hasPrefix("127.0.0.1:"))
                let client = HTTPClient(port: Self.port(of: description))
                let alive = try await client.get("/livez").status
                #expect(alive == 200)
                let foreign = try await client.get("/", fields: ["Host": "evil.example"]).status
                #expect(foreign == 403)
            }
            let control = HTTPClient(.unix(path))
            let own = try await control.get("/", fields: ["Host": "evil.example"]).status
            #expect(own == 200)
            var status = stat()
            #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o660)
        }
        #expect(access(path, F_OK) != 0, "the socket's file was left behind")
    }

    private static let taken = "; another program listens there (`ss -ltnp` names it), perhaps another camsupervisor"

    @Test("an address that somebody else has, or that is not this machine's, is an error that names it")
    func refused() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "control.sock")
        let other = try ListeningDescriptor()
        let inUse = ListenAddress(host: "127.0.0.1", port: other.port)
        #expect(
            await self.failure(self.assembly(listen: [Self.anyPort, inUse], control: path))
                == "cannot listen on \(inUse): Address already in use" + Self.taken
        )
        let foreign = ListenAddress(host: "192.0.2.1", port: 8124)
        #expect(
            await self.failure(self.assembly(listen: [foreign], control: path))
                == "cannot listen on 192.0.2.1:8124: Cannot assign requested address"
        )
    }

    @Test("of the standard addresses IPv6 may be missing, but not in somebody else's hands")
    func standardIPv6() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "control.sock")
        // Stands for [::1] on a host without it.
        let missing = ListenAddress(host: "2001:db8::1", port: 8124)
        try await self.with(self.assembly(listen: [Self.anyPort, missing], isGiven: false, control: path)) { doors in
            #expect(doors.descriptions.count == 1)
        }
        let given = self.assembly(listen: [Self.anyPort, missing], control: path)
        #expect(await self.failure(given).hasPrefix("cannot listen on [2001:db8::1]:8124: "))
        let alone = self.assembly(listen: [missing], isGiven: false, control: path)
        #expect(await self.failure(alone).hasPrefix("cannot listen on [2001:db8::1]:8124: "))

        let other = try ListeningDescriptor(isIPv6: true)
        let inUse = ListenAddress(host: "::1", port: other.port)
        let squatted = self.assembly(listen: [Self.anyPort, inUse], isGiven: false, control: path)
        #expect(await self.failure(squatted) == "cannot listen on \(inUse): Address already in use" + Self.taken)
    }

    @Test("a control socket that was left behind is replaced; another file is not")
    func controlPath() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "control.sock")
        // One that does not end in order leaves it.
        let (_, descriptor) = try SocketFile.listen(at: path, mode: 0o660, backlog: 1)
        close(descriptor)
        #expect(access(path, F_OK) == 0)
        try await self.with(self.assembly(listen: [Self.anyPort], control: path)) { _ in
            let answer = try await HTTPClient(.unix(path)).get("/livez").status
            #expect(answer == 200)
        }
        let file = try folder.write(Array("mine".utf8), to: "file")
        #expect(
            await self.failure(self.assembly(listen: [Self.anyPort], control: file))
                .hasPrefix("cannot listen on \(file): ")
        )
        #expect(try RepositoryFiles.read(file) == "mine")
        let nowhere = folder.path(of: "nowhere/control.sock")
        #expect(
            await self.failure(self.assembly(listen: [Self.anyPort], control: nowhere))
                == "cannot listen on \(nowhere): No such file or directory"
        )
        let long = folder.path(of: String(repeating: "x", count: 120))
        #expect(
            await self.failure(self.assembly(listen: [Self.anyPort], control: long))
                == "cannot listen on \(long): a socket's path may not be longer than 107 bytes"
        )
    }

    @Test("TLS is for every network listener, inherited ones too; the control socket goes without")
    func secure() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "control.sock")
        let pair = try await CertificatePair(in: folder)
        let files = TLSFiles(certificate: pair.certificate, key: pair.key)
        let inherited = try ListeningDescriptor()
        for sockets in [InheritedSockets(), InheritedSockets(http: [inherited.rawValue])] {
            let assembly = self.assembly(listen: [Self.anyPort], control: path, tls: files)
            try await self.with(assembly, sockets: sockets) { doors in
                let door = try #require(doors.descriptions.first)
                let curl = try RunningProgram(
                    InstalledTool.path(of: "curl"),
                    ["--silent", "--cacert", pair.certificate, "https://\(door)/livez"]
                )
                let exit = try await curl.waitForExit()
                try await curl.waitForOutput()
                #expect(exit == .code(0) && curl.standardOutput == "ok\n", "\(curl.standardError)")
                #expect(try await HTTPClient(.unix(path)).get("/livez").status == 200)
            }
        }
    }

    @Test("a certificate that is gone since the file was checked is an error that names it")
    func goneCertificate() async throws {
        let folder = try TemporaryFolder()
        let files = TLSFiles(certificate: folder.path(of: "c.pem"), key: folder.path(of: "k.pem"))
        let assembly = self.assembly(listen: [Self.anyPort], control: folder.path(of: "control.sock"), tls: files)
        #expect(await self.failure(assembly) == "http.tls: cannot read \(files.certificate): there is no such file")
    }

    @Test("sockets that were handed over stand for the configured ones, and their files stay")
    func inherited() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "control.sock")
        let http = try ListeningDescriptor()
        // A TCP socket in the place of the control socket: its clients are anybody.
        let control = try ListeningDescriptor()
        let configured = ListenAddress(host: "192.0.2.1", port: 8124)
        let sockets = InheritedSockets(http: [http.rawValue], control: [control.rawValue])
        try await self.with(self.assembly(listen: [configured], control: path), sockets: sockets) { doors in
            #expect(doors.descriptions == ["127.0.0.1:\(http.port)"])
            let alive = try await HTTPClient(port: http.port).get("/livez").status
            #expect(alive == 200)
            let client = HTTPClient(port: control.port)
            let aliveToo = try await client.get("/livez").status
            #expect(aliveToo == 200)
            let foreign = try await client.get("/api/v1/cameras", fields: ["Host": "evil.example"]).status
            #expect(foreign == 403)
            #expect(access(path, F_OK) != 0)
        }
    }
}
