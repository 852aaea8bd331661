internal import Shared

/// `limits:` of a camera and of `defaults:`.
enum LimitsSection {
    /// Under 64 MiB libav does not even load; nobody has more than 64 GiB for one camera.
    private static let memoryRange = (64 << 20)...(64 << 30)
    /// A worker that starts has eight threads when libcurl resolves and libav decodes.
    private static let processRange = 16...1000

    /// Events, commands and video are one each; nobody needs more than a camera has for everybody.
    private static let connectionRange = 3...16

    private static let standard = WorkerLimits()

    static let memory = DefaultedOption<Int?>(
        "memory",
        .size(memoryRange),
        shown: ByteSize.shown(standard.memory),
        "Most memory at any time; a worker that needs more is ended and started again."
    )
    static let processor = DefaultedOption<Int?>(
        "cpu",
        .processorPercent,
        shown: "\(standard.processorPercent) %",
        "Most processor time, as a share of one core or a number of cores; a worker that wants more waits."
    )
    static let processes = DefaultedOption<Int?>(
        "processes",
        .integer(processRange),
        shown: "\(standard.processes)",
        "Most processes and threads."
    )

    static let connections = DefaultedOption<Int?>(
        "connections",
        .integer(connectionRange),
        shown: "what the platform needs: 3, amcrest 4, onvif 5",
        "Most connections to the camera at a time, its video included."
    )

    static let table = OptionTable(
        "limits",
        [memory.description, processor.description, processes.description, connections.description]
    )

    /// - Parameter base: what holds for the keys that are not given.
    static func decode(_ node: Node, over base: WorkerLimits, _ report: inout Report) -> WorkerLimits {
        guard let section = Section(node, table: table, &report) else { return base }
        return WorkerLimits(
            memory: section.value(memory, &report) ?? base.memory,
            processorPercent: section.value(processor, &report) ?? base.processorPercent,
            processes: section.value(processes, &report) ?? base.processes,
            connections: section.value(connections, &report) ?? base.connections
        )
    }
}
