import CLinux
import Glibc

/// One `posix_spawn`: an own process group, default signals, nothing but the three standard descriptors.
struct Spawn {
    var path: String
    var arguments: [String]
    var environment: [String]
    var input: String
    var outputFile: String?
    var outputDescriptor: Int32
    var errorDescriptor: Int32

    func run() throws(SpawnError) -> Int32 {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        self.set(&attributes)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, self.input, O_RDONLY, 0)
        if let outputFile {
            posix_spawn_file_actions_addopen(&actions, 1, outputFile, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        } else {
            posix_spawn_file_actions_adddup2(&actions, self.outputDescriptor, 1)
        }
        posix_spawn_file_actions_adddup2(&actions, self.errorDescriptor, 2)
        // What whoever started the tests left open (a CI runner's pipes) is no affair of the program's.
        for descriptor in ProcFS.descriptors(of: getpid()).keys where descriptor > 2 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }

        var argumentPointers = ([self.path] + self.arguments).map { strdup($0) } + [nil]
        var environmentPointers = self.environment.map { strdup($0) } + [nil]
        defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
        var pid: pid_t = 0
        let result = posix_spawn(&pid, self.path, &actions, &attributes, &argumentPointers, &environmentPointers)
        guard result == 0 else { throw SpawnError(path: self.path, number: result) }
        return pid
    }

    /// Own group, so that a Ctrl-C in the terminal of the tests is the tests' affair and a group can be killed;
    /// an empty mask and default handlers, whatever the test process has blocked or ignored.
    private func set(_ attributes: inout posix_spawnattr_t) {
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))
    }
}
