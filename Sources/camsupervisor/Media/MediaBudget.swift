import Glibc
import Synchronization

/// Most bytes of video that all views hold together.
///
/// Whoever has a part too many loses its own oldest segments: a camera that sends much must not empty the others' windows.
final class MediaBudget: Sendable {
    /// A quarter of the machine.
    static let share = 4

    let most: Int
    private let held = Atomic<Int>(0)

    init(most: Int = MediaBudget.usual) {
        self.most = most
    }

    var bytes: Int { self.held.load(ordering: .relaxed) }

    /// Bytes that a view may hold which holds `bytes` now; a moment later another may have taken some.
    func room(beside bytes: Int) -> Int {
        max(0, self.most - (self.bytes - bytes))
    }

    func change(by bytes: Int) {
        guard bytes != 0 else { return }
        self.held.wrappingAdd(bytes, ordering: .relaxed)
    }

    /// Of this machine.
    static let usual = MachineMemory.bytes / share
}

/// The machine's memory, as far as the kernel says.
enum MachineMemory {
    /// At least what the smallest supported machine has, when the kernel does not say.
    static let bytes: Int = {
        let (pages, size) = (sysconf(Int32(_SC_PHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
        return pages > 0 && size > 0 ? pages * size : 512 * 1024 * 1024
    }()
}
