internal import Glibc

/// `conf.d` beside the configuration file.
///
/// A later version reads it; until then a file in it must not be lost silently.
enum ConfigurationFolder {
    /// Entries looked at: enough to find a `.yaml`, few enough to be nothing at start.
    private static let mostEntries = 1000

    /// The first `.yaml` file in it by name, as the operator would write its path; `nil` when there is none.
    static func firstFile(beside path: String) -> String? {
        let folder = FolderPath.sibling(of: path, named: "conf.d")
        guard let handle = opendir(folder) else { return nil }
        defer { _ = closedir(handle) }
        var names: [String] = []
        for _ in 0..<mostEntries {
            guard let entry = readdir(handle) else { break }
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".yaml"), !name.hasPrefix(".") { names.append(name) }
        }
        return names.min().map { "\(folder)/\($0)" }
    }
}
