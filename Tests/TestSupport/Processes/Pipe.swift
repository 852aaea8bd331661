import CLinux
import Glibc

/// A pipe whose reading end a thread empties.
final class Pipe: Sendable {
    let writing: Int32
    private let reading: Int32

    init() throws {
        var pair: (Int32, Int32) = (-1, -1)
        let result = withUnsafeMutableBytes(of: &pair) { linux_pipe($0.bindMemory(to: Int32.self).baseAddress) }
        guard result == 0 else { throw SpawnError(path: "pipe", number: -result) }
        (self.reading, self.writing) = pair
    }

    deinit {
        // The reading end is the collecting thread's; without one this pipe was never used.
        close(self.writing)
    }

    /// Starts the thread that reads until nobody holds the writing end any more.
    func collect(into output: BoundedOutput) {
        let descriptor = self.reading
        startThread {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                output.append(buffer[..<count])
            }
            close(descriptor)
            output.complete()
        }
    }
}
