/// A place in a file the operator can edit.
struct SourceLocation: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// As the operator named it.
    var file: String
    /// From 1.
    var line: Int
    /// From 1, in characters.
    var column: Int

    static func < (left: Self, right: Self) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }

    /// `file:line:column`, as editors and terminals take it.
    var description: String { "\(self.file):\(self.line):\(self.column)" }
}
