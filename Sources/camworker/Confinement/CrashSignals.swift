internal import CLinux

/// What a crash does: it ends the process, at once and without a word.
enum CrashSignals {
    /// Takes the Swift runtime's own handlers away.
    ///
    /// They print registers and the memory around them, where a camera's password may stand; they run another
    /// program for it; and after a SIGSEGV that was sent with `kill` the process lives on (tried), so an operator could not
    /// end it that way.
    static func endTheProcess() {
        for crash in [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGQUIT] {
            linux_default_signal(crash)
        }
    }
}
