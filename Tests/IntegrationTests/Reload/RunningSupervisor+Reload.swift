import Foundation
import TestSupport

extension RunningSupervisor {
    /// Puts another text into the place of its configuration, as an editor does.
    ///
    /// - Parameters:
    ///   - listen: its addresses; the one it was started with when not given.
    ///   - socket: the control socket's file in its folder.
    func rewrite(
        _ cameras: String,
        http options: String = "",
        listen: [String]? = nil,
        socket: String = "control.sock"
    ) throws {
        let addresses = (listen ?? ["127.0.0.1:\(self.port)"]).map { "\"\($0)\"" }.joined(separator: ", ")
        let configuration = """
            http: { listen: [\(addresses)], \(options) }
            control: { socket: \(self.configurationFolder)/\(socket) }
            \(cameras.replacingOccurrences(of: "$FOLDER", with: self.configurationFolder))
            """
        try writeFile(Array(configuration.utf8), to: "\(self.configurationFolder)/camsupervisor.yaml.new")
        rename("\(self.configurationFolder)/camsupervisor.yaml.new", "\(self.configurationFolder)/camsupervisor.yaml")
    }

    /// Reloads by the command line; the one line it prints.
    func reload(_ arguments: String...) async throws -> String {
        let result = try await self.command(["reload"] + arguments)
        guard result.exit == .code(0) else { throw ReloadFailed(exit: "\(result.exit)", words: result.words) }
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The processes of cameras' workers.
    func workerPIDs(of cameras: [String]) async throws -> [String: Int32] {
        var pids: [String: Int32] = [:]
        for camera in cameras { pids[camera] = try await self.workerPID(of: camera) }
        return pids
    }
}

struct ReloadFailed: Error {
    var exit: String
    var words: String
}
