/// Opens what an include tag names: reads the files, but leaves what stands in them as it is.
///
/// So that the cameras of an included file can still be told apart: each is resolved on its own, and a mistake in one is
/// its alone. For the same reason the files of a folder become tags of their own where their shape does not matter.
struct IncludeReader {
    var sources: SourceReader
    /// The files (and folders) that include one another at present, from the outermost.
    private var chain: [String] = []

    init(_ sources: SourceReader) {
        self.sources = sources
    }

    /// How many includes are open; ``close(to:)`` takes it.
    var depth: Int { self.chain.count }

    /// What was opened since is resolved.
    mutating func close(to depth: Int) {
        self.chain.removeLast(self.chain.count - depth)
    }

    /// What stands in a tagged node's place, open until ``close(to:)``; `nil`, with an error, when there is nothing.
    mutating func open(_ node: Node, _ tag: IncludeTag, _ report: inout Report) -> Node? {
        guard let text = node.scalar?.text, !text.isEmpty, !text.unicodeScalars.contains(where: { $0.value < 0x20 })
        else {
            report.error("\(tag.rawValue) takes \(tag.form), not \(node.shown)", at: node.location)
            return nil
        }
        let path = FolderPath.path(text, writtenIn: node.location.file)
        guard FolderPath.name(of: path) != SecretFolders.fileName else {
            // What came from there by !secret is in no message; this would be.
            report.error(
                "\(SecretFolders.fileName) is not included: !secret NAME takes a value of it",
                at: node.location
            )
            return nil
        }
        guard self.enter(path, from: node, &report) else { return nil }
        guard tag != .file else { return self.file(path, for: node, &report) }
        let files: [String]
        do throws(BoundedFile.Problem) {
            files = try FolderWalk.files(below: path, self.sources.access)
        } catch {
            let reason = error == .missing ? "there is no such folder" : "\(error)"
            report.error("cannot include \(quoted(text)): \(reason)", at: node.location)
            return nil
        }
        let parts = files.map { file in
            Part(
                path: "\(path)/\(file)",
                // As if the operator had written `!include folder/file` in this place.
                tag: Node(
                    content: .scalar(Node.Scalar(text: "\(text)/\(file)", isPlain: false)),
                    tag: IncludeTag.file.rawValue,
                    location: node.location
                )
            )
        }
        return Node(content: self.content(of: parts, tag, &report), location: node.location)
    }

    /// A file of an included folder.
    private struct Part {
        var path: String
        var tag: Node

        /// `cams/front_door.yaml` → `front_door`, standing at the file's beginning.
        var key: Node {
            let name = FolderPath.name(of: self.path)
            return Node(
                content: .scalar(Node.Scalar(text: String(name.dropLast(".yaml".count)), isPlain: false)),
                location: SourceLocation(file: self.path, line: 1, column: 1)
            )
        }
    }

    /// Whether a file or folder may be opened now.
    private mutating func enter(_ path: String, from node: Node, _ report: inout Report) -> Bool {
        var chain = self.chain
        // The outermost file is opened by nobody; and what was opened without being resolved, like a map of cameras, is
        // left by now.
        if !chain.contains(node.location.file) { chain.append(node.location.file) }
        guard !chain.contains(path) else {
            let circle = (chain.drop { $0 != path } + [path]).joined(separator: " → ")
            report.error("this include never ends: \(circle)", at: node.location)
            return false
        }
        guard chain.count <= NodeLimits.includeDepth else {
            let chain = (chain + [path]).joined(separator: " → ")
            report.error("more than \(NodeLimits.includeDepth) files include one another: \(chain)", at: node.location)
            return false
        }
        self.chain = chain + [path]
        return true
    }

    // MARK: - Files

    private mutating func file(_ path: String, for node: Node, _ report: inout Report) -> Node? {
        do throws(SourceReader.Failure) {
            return try self.sources.parse(path)
        } catch {
            switch error {
            case .unreadable(let problem): report.error("cannot include \(path): \(problem)", at: node.location)
            case .invalid(let diagnostic): report.append(diagnostic)
            case .tooMuch(let reason): report.error("cannot include \(path): \(reason)", at: node.location)
            }
            return nil
        }
    }

    // MARK: - Folders

    private mutating func content(of parts: [Part], _ tag: IncludeTag, _ report: inout Report) -> Node.Content {
        switch tag {
        case .file: return .broken
        case .named: return .mapping(parts.map { Node.Pair(key: $0.key, value: $0.tag) })
        case .list:
            // A file that cannot be read says so where its content is looked for.
            var ignored = Report()
            return .sequence(parts.map(\.tag).filter { self.root($0, &ignored)?.isNull != true })
        case .mergedList:
            let roots = parts.compactMap { self.root($0.tag, &report) }
            return .sequence(roots.flatMap { $0.items(elseReportingTo: &report) })
        case .mergedMap:
            let roots = parts.compactMap { self.root($0.tag, &report) }
            return .mapping(roots.flatMap { $0.pairs(elseReportingTo: &report) })
        }
    }

    /// What a file holds in the end, should all it holds be a further include.
    private mutating func root(_ tagged: Node, _ report: inout Report) -> Node? {
        let depth = self.depth
        defer { self.close(to: depth) }
        var node: Node? = tagged
        while let tag = node?.tag.flatMap(IncludeTag.init), let next = node { node = self.open(next, tag, &report) }
        return node
    }
}

extension Node {
    /// A list to be merged with others; nothing is an empty one.
    fileprivate func items(elseReportingTo report: inout Report) -> [Node] {
        if case .sequence(let items) = self.content { return items }
        if !self.isNull, !self.isBroken {
            report.error("the files of an !include_dir_merge_list hold lists, not \(self.kind)", at: self.location)
        }
        return []
    }

    /// A map to be merged with others; nothing is an empty one.
    fileprivate func pairs(elseReportingTo report: inout Report) -> [Pair] {
        if let pairs = self.pairs { return pairs }
        if !self.isNull, !self.isBroken {
            report.error("the files of an !include_dir_merge_named hold maps, not \(self.kind)", at: self.location)
        }
        return []
    }
}
