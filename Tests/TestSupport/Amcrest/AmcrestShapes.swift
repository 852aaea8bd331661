/// The answers in Shapes/.
enum AmcrestShapes {
    private static let folder = #filePath.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/Shapes"

    /// One answer, by its file's name without `.txt`.
    static func text(_ name: String) -> String {
        String(decoding: self.bytes("\(name).txt"), as: UTF8.self)
    }

    static func bytes(_ file: String) -> [UInt8] {
        guard let bytes = try? readFile("\(self.folder)/\(file)") else {
            preconditionFailure("\(self.folder)/\(file) is part of the sources")
        }
        return bytes
    }
}
