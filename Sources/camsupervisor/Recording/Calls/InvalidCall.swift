/// A call that nobody can follow, in words.
struct InvalidCall: Error, Equatable, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}
