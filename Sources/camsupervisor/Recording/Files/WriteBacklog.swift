import Synchronization

/// How many files are being written, and how many bytes wait for disks, over all of them.
final class WriteBacklog: Sendable {
    /// Files at once, each with a thread of its own, one that hangs in its disk too.
    static let mostFiles = 32
    /// Of one file, bytes: 10 s of the densest camera (25 Mbit/s); a disk that is that late stays late.
    static let mostOfFile = 32 * 1024 * 1024
    /// Of all files, bytes: most of them are in the hub's window too, and cost nothing until they leave it.
    static let most = 128 * 1024 * 1024

    private let open = Atomic(0)
    private let waiting = Atomic(0)

    /// Files that are being written.
    var files: Int { self.open.load(ordering: .relaxed) }

    /// A file begins; ``fileEnded()`` follows when its thread is done.
    func fileBegins() throws(WriteError) {
        guard self.open.add(1, ordering: .relaxed).newValue <= Self.mostFiles else {
            self.fileEnded()
            throw .tooMany(Self.mostFiles)
        }
    }

    func fileEnded() {
        self.open.subtract(1, ordering: .relaxed)
    }

    /// Whether who is in no hurry may hand over more: the other half is for what comes from cameras.
    var isHalfEmpty: Bool { self.waiting.load(ordering: .relaxed) < Self.most / 2 }

    /// - Returns: whether there is room.
    func take(_ bytes: Int) -> Bool {
        guard self.waiting.add(bytes, ordering: .relaxed).newValue <= Self.most else {
            self.giveBack(bytes)
            return false
        }
        return true
    }

    func giveBack(_ bytes: Int) {
        self.waiting.subtract(bytes, ordering: .relaxed)
    }
}
