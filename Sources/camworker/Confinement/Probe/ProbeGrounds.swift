internal import CLinux
internal import Glibc

/// What the confined process of a probe finds around it, and tries to get at.
struct ProbeGrounds {
    /// Of the same worker program, confined like any neighbour.
    var sibling: Int32
    /// A folder in which only confinement keeps anybody from anything.
    var folder: String
    var listedPort: UInt16
    var unlistedPort: UInt16

    var supervisor: Int32 { getppid() }
    var controlSocket: String { "\(self.folder)/control.sock" }
    var secrets: String { "\(self.folder)/secrets.yaml" }
    var pictures: String { "\(self.folder)/pictures" }
    var picture: String { "\(self.folder)/pictures/a.jpg" }
    var boundSocket: String { "\(self.folder)/bound.sock" }
    var removable: String { "\(self.folder)/removable" }
    /// Without the zero byte in front.
    var abstractName: String { self.folder }

    /// As words of a command line, and back.
    var words: [String] { ["\(self.sibling)", self.folder, "\(self.listedPort)", "\(self.unlistedPort)"] }

    init(sibling: Int32, folder: String, listedPort: UInt16, unlistedPort: UInt16) {
        self.sibling = sibling
        self.folder = folder
        self.listedPort = listedPort
        self.unlistedPort = unlistedPort
    }

    init?(_ words: some Collection<String>) {
        let words = Array(words)
        guard words.count == 4, let sibling = Int32(words[0]), let listed = UInt16(words[2]),
            let unlisted = UInt16(words[3])
        else { return nil }
        self.init(sibling: sibling, folder: words[1], listedPort: listed, unlistedPort: unlisted)
    }
}
