/// Paths as text: nothing here asks the file system, so `check` says the same on every machine.
enum FolderPath {
    /// Longest path taken, bytes.
    ///
    /// 32 of them fit into a control message beside everything else.
    static let longest = 512

    /// An absolute path without `.`, `..` and doubled slashes; a relative one begins at `base`, which is absolute.
    static func absolute(_ path: String, base: String) -> String {
        var components: [Substring] = []
        let full = path.hasPrefix("/") ? path : "\(base)/\(path)"
        for component in full.split(separator: "/") where component != "." {
            if component == ".." { _ = components.popLast() } else { components.append(component) }
        }
        return "/" + components.joined(separator: "/")
    }

    /// The folder a file lies in, in the same form: `a/b.yaml` → `a`, `b.yaml` → `.`.
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// What a path ends in: `a/b.yaml` → `b.yaml`.
    static func name(of path: String) -> Substring { path.split(separator: "/").last ?? "" }

    /// Another file of the same folder, as the operator would write it.
    static func sibling(of path: String, named name: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return name }
        return path[...slash] + name
    }

    /// A path that stands in a file, as the operator would write it: a relative one begins at that file's folder.
    ///
    /// Without `.` and doubled slashes; `..` stays, because behind a link to a folder it is not what the text says.
    static func path(_ text: String, writtenIn file: String) -> String {
        let full = text.hasPrefix("/") ? text : Self.sibling(of: file, named: text)
        let components = full.split(separator: "/").filter { $0 != "." }
        guard !components.isEmpty else { return full.hasPrefix("/") ? "/" : "." }
        return (full.hasPrefix("/") ? "/" : "") + components.joined(separator: "/")
    }

    /// Whether a file lies in a folder or below it; both absolute.
    static func contains(_ folder: String, _ file: String) -> Bool {
        // By bytes: a slash with a combining mark behind it is another character.
        file.utf8.starts(with: (folder == "/" ? "/" : folder + "/").utf8)
    }
}
