/// Reads and parses the files of a configuration, within bounds over all of them, and remembers which they were.
///
/// A file that is included twice is read once, but its values count twice, because everything behind walks them twice.
struct SourceReader {
    let access: FileAccess
    /// Each file that was there, in the order of reading, as the operator would write its path.
    private(set) var files: [String] = []
    private var bytes = 0
    private var nodes = 0
    private var parsed: [String: Result<Parsed, Failure>] = [:]

    private struct Parsed {
        var root: Node
        var nodes: Int
    }

    /// Why a file gives nothing.
    enum Failure: Error {
        case unreadable(BoundedFile.Problem)
        /// With a place of its own, inside the file.
        case invalid(Diagnostic)
        /// All files together are too many or too large, in words.
        case tooMuch(String)

        var words: String {
            switch self {
            case .unreadable(let problem): "\(problem)"
            case .invalid(let diagnostic): diagnostic.message
            case .tooMuch(let reason): reason
            }
        }
    }

    init(_ access: FileAccess) {
        self.access = access
    }

    /// The tree of a file, tags and all.
    mutating func parse(_ path: String) throws(Failure) -> Node {
        let result: Result<Parsed, Failure>
        if let known = self.parsed[path] {
            result = known
        } else {
            do throws(Failure) {
                let root = try Self.parse(try self.read(path), path)
                result = .success(Parsed(root: root, nodes: root.size))
            } catch {
                result = .failure(error)
            }
            self.parsed[path] = result
        }
        let parsed = try result.get()
        guard self.nodes + parsed.nodes <= NodeLimits.nodes else {
            throw .tooMuch(
                "the configuration holds more than \(NodeLimits.nodes) values, included files counted each time"
            )
        }
        self.nodes += parsed.nodes
        return parsed.root
    }

    /// The bytes of a file; one more than `limit` when it is larger.
    mutating func read(_ path: String, limit: Int = NodeLimits.fileSize) throws(Failure) -> [UInt8] {
        let bytes: [UInt8]
        do throws(BoundedFile.Problem) {
            bytes = try self.access.read(path, limit)
        } catch {
            throw .unreadable(error)
        }
        if !self.files.contains(path) { self.files.append(path) }
        self.bytes += bytes.count
        guard self.files.count <= NodeLimits.files else {
            throw .tooMuch("the configuration is spread over more than \(NodeLimits.files) files")
        }
        guard self.bytes <= NodeLimits.allFilesSize else {
            throw .tooMuch("the configuration's files have more than \(NodeLimits.allFilesSize / 1024) KiB together")
        }
        return bytes
    }

    private static func parse(_ bytes: [UInt8], _ path: String) throws(Failure) -> Node {
        do throws(Diagnostic) {
            return try NodeParser.parse(bytes, file: path)
        } catch {
            throw .invalid(error)
        }
    }
}

extension Node {
    /// How many values it holds, itself included.
    fileprivate var size: Int {
        switch self.content {
        case .scalar, .broken: 1
        case .sequence(let items): items.reduce(1) { $0 + $1.size }
        case .mapping(let pairs): pairs.reduce(1) { $0 + $1.key.size + $1.value.size }
        }
    }
}
