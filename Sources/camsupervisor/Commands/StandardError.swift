import CLinux

/// Words go to standard error, results to standard output.
enum StandardError {
    static func write(_ text: String, terminator: String = "\n") {
        var line = text + terminator
        line.withUTF8 { _ = CLinux.write(2, $0.baseAddress, $0.count) }
    }
}
