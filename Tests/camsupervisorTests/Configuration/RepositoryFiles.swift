import FoundationEssentials
import Testing

/// Files of the repository, found from this file's own place.
enum RepositoryFiles {
    /// The folder of Package.swift.
    static let root = Self.folder(above: #filePath, levels: 4)
    /// The folder of this file.
    static let here = Self.folder(above: #filePath, levels: 1)

    /// Whether golden files are written instead of compared.
    static let updatesGolden = ProcessInfo.processInfo.environment["CAMSUPERVISOR_UPDATE_GOLDEN"] == "1"

    static func read(_ path: String) throws -> String {
        try String(contentsOf: URL(filePath: path), encoding: .utf8)
    }

    static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    /// The names in a folder that end so, sorted.
    static func names(in folder: String, ending: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(ending) }.sorted()
    }

    /// Compares with a golden file, or writes it when the update switch is set.
    static func expectGolden(_ text: String, _ path: String) throws {
        if Self.updatesGolden {
            try Self.write(text, to: path)
        } else {
            let expected = try Self.read(path)
            #expect(text == expected, "CAMSUPERVISOR_UPDATE_GOLDEN=1 writes \(path) anew")
        }
    }

    private static func folder(above path: String, levels: Int) -> String {
        path.split(separator: "/").dropLast(levels).reduce("") { "\($0)/\($1)" }
    }
}
