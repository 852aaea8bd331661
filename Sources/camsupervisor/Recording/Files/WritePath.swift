import Shared

/// Where a picture or a recording is to be written: a folder of `files.write`, folders below it, and a name.
///
/// Made of text that a caller sent. What the text cannot tell, a link on the way, ``PendingFile`` finds out.
struct WritePath: Sendable, Hashable, CustomStringConvertible {
    /// A folder of `files.write`, absolute.
    let folder: String
    /// Below it, made when they are not there.
    let folders: [String]
    let name: String

    /// Longest name, bytes: file systems take 255, and it is written under a longer one first.
    static let longestName = 200
    /// Folders below that of `files.write`.
    static let deepest = 16

    /// What is written, and so which endings its names may have.
    ///
    /// A caller who may control cameras must not be able to write a page, a script or a key file.
    enum Kind: String, Sendable {
        case recording
        case snapshot

        var endings: [String] {
            switch self {
            case .recording: ["mp4", "m4v"]
            case .snapshot: PictureFormat.allCases.flatMap(\.endings)
            }
        }
    }

    /// - Parameters:
    ///   - text: absolute and inside one of the folders, or relative to the first.
    ///   - allowed: `files.write`.
    init(_ text: String, of kind: Kind, in allowed: [String]) throws(WritePathError) {
        if text.contains("{{") || text.contains("{%") { throw .template }
        guard !text.isEmpty, text.utf8.count <= FolderPath.longest else { throw .length }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { throw .controlCharacter }
        guard let first = allowed.first else { throw .nowhereAllowed(text) }
        guard text.utf8.last != UInt8(ascii: "/") else { throw .noName(text) }
        // By bytes, as the kernel does it: with a combining mark behind it a slash is another character, and no separator.
        let components = text.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }.filter {
            $0 != "."
        }
        guard !components.contains("..") else { throw .upwards(text) }
        let path = "/" + components.joined(separator: "/")
        var below = components[...]
        if text.utf8.first == UInt8(ascii: "/") {
            // The innermost, so that the folders that are made are as few as possible.
            let folders = allowed.filter { FolderPath.contains($0, path) }
            guard let folder = folders.max(by: { $0.utf8.count < $1.utf8.count }) else {
                throw .outside(text, allowed: allowed)
            }
            self.folder = folder
            below = below.dropFirst(folder.utf8.split(separator: UInt8(ascii: "/")).count)
        } else {
            self.folder = first
        }
        guard let name = below.popLast() else { throw .noName(text) }
        guard !Self.isHidden(name), !below.contains(where: Self.isHidden) else { throw .hidden(text) }
        guard name.utf8.count <= Self.longestName, below.count <= Self.deepest,
            below.allSatisfy({ $0.utf8.count <= Self.longestName })
        else { throw .length }
        let ending = name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() }
        guard let ending, kind.endings.contains(ending) else { throw .ending(name, kind) }
        self.folders = Array(below)
        self.name = name
    }

    private static func isHidden(_ name: String) -> Bool { name.utf8.first == UInt8(ascii: ".") }

    /// Of a file that was found.
    init(folder: String, folders: [String], name: String) {
        self.folder = folder
        self.folders = folders
        self.name = name
    }

    var description: String { self.sibling(self.name) }

    /// Another name in the same folder, as a whole path.
    func sibling(_ name: String) -> String {
        (self.folder == "/" ? "" : self.folder) + "/" + (self.folders + [name]).joined(separator: "/")
    }

    /// Below its folder of `files.write`.
    var below: String { (self.folders + [self.name]).joined(separator: "/") }

    /// Its name until it is whole.
    var pendingName: String { self.name + Self.pendingSuffix }

    /// Names this program by name: other programs' `.part` files may lie in the same folder.
    static let pendingSuffix = ".camsupervisor.part"

    /// Its name when it was cut short by a failure; the second and later ones are numbered.
    func interruptedName(_ number: Int) -> String {
        let dot = self.name.lastIndex(of: ".") ?? self.name.endIndex
        let mark = number == 1 ? ".interrupted" : ".interrupted-\(number)"
        return self.name[..<dot] + mark + self.name[dot...]
    }
}

/// A filename that is not written to.
enum WritePathError: Error, Equatable, CustomStringConvertible {
    case template
    case length
    case controlCharacter
    case nowhereAllowed(String)
    case outside(String, allowed: [String])
    case upwards(String)
    case noName(String)
    case hidden(String)
    case ending(String, WritePath.Kind)

    var description: String {
        switch self {
        case .template: "filename holds braces of a template where none is rendered: write the name itself"
        case .length:
            "filename has 1 to \(FolderPath.longest) bytes, each name in it at most \(WritePath.longestName), "
                + "and at most \(WritePath.deepest) folders"
        case .controlCharacter: "filename holds a control character"
        // The first words of these two are Home Assistant's.
        case .nowhereAllowed(let text):
            "Can't write \(text), no access to path! files.write of the configuration names no folder"
        case .outside(let text, let allowed):
            "Can't write \(text), no access to path! files.write allows \(allowed.joined(separator: ", "))"
        case .upwards(let text): "Can't write \(text), no access to path! It must not hold '..'"
        case .noName(let text): "\(text) names a folder, not a file"
        case .hidden(let text): "Can't write \(text), no access to path! A name must not begin with a dot"
        case .ending(let name, let kind):
            "a \(kind.rawValue) is written to a name that ends in .\(kind.endings.joined(separator: ", .")), not \(name)"
        }
    }
}
