/// Goes through the elements of a value once.
struct Cursor {
    private enum Source {
        case items([Value])
        case interval(Interval)
        case generator(Generator)
    }

    private let source: Source
    private var position = 0

    init(_ items: [Value]) { self.source = .items(items) }
    init(_ interval: Interval) { self.source = .interval(interval) }
    init(_ generator: Generator) { self.source = .generator(generator) }

    mutating func next() throws(TemplateError) -> Value? {
        switch self.source {
        case .items(let items):
            guard self.position < items.count else { return nil }
            self.position += 1
            return items[self.position - 1]
        case .interval(let interval):
            guard self.position < interval.count else { return nil }
            self.position += 1
            return .int(interval[self.position - 1])
        case .generator(let generator):
            return try generator.next()
        }
    }
}

/// A sequence whose elements are computed when asked for, and only once: what `map`, `select` and their like return.
final class Generator: TemplateObject {
    private let name: String
    private var produce: (() throws(TemplateError) -> Value?)?
    private let nesting: Int

    /// - Parameter depth: That of the sequence it draws from, or of the deepest element it makes.
    init(_ name: String, depth: Int, _ produce: @escaping () throws(TemplateError) -> Value?) {
        self.name = name
        self.nesting = depth + 1
        self.produce = produce
    }

    override var typeName: String { self.name }
    override var depth: Int { self.nesting }

    func next() throws(TemplateError) -> Value? {
        guard let produce else { return nil }
        do throws(TemplateError) {
            if let value = try produce() { return value }
        } catch {
            self.produce = nil
            throw error
        }
        self.produce = nil
        return nil
    }

    override func elements(_ renderer: Renderer) throws(TemplateError) -> Cursor? { Cursor(self) }

    // The original prints an address here; there is nothing sensible to print.
    override func text(_ renderer: Renderer) throws(TemplateError) -> String {
        "<\(self.name) object; add |list to see its elements>"
    }
}
