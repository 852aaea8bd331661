import CLinux
import IPC
import NIOCore
import NIOPosix
import Shared

/// Where a worker's standard error goes: a pipe that is drained on a loop until it closes.
enum WorkerLogPipe {
    /// - Parameter deliver: called on the loop, with what the log lets through.
    /// - Returns: the write end.
    static func open(
        _ log: WorkerLog,
        on loop: any EventLoopGroup,
        deliver: @escaping @Sendable (WorkerLogHandler.Line) -> Void
    ) async throws -> OwnedDescriptor {
        var pipe: (Int32, Int32) = (-1, -1)
        let result = withUnsafeMutableBytes(of: &pipe) {
            linux_pipe($0.bindMemory(to: Int32.self).baseAddress)
        }
        guard result == 0 else { throw SystemCallError(call: "pipe2", errorNumber: -result) }
        let (read, write) = pipe
        let end = OwnedDescriptor(write)
        _ = try await NIOPipeBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(WorkerLogHandler(log: log, deliver: deliver))
                }
            }
            .takingOwnershipOfDescriptor(input: read)
            .get()
        return end
    }
}
