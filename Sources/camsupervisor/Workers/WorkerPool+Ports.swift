import IPC
import Logging
import Shared

/// Ports that cameras redirect their workers to, or templates.
extension WorkerPool {
    /// Takes up what may be taken up of a worker's wish; its successor is told at its `hello`.
    ///
    /// From an older generation too: a worker leaves right after it asked, and is sometimes reaped before it is heard.
    func learn(_ report: PortsReport, from connection: WorkerConnection) {
        guard var worker = self.workers[connection.camera] else { return }
        let added = worker.learn(report.ports, of: connection.generation)
        guard !added.isEmpty else { return }
        self.workers[connection.camera] = worker
        let list = added.map { "\($0)" }.joined(separator: ", ")
        self.logger.log(
            .portLearnt,
            .notice,
            "the camera leads to TCP port \(list); its next worker may connect there",
            ["camera": "\(connection.camera)", "generation": "\(connection.generation)"]
        )
    }
}
