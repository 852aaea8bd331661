@testable import camsupervisor

/// A configuration given as text, without any file.
enum ConfigurationText {
    static let file = "camsupervisor.yaml"

    /// - Parameter files: further ones, by path.
    static func load(
        _ text: String,
        secrets: String? = nil,
        files: [String: String] = [:],
        environment: [String: String] = [:],
        base: String = "/etc/camsupervisor"
    ) -> LoadedConfiguration {
        var files = files
        files[Self.file] = text
        if let secrets { files["secrets.yaml"] = secrets }
        return ConfigurationFile.load(
            path: Self.file,
            environment: environment,
            access: .table(files),
            base: base
        )
    }

    /// The diagnostics as `check` prints them.
    static func messages(
        _ text: String,
        secrets: String? = nil,
        files: [String: String] = [:],
        environment: [String: String] = [:]
    ) -> [String] {
        Self.load(text, secrets: secrets, files: files, environment: environment).diagnostics.map(\.description)
    }
}

extension FileAccess {
    /// Texts by path; folders are there when something lies below them.
    static func table(_ files: [String: String]) -> FileAccess {
        FileAccess(
            read: { path, limit throws(BoundedFile.Problem) in
                let straight = String(FolderPath.absolute(path, base: "/").dropFirst())
                guard let text = files[path] ?? files[straight] else { throw .missing }
                return Array(text.utf8.prefix(limit + 1))
            },
            list: { folder throws(BoundedFile.Problem) in
                var entries: Set<FolderEntry> = []
                for path in files.keys where path.hasPrefix(folder + "/") {
                    let rest = path.dropFirst(folder.count + 1).split(separator: "/")
                    guard let name = rest.first else { continue }
                    entries.insert(FolderEntry(name: String(name), kind: rest.count == 1 ? .file : .folder))
                }
                guard !entries.isEmpty else { throw .missing }
                return Array(entries)
            }
        )
    }
}

/// A small generator with a seed, so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        self.state = seed
    }

    /// SplitMix64 (Steele, Lea and Flood, 2014).
    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
