internal import CLinux
internal import Glibc
internal import IPC

/// A process of this same program whose output is read.
struct ProbeChild {
    let pid: Int32
    private let output: Int32

    init(_ arguments: [String]) throws(SystemCallError) {
        var pipe: (reading: Int32, writing: Int32) = (-1, -1)
        let result = withUnsafeMutableBytes(of: &pipe) { linux_pipe($0.bindMemory(to: Int32.self).baseAddress) }
        guard result == 0 else { throw SystemCallError(call: "pipe", errorNumber: -result) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, pipe.writing, STDOUT_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var words = (["camworker"] + arguments).map { strdup($0) } + [nil]
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
            for word in words { free(word) }
            close(pipe.writing)
        }
        var pid: pid_t = 0
        let number = posix_spawn(&pid, "/proc/self/exe", &actions, &attributes, &words, linux_environment())
        guard number == 0 else { throw SystemCallError(call: "posix_spawn", errorNumber: number) }
        self.pid = pid
        self.output = pipe.reading
    }

    /// Until its end.
    func readAll() -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(self.output, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }

    func end() {
        kill(self.pid, SIGKILL)
        var status: Int32 = 0
        waitpid(self.pid, &status, 0)
        close(self.output)
    }
}
