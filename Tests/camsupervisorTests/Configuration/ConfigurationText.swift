@testable import camsupervisor

/// A configuration given as text, without any file.
enum ConfigurationText {
    static let file = "camsupervisor.yaml"

    static func load(
        _ text: String,
        secrets: String? = nil,
        environment: [String: String] = [:],
        base: String = "/etc/camsupervisor"
    ) -> LoadedConfiguration {
        let root: Node
        do {
            root = try NodeParser.parse(Array(text.utf8), file: Self.file)
        } catch {
            return LoadedConfiguration(configuration: nil, diagnostics: [error], cameraCount: 0)
        }
        let store = SecretStore(path: "secrets.yaml") { _ throws(BoundedFile.Problem) in
            guard let secrets else { throw .missing }
            return Array(secrets.utf8)
        }
        var decoder = ConfigurationDecoder(
            resolver: NodeResolver(secrets: store, environment: environment),
            base: base
        )
        return decoder.decode(root)
    }

    /// The diagnostics as `check` prints them.
    static func messages(_ text: String, secrets: String? = nil, environment: [String: String] = [:]) -> [String] {
        Self.load(text, secrets: secrets, environment: environment).diagnostics.map(\.description)
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
