/// Finds secrets as Home Assistant does: in `secrets.yaml` of the asking file's folder, then of each folder above it up to
/// that of the main file.
///
/// Only the main file's folder counts for a file that lies outside it.
struct SecretFolders {
    static let fileName = "secrets.yaml"

    /// The main file, as the operator named it.
    private let main: String
    /// By path.
    private var stores: [String: SecretStore] = [:]
    /// How often a name was not found.
    private var undefined = 0

    /// Looking for the nearest name takes time for each pair of names.
    private static let mostProposals = 200

    enum Answer: Equatable {
        case value(Node.Scalar)
        /// Why not, in words, and the nearest name.
        case undefined(String, hint: String?)
        /// Nothing to say that ``report`` does not say.
        case silent
    }

    init(main: String) {
        self.main = main
    }

    /// What is wrong with the files themselves.
    var report: Report {
        var report = Report()
        for store in self.stores.values.sorted(by: { $0.path < $1.path }) { report.append(contentsOf: store.report) }
        return report
    }

    mutating func value(of name: String, askedIn file: String, reading sources: inout SourceReader) -> Answer {
        var without: [String] = []
        var names: [String] = []
        for path in self.paths(for: file) {
            var store = self.stores[path] ?? SecretStore(path: path)
            let answer = store.value(of: name, reading: &sources)
            self.stores[path] = store
            switch answer {
            case .value(let scalar): return .value(scalar)
            case .unusable(let reason): return .undefined(reason, hint: nil)
            case .silent: return .silent
            case .noFile: continue
            case .undefined:
                without.append(path)
                names += store.names
            }
        }
        guard !without.isEmpty else {
            let path = FolderPath.sibling(of: self.main, named: Self.fileName)
            return .undefined("secret \(quoted(name)) is not defined: there is no \(path)", hint: nil)
        }
        self.undefined += 1
        let isWorthIt = self.undefined <= Self.mostProposals && names.count <= Self.mostProposals
        return .undefined(
            "secret \(quoted(name)) is not defined in \(without.joined(separator: " or "))",
            hint: isWorthIt ? NearestName.hint(for: name, among: names) : nil
        )
    }

    /// From the asking file's folder upwards.
    private func paths(for file: String) -> [String] {
        let top = FolderPath.sibling(of: self.main, named: Self.fileName)
        // Only compared with each other; deep, so that `..` does not end at the root.
        let base = String(repeating: "/-", count: 64)
        let folder = FolderPath.absolute(FolderPath.parent(of: self.main), base: base)
        let asking = FolderPath.absolute(FolderPath.parent(of: file), base: base)
        guard FolderPath.contains(folder, asking) else { return [top] }
        let below = asking.dropFirst(folder.count).split(separator: "/")
        let deeper = (0..<below.count).reversed().map { last in
            FolderPath.sibling(
                of: self.main,
                named: below[...last].joined(separator: "/") + "/" + Self.fileName
            )
        }
        return deeper + [top]
    }
}
