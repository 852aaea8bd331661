import CLinux
import Hummingbird
import IPC
import NIOCore
import NIOPosix
import Shared
import Synchronization

/// A file of `http.local` while a client reads it: the descriptor, and one piece at a time.
final class OpenFile: Sendable {
    /// Read and written at once: what a client that reads slowly costs, beside its connection.
    static let piece = 64 * 1024
    /// Files open at once, each for as long as its client takes; ``ConnectionLimit`` leaves these descriptors over.
    static let most = 64
    /// For the whole file, as for a body that comes in: each piece alone has that long (``ConnectionGuard``), and a client that
    /// takes one every two minutes would keep its place for a day.
    static let patience = Duration.seconds(120)

    struct TooMany: Error {}

    /// It became shorter while it was read: what was promised cannot be kept, so the connection ends.
    struct Cut: Error {}

    /// The client took too long.
    struct TooSlow: Error {}

    /// How many are open.
    final class Count: Sendable {
        fileprivate let open = Mutex(0)
    }

    let size: Int
    private let descriptor: Int32
    private let count: Count

    /// - Returns: `nil` for everything that is not served.
    /// - Throws: ``TooMany``.
    init?(_ path: String, below folder: String, among count: Count) throws(TooMany) {
        let descriptor = linux_open(path, O_RDONLY | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        let file = OwnedDescriptor(descriptor)
        var status = stat()
        guard fstat(file.rawValue, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_size <= Limits.picture
        else { return nil }
        // Where the descriptor really is, links resolved, after it was opened: nothing can change in between.
        guard let real = Self.link("/proc/self/fd/\(file.rawValue)"), let root = Self.realPath(folder),
            real.hasPrefix("\(root)/")
        else { return nil }
        let hasRoom = count.open.withLock { open in
            guard open < Self.most else { return false }
            open += 1
            return true
        }
        guard hasRoom else { throw TooMany() }
        self.size = Int(status.st_size)
        self.count = count
        self.descriptor = file.release()
    }

    deinit {
        close(self.descriptor)
        self.count.open.withLock { $0 -= 1 }
    }

    /// Its bytes, read as the client takes them.
    func body(on threads: NIOThreadPool, patience: Duration = OpenFile.patience) -> ResponseBody {
        ResponseBody(contentLength: self.size) { writer in
            let deadline = MonotonicTime.now() + patience
            var offset = 0
            while offset < self.size {
                guard MonotonicTime.now() < deadline else { throw TooSlow() }
                let start = offset
                let bytes = try await threads.runIfActive { try self.read(from: start) }
                try await writer.write(bytes)
                offset += bytes.readableBytes
            }
            try await writer.finish(nil)
        }
    }

    private func read(from offset: Int) throws(Cut) -> ByteBuffer {
        let length = min(Self.piece, self.size - offset)
        var bytes = ByteBuffer()
        let count = bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: length) { buffer in
            buffer.baseAddress.map { max(0, pread(self.descriptor, $0, length, off_t(offset))) } ?? 0
        }
        guard count > 0 else { throw Cut() }
        return bytes
    }

    private static func link(_ path: String) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("4096 is not zero") }
            let length = readlink(path, base, buffer.count)
            return length > 0 ? String(decoding: UnsafeRawBufferPointer(buffer).prefix(length), as: UTF8.self) : nil
        }
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
