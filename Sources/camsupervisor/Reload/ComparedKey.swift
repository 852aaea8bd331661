/// A key of the file and how to tell that two configurations differ in it, without looking at what a secret is.
struct ComparedKey<Root> {
    /// As it stands in the file, `stale_after`.
    let name: String
    let differs: (Root, Root) -> Bool

    init<Value: Equatable>(_ name: String, _ value: @escaping (Root) -> Value) {
        self.name = name
        self.differs = { value($0) != value($1) }
    }

    /// The names of those in which two values differ, in the order of the table.
    static func names(in keys: [ComparedKey], between old: Root, and new: Root) -> [String] {
        keys.filter { $0.differs(old, new) }.map(\.name)
    }
}
