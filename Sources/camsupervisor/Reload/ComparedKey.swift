/// A key of the file and how to tell that two configurations differ in it, without looking at what a secret is.
struct ComparedKey<Root> {
    /// As it stands in the file, `stale_after`.
    let name: String
    let differs: (Root, Root) -> Bool

    init<Value: Equatable>(_ name: String, _ value: @escaping (Root) -> Value) {
        self.name = name
        self.differs = { value($0) != value($1) }
    }

    /// A key that is compared only where both have it: that one comes or goes is another key's doing.
    static func ofBoth<Value: Equatable>(_ name: String, _ value: @escaping (Root) -> Value?) -> ComparedKey {
        ComparedKey(name: name) { old, new in
            guard let old = value(old), let new = value(new) else { return false }
            return old != new
        }
    }

    private init(name: String, differs: @escaping (Root, Root) -> Bool) {
        self.name = name
        self.differs = differs
    }

    /// The names of those in which two values differ, in the order of the table.
    static func names(in keys: [ComparedKey], between old: Root, and new: Root) -> [String] {
        keys.filter { $0.differs(old, new) }.map(\.name)
    }
}
