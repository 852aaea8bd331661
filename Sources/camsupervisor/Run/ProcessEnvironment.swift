import CLinux

/// The variables this process was started with.
enum ProcessEnvironment {
    static var variables: [String: String] {
        var result: [String: String] = [:]
        guard var entry = linux_environment() else { return result }
        while let pointer = entry.pointee {
            let text = String(cString: pointer)
            if let equals = text.firstIndex(of: "=") {
                result[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            entry += 1
        }
        return result
    }

    static subscript(name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
