import IPC
import Logging
import NIOCore
import Shared

/// Brings one worker to life: socket pair, log pipe, process, hello; stays with it until it is reaped.
struct WorkerSpawner: Sendable {
    var process: WorkerProcess
    /// Loops that carry frames; one per worker, in turn.
    var dataLoops: any EventLoopGroup
    var counters = SupervisorCounters()
    /// Where workers live, and what keeps their limits.
    var leaves = WorkerLeaves.none
    /// `nil` where workers run as we do.
    var users: WorkerUsers?

    /// The whole life of one generation.
    ///
    /// Everything that goes wrong becomes its exit.
    func serve(_ request: WorkerPool.SpawnRequest, pool: WorkerPool) async {
        let place = await self.leaves.prepare(request.camera, generation: request.connection.generation)
        do {
            let status = try await self.live(request, in: place, pool: pool)
            // Before the exit is known, and so before the next worker of the camera: nothing of this one is left then.
            await pool.exited(request.connection, status: status, failure: nil, record: place.end())
        } catch {
            _ = await place.end()
            await pool.exited(request.connection, status: nil, failure: "\(error)")
        }
    }

    private func live(
        _ request: WorkerPool.SpawnRequest,
        in place: WorkerPlace,
        pool: WorkerPool
    ) async throws -> WorkerStatus {
        let connection = request.connection
        let control = pool.executor.eventLoop
        let (ours, theirs) = try SocketPair().split()
        let worker = OwnedDescriptor(theirs)
        let link = try await WorkerLink.open(
            socket: OwnedDescriptor(ours),
            generation: connection.generation,
            mayDeclare: request.camera.source.declaresEntities,
            mayHaveViews: request.camera.source.declaresViews,
            on: self.dataLoops.next(),
            counters: self.counters
        ) { event in
            guard let event = connection.received(event) else { return }
            control.execute { pool.assumeIsolated { $0.received(event, from: connection) } }
        }
        connection.attach(link)
        defer { link.close() }
        let log = try await self.openLog(request, pool: pool)
        link.send(.hello, SupervisorHello(camera: connection.camera, generation: connection.generation))
        return try await self.process.run(
            as: self.users?.user(of: connection.camera),
            socket: worker,
            log: log,
            endings: request.endings
        ) { pid in
            let limits = await place.enter(pid, limits: request.camera.limits)
            await pool.spawned(connection, pid: pid, limits: limits)
        }
    }

    /// The write end for the worker's standard error; the read end is drained on a data loop until it closes.
    private func openLog(_ request: WorkerPool.SpawnRequest, pool: WorkerPool) async throws -> OwnedDescriptor {
        let connection = request.connection
        let control = pool.executor.eventLoop
        return try await WorkerLogPipe.open(
            WorkerLog(redaction: Redaction(of: request.camera)),
            on: self.dataLoops.next()
        ) { line in
            control.execute { pool.assumeIsolated { $0.log(line.text, level: line.level, of: connection) } }
        }
    }
}
