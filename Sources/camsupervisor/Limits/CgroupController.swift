/// What of version 2 of the kernel's control groups keeps a limit of ours.
enum CgroupController: String, Sendable, Hashable, CaseIterable {
    case memory
    case processes = "pids"
    case processor = "cpu"
}
