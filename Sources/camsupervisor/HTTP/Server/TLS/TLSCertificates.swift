import CLinux
import Glibc
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// The certificate that connections from the network get: the newest that could be loaded.
///
/// Connections keep the one they began with.
final class TLSCertificates: Sendable {
    /// How often the files are looked at; a change is served two looks later at the latest.
    static let interval = Duration.seconds(3)

    fileprivate struct Current {
        var identity: TLSIdentity
        var renewal: TLSRenewal
    }

    /// A certificate that was loaded and is not served yet, or the wish for none.
    struct Prepared: Sendable {
        fileprivate var current: Current?
    }

    /// `nil` while there is no TLS.
    private let current: Mutex<Current?>
    private let logger: Logger

    /// Reads the files, so it blocks for a moment.
    init(_ files: TLSFiles?, logger: Logger) throws(TLSProblem) {
        self.current = Mutex(try files.map { files throws(TLSProblem) in try Self.load(files) })
        self.logger = logger
    }

    /// Loads other files, or the same again, or none; changes nothing yet.
    func prepare(_ files: TLSFiles?) async throws(TLSProblem) -> Prepared {
        guard let files else { return Prepared() }
        let result: Result<Current, TLSProblem>?
        // Files may lie where reading blocks.
        result = try? await NIOThreadPool.singleton.runIfActive {
            do throws(TLSProblem) {
                return .success(try Self.load(files))
            } catch {
                return .failure(error)
            }
        }
        guard let result else { throw .unreadable(file: files.certificate, reason: "the service is ending") }
        return Prepared(current: try result.get())
    }

    /// Serves it to new connections.
    func apply(_ prepared: Prepared) {
        self.current.withLock { $0 = prepared.current }
    }

    /// Whether who connects to a listener with this address is to speak TLS.
    func isSpoken(at address: SocketAddress?) -> Bool {
        self.identity.map { $0.files.loopback || address?.isLoopback == false } ?? false
    }

    /// Puts TLS before everything else, where it is spoken; on the channel's loop, before it is active.
    func secure(_ channel: any Channel) throws {
        guard let identity, self.isSpoken(at: channel.parent?.localAddress) else { return }
        try channel.pipeline.syncOperations.addHandler(identity.handler())
    }

    /// Looks at the files every ``interval``, until cancelled.
    func watch() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.interval)
            // Files may lie where reading blocks.
            try? await NIOThreadPool.singleton.runIfActive { self.look() }
        }
    }

    /// Loads the files if they have changed.
    ///
    /// - Parameter load: for tests, in which something happens meanwhile.
    func look(
        _ load: (TLSFiles) throws(TLSProblem) -> TLSIdentity = { files throws(TLSProblem) in
            try TLSIdentity(files, read: TLSCertificates.read)
        }
    ) {
        guard let files = self.identity?.files else { return }
        let stamp = TLSRenewal.Stamp(files)
        let shouldLoad = self.current.withLock { current in
            current?.identity.files == files && current?.renewal.shouldLoad(at: stamp) == true
        }
        guard shouldLoad else { return }
        do throws(TLSProblem) {
            let identity = try load(files)
            let isTaken = self.current.withLock { current in
                // A reload may have named others meanwhile, or read these again when they were newer.
                guard current?.identity.files == files, current?.renewal.tried == stamp else { return false }
                current?.identity = identity
                return true
            }
            guard isTaken else { return }
            self.logger.log(
                .certificateRenewed,
                .notice,
                "TLS: new certificate from \(files.certificate), valid until \(identity.validUntil)"
            )
            if let warning = identity.warning(now: time(nil)) {
                self.logger.log(.certificateTrouble, .warning, "TLS: \(warning)")
            }
        } catch {
            self.logger.log(
                .certificateTrouble,
                .error,
                "TLS: the changed certificate is not taken, the old one stays: \(error)"
            )
        }
    }

    private var identity: TLSIdentity? { self.current.withLock { $0?.identity } }

    private static func load(_ files: TLSFiles) throws(TLSProblem) -> Current {
        // Before the reading: what changes meanwhile is a change.
        let stamp = TLSRenewal.Stamp(files)
        return Current(identity: try TLSIdentity(files, read: self.read), renewal: TLSRenewal(loaded: stamp))
    }

    private static func read(_ path: String) throws(TLSProblem) -> [UInt8] {
        do throws(BoundedFile.Problem) {
            return try BoundedFile.read(path, limit: TLSFiles.longest)
        } catch {
            throw .unreadable(file: path, reason: "\(error)")
        }
    }
}

extension ChannelPipeline.SynchronousOperations {
    /// Before every handler but TLS: the place for what reads and writes plain bytes.
    var outermost: ChannelPipeline.SynchronousOperations.Position {
        (try? self.handler(type: NIOSSLServerHandler.self)).map { .after($0) } ?? .first
    }
}
