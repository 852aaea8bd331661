/// One thing that a confined worker may try.
struct ProbeAttempt {
    enum Group: String, CaseIterable {
        case files, processes, sockets, kernel
        /// Not refused by anything, and said so: docs/threat-model.md.
        case remaining
        /// What a worker needs; refusing it is the mistake.
        case needed
    }

    var name: String
    var group: Group
    /// For people, as an infinitive.
    var words: String
    /// Layers of which each by itself refuses it.
    var keptBy: [String] = []
    /// What the kernel said: 0 or more for yes, -errno for no.
    var run: (ProbeGrounds) -> Int

    init(
        _ name: String,
        _ group: Group,
        _ words: String,
        keptBy: [String] = [],
        run: @escaping (ProbeGrounds) -> Int
    ) {
        self.name = name
        self.group = group
        self.words = words
        self.keptBy = keptBy
        self.run = run
    }

    /// In the order of the table; the last one would replace the process.
    static var all: [ProbeAttempt] {
        Self.files + Self.processes + Self.sockets + Self.kernel + Self.remaining + Self.needed + [Self.execute]
    }

    static func find(_ name: String) -> ProbeAttempt? { Self.all.first { $0.name == name } }
}

/// The names of layers that attempts refer to.
enum ProbeLayer {
    static let files = "landlock-files"
    static let ports = "landlock-ports"
    static let scopes = "landlock-scopes"
    static let calls = "seccomp"
    static let user = "own-user"
    static let capabilities = "no-capabilities"
}
