extension ValueReader where Value == Node {
    /// A value with a decoder of its own.
    static func node(_ form: String) -> Self {
        Self(form) { node, _, _ in node }
    }
}

extension ValueReader {
    /// A list, or one value that stands for a list of one.
    ///
    /// Wrong items are reported and left out.
    static func list<Item>(of item: ValueReader<Item>, _ form: String, longest: Int) -> Self where Value == [Item] {
        Self(form) { node, key, report in
            var nodes = [node]
            if case .sequence(let items) = node.content { nodes = items }
            guard nodes.count <= longest else {
                report.error("'\(key)' has more than \(longest) entries", at: node.location)
                return nil
            }
            return nodes.compactMap { item.read($0, key: key, &report) }
        }
    }
}
