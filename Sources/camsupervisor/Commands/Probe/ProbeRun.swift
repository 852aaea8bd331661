import ArgumentParser
import IPC
import Logging
import Shared

/// One look at a camera, or for cameras, from the command line: words for whoever waits when nothing comes of it.
struct ProbeRun {
    /// The camworker program, when it is not beside this one.
    var worker: String?
    var redaction = Redaction(secrets: [])
    /// For the worker.
    var look = CameraProber.usualLook

    /// The worker's report; says on standard error why there is none, and exits by sysexits' numbers.
    ///
    /// - Parameter place: who is asked.
    func report<Report: Decodable>(
        _ type: Report.Type,
        _ subject: ProbeRequest.Subject,
        at place: String
    ) async throws -> Report {
        LoggingSystem.bootstrap { _ in RecordLogHandler(level: .critical, sink: .standardError(.text)) }
        let prober = CameraProber(worker: try self.workerProgram(), look: self.look, logger: Logger(label: "probe"))
        do throws(ProbeFailure) {
            let response = try await prober.probe(subject, redaction: self.redaction)
            return try Self.read(type, in: response)
        } catch {
            StandardError.write("camsupervisor: \(place): \(error)\(Self.hint(for: error))")
            throw error.exitCode
        }
    }

    private func workerProgram() throws(ExitCode) -> String {
        do throws(WorkerLocation.NotFound) {
            return try WorkerLocation.find(explicit: self.worker, ownExecutable: WorkerLocation.ownExecutable())
        } catch {
            StandardError.write("camsupervisor: \(error)")
            throw ExitCodes.internal
        }
    }

    private static func read<Report: Decodable>(
        _ type: Report.Type,
        in response: JSONValue
    ) throws(ProbeFailure) -> Report {
        do throws(ProtocolError) {
            return try CallResult.report(type, in: response)
        } catch {
            throw .worker("its report makes no sense: \(error)")
        }
    }

    /// The worker speaks of the configuration's options, and of networks as the kernel does.
    static func hint(for failure: ProbeFailure) -> String {
        guard case .camera(let words) = failure else { return "" }
        if words.contains("`verify_ssl: false`") { return "; here --no-verify does" }
        if words.contains("lo: Network is unreachable") {
            return "; lo takes no multicast: use --target 127.0.0.1[:PORT]"
        }
        return ""
    }
}
