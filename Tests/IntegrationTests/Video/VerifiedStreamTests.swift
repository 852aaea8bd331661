import Glibc
import Shared
import TestSupport
import Testing

/// Streams by TLS from servers whose certificates an authority has signed that the machine trusts.
@Suite("Streams that prove who they are", .takesTurns)
struct VerifiedStreamTests {
    enum Kind: CaseIterable {
        case good
        case expired
        case ofAnotherHost

        var isTrusted: Bool { self == .good }
    }

    /// A machine that trusts an authority of the test's, and a certificate of it.
    private struct Trust {
        let etc: PrivateEtc
        let folder: TemporaryFolder
        let pair: CertificatePair

        init(_ kind: Kind) async throws {
            self.folder = try TemporaryFolder()
            self.etc = try await PrivateEtc()
            let authority = try await CertificateAuthority(in: self.folder)
            try self.etc.exchange("ssl/certs/ca-certificates.crt", for: try readFile(authority.certificate))
            switch kind {
            case .good: self.pair = try await authority.issue("server", in: self.folder)
            case .expired: self.pair = try await authority.issue("server", days: -1, in: self.folder)
            case .ofAnotherHost:
                self.pair = try await authority.issue("server", address: "127.0.0.9", in: self.folder)
            }
        }

        func expect(_ url: String, _ kind: Kind) async throws {
            let supervisor = try await RunningSupervisor.streaming(url, launcher: self.etc.launcher)
            if kind.isTrusted {
                let still = try await supervisor.still("cam", query: "")
                #expect(still.status == 200 && PictureCheck.isWholeJPEG(still.body), "\(still)")
                try await supervisor.expectOneWorker()
            } else {
                let reason = try await supervisor.reasonForNoStill()
                #expect(reason.contains("certificate"), "\(reason)")
            }
        }
    }

    private static func requireRoot() throws {
        try #require(getuid() == 0, "a mount namespace needs root: run the tests as root")
    }

    @Test("rtsps", arguments: Kind.allCases)
    func rtsps(_ kind: Kind) async throws {
        try Self.requireRoot()
        let trust = try await Trust(kind)
        let camera = try await RTSPCamera.start(["--tls", "\(trust.pair.certificate),\(trust.pair.key)"])
        try await trust.expect(camera.url, kind)
    }

    @Test("MPEG-TS by https", arguments: Kind.allCases)
    func https(_ kind: Kind) async throws {
        try Self.requireRoot()
        let trust = try await Trust(kind)
        let camera = try await FFmpegStream.start("mpegts")
        let server = try await LighttpdServer.start {
            $0.hasTLS = true
            $0.certificate = trust.pair
            $0.proxiedPort = camera.port
        }
        try await trust.expect(server.url("/camera/stream"), kind)
        if !kind.isTrusted { #expect(camera.starts == 1, "nothing was asked of it") }
    }

    @Test("HLS by https, playlist and segments", arguments: Kind.allCases)
    func playlist(_ kind: Kind) async throws {
        try Self.requireRoot()
        let trust = try await Trust(kind)
        let playlist = try await LivePlaylist.start(hasTLS: true, certificate: trust.pair)
        try await trust.expect(playlist.url, kind)
        if !kind.isTrusted { #expect(!playlist.server.accessLog.contains("GET"), "\(playlist.server.accessLog)") }
    }
}
