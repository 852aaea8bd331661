import CLinux
import Glibc

/// Asks for a password at the terminal on standard input, without showing what is typed.
enum TerminalPassword {
    /// Key by key and without signals, so that whatever is pressed the terminal is as it was before afterwards.
    ///
    /// - Returns: `nil` when whoever was asked gave up, or the terminal went away.
    static func ask(_ question: String) -> [UInt8]? {
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else { return nil }
        var quiet = before
        quiet.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0 else { return nil }
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            StandardError.write("")
        }
        StandardError.write(question, terminator: "")
        var line = TypedLine()
        var byte: UInt8 = 0
        while true {
            let count = read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return nil }
            switch line.take(byte) {
            case .goesOn: break
            case .done: return line.bytes
            case .givenUp: return nil
            }
        }
    }
}
