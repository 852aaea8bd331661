import IPC

/// What is counted of a camera over all its workers, since the supervisor started.
struct CameraTotals: Sendable {
    /// Why a connection to the camera had to be made again; the words are part of the metrics.
    enum Loss: String, CaseIterable, Sendable {
        case offline
        case refused
        /// The camera, or the worker's patience, ended it; the next try came at once.
        case closed
        /// The worker that had it ended.
        case worker
    }

    private(set) var frames: UInt64 = 0
    private(set) var bytes: UInt64 = 0
    private(set) var connections: UInt64 = 0
    private(set) var cpuMilliseconds: UInt64 = 0
    /// Frames that came to a worker and were replaced by newer ones before anybody asked.
    private(set) var droppedByWorker: UInt64 = 0
    private(set) var reconnects: [Loss: UInt64] = [:]
    private var loss: Loss?

    /// A worker's last word on what it did; a taken-over one may say anything, so sums wrap instead of trapping.
    mutating func workerEnded(_ stats: Stats?, connection: StateReport.Connection) {
        if let stats {
            self.frames &+= stats.frames
            self.bytes &+= stats.bytes
            self.connections &+= stats.connections
            self.cpuMilliseconds &+= stats.cpuMilliseconds
        }
        if connection == .connected { self.loss = .worker }
    }

    /// The worker's view of its camera has changed.
    mutating func changed(from old: StateReport.Connection, to new: StateReport.Connection) {
        switch (old, new) {
        case (.connected, .connected): break
        case (.connected, .offline): self.loss = .offline
        case (.connected, .refused): self.loss = .refused
        case (.connected, .connecting): self.loss = .closed
        // Nobody asks any more.
        case (.connected, .idle), (.connected, .off), (.connected, .misconfigured): self.loss = nil
        case (_, .connected):
            if let loss { self.reconnects[loss, default: 0] += 1 }
            self.loss = nil
        default: break
        }
    }

    /// - Parameter arrived: frames that came to the hub. It is ahead of the worker's word by up to a second, so the
    ///   difference is believed only when it grows.
    mutating func reported(_ stats: Stats, arrived: UInt64) {
        let seen = self.frames &+ stats.frames
        if seen > arrived { self.droppedByWorker = max(self.droppedByWorker, seen - arrived) }
    }
}
