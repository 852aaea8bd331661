import Glibc
import Shared
import TestSupport
import Testing

@Suite("Certificates of streams", .takesTurns)
struct StreamCertificateTests {
    /// What is wrong with a certificate, and the word by which one knows it.
    enum Flaw: String, CaseIterable {
        case selfSigned = "self"
        case wrongHost = "subject name"
        case expired = "expired"
        case none = ""
    }

    /// A machine that trusts an authority of the test's.
    private static func trusting() async throws -> (PrivateEtc, CertificateAuthority, TemporaryFolder) {
        try #require(geteuid() == 0, "run the tests as root: they need an /etc of their own")
        let folder = try TemporaryFolder()
        let authority = try await CertificateAuthority(in: folder)
        let etc = try await PrivateEtc()
        let known = try readFile("/etc/ssl/certs/ca-certificates.crt")
        try etc.exchange("ssl/certs/ca-certificates.crt", for: known + authority.certificate)
        return (etc, authority, folder)
    }

    private static func certificate(
        _ flaw: Flaw,
        by authority: CertificateAuthority,
        in folder: TemporaryFolder
    ) async throws -> CertificatePair {
        switch flaw {
        case .selfSigned: try await CertificatePair(in: folder)
        case .wrongHost: try await authority.certificate("server", for: "DNS:other.example,IP:127.0.0.2")
        case .expired: try await authority.certificate("server", for: "IP:127.0.0.1", days: -1)
        case .none: try await authority.certificate("server", for: "IP:127.0.0.1")
        }
    }

    @Test("to a server that cannot prove who it is no byte of RTSP is sent", arguments: Flaw.allCases)
    func silence(_ flaw: Flaw) async throws {
        let (etc, authority, folder) = try await Self.trusting()
        let pair = try await Self.certificate(flaw, by: authority, in: folder)
        let listener = try RunningProgram(TestPrograms.path(of: "tls-listener"), [pair.certificate, pair.key])
        let port = try await waitFor("it listens", lastSeen: listener.standardError) {
            listener.standardOutput.split(separator: "\n").first.map(String.init)
        }
        func heard() -> [Substring] { Array(listener.standardOutput.split(separator: "\n").dropFirst()) }
        let url = "rtsps://user:secret@127.0.0.1:\(port)/live"
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              careful: { platform: generic, stream_source: '\(url)' }
              trusting: { platform: generic, stream_source: '\(url)', verify_ssl: false }
            """,
            launcher: etc.launcher
        )
        #expect(try await supervisor.still("careful", query: "").status == 503)
        let words = heard()
        if flaw == .none {
            #expect(words.first == "silent" && words.dropFirst().first?.hasPrefix("heard OPTIONS") == true, "\(words)")
        } else {
            #expect(!words.isEmpty && words.allSatisfy { $0 == "refused" || $0 == "silent" }, "\(words)")
            let reason = try await supervisor.waitForState("careful", "offline")
            #expect(reason.contains(flaw.rawValue) && reason.contains("certificate"), "\(reason)")
        }
        _ = try await supervisor.still("trusting", query: "")
        #expect(heard().contains { $0.hasPrefix("heard OPTIONS") }, "\(heard())")
    }

    @Test(
        "RTSP, MPEG-TS and HLS over TLS: refused with the reason, shown where verify_ssl says no",
        arguments: Flaw.allCases
    )
    func streams(_ flaw: Flaw) async throws {
        let (etc, authority, folder) = try await Self.trusting()
        let pair = try await Self.certificate(flaw, by: authority, in: folder)
        let rtsp = try await RTSPCamera.start(["--tls", "\(pair.certificate),\(pair.key)"])
        let films = try await Self.films(in: folder)
        let server = try await LighttpdServer.start {
            $0.hasTLS = true
            $0.certificate = pair
            $0.files = films
        }
        let urls = ["rtsps": rtsp.url, "ts": server.url("/live.ts"), "hls": server.url("/live.m3u8")]
        let cameras = urls.sorted { $0.key < $1.key }.map { name, url in
            """
              careful_\(name): { platform: generic, stream_source: '\(url)' }
              trusting_\(name): { platform: generic, stream_source: '\(url)', verify_ssl: false }
            """
        }
        let supervisor = try await RunningSupervisor(
            "cameras:\n\(cameras.joined(separator: "\n"))",
            launcher: etc.launcher
        )
        for name in urls.keys.sorted() {
            let careful = try await supervisor.still("careful_\(name)", query: "")
            if flaw == .none {
                #expect(careful.status == 200, "\(name): \(careful)")
            } else {
                #expect(careful.status == 503 && careful.text.contains(flaw.rawValue), "\(name): \(careful)")
            }
        }
        if flaw != .none { #expect(server.accessLog.isEmpty, "\(server.accessLog)") }
        for name in urls.keys.sorted() {
            let trusting = try await supervisor.still("trusting_\(name)", query: "")
            #expect(trusting.status == 200 && PictureCheck.isWholeJPEG(trusting.body), "\(name): \(trusting)")
        }
    }

    /// The samples' film as MPEG-TS and as HLS, by name.
    private static func films(in folder: TemporaryFolder) async throws -> [String: [UInt8]] {
        let tests = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
        let ffmpeg = try RunningProgram(
            InstalledTool.path(of: "ffmpeg"),
            [
                "-nostdin", "-loglevel", "error", "-i", "\(tests)/camworkerTests/Video/Samples/b-frames.mp4",
                "-c", "copy", folder.path(of: "live.ts"), "-c", "copy", "-hls_time", "1", "-hls_segment_filename",
                folder.path(of: "segment%d.ts"), folder.path(of: "live.m3u8"),
            ]
        )
        let exit = try await ffmpeg.waitForExit(within: .seconds(30))
        #expect(exit == .code(0), "\(ffmpeg.standardError)")
        var files: [String: [UInt8]] = [:]
        for name in ["live.ts", "live.m3u8", "segment0.ts", "segment1.ts"] {
            files[name] = try readFile(folder.path(of: name))
        }
        return files
    }
}
