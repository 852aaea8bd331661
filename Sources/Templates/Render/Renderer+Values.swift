// Makes and takes apart values within the limits.

extension Renderer {
    func string(_ text: String) throws(TemplateError) -> Value {
        let count = text.utf8.count
        try self.check(stringBytes: count)
        try self.spend(bytes: count)
        return .string(text)
    }

    func list(_ items: [Value]) throws(TemplateError) -> Value { .list(try self.elements(items)) }
    func tuple(_ items: [Value]) throws(TemplateError) -> Value { .tuple(try self.elements(items)) }

    private func elements(_ items: [Value]) throws(TemplateError) -> Elements {
        try self.check(elements: items.count)
        try self.spend(steps: items.count)
        let elements = Elements(items)
        try self.check(depth: elements.depth)
        return elements
    }

    func dict(_ mapping: Mapping) throws(TemplateError) -> Value {
        try self.check(elements: mapping.count)
        try self.spend(steps: mapping.count)
        try self.check(depth: mapping.depth)
        return .dict(mapping)
    }

    /// A value from outside; each one in it is a step.
    func value(of plain: PlainValue) throws(TemplateError) -> Value {
        try self.spend(steps: plain.count)
        return try plain.value()
    }

    func object(_ object: TemplateObject) throws(TemplateError) -> Value {
        try self.check(depth: object.depth)
        return .object(object)
    }

    func generator(
        _ name: String,
        over value: Value,
        _ produce: @escaping () throws(TemplateError) -> Value?
    ) throws(TemplateError) -> Value {
        try self.object(Generator(name, depth: value.depth, produce))
    }

    func isTrue(_ value: Value) throws(TemplateError) -> Bool {
        if case .object(let object) = value, let length = try object.length(self) { return length > 0 }
        return value.isTrue
    }

    // MARK: Elements

    func optionalCursor(_ value: Value) throws(TemplateError) -> Cursor? {
        switch value {
        case .undefined: return Cursor([])
        case .list(let elements), .tuple(let elements): return Cursor(elements.items)
        case .dict(let mapping): return Cursor(mapping.keys)
        case .range(let interval): return Cursor(interval)
        case .string(let text):
            try self.spend(steps: text.utf8.count)
            return Cursor(text.unicodeScalars.map { .string(String($0)) })
        case .object(let object): return try object.elements(self)
        case .none, .bool, .int, .float: return nil
        }
    }

    func cursor(_ value: Value) throws(TemplateError) -> Cursor {
        guard let cursor = try self.optionalCursor(value) else {
            throw .type("'\(value.typeName)' object is not iterable")
        }
        return cursor
    }

    /// All elements, each of which is a step.
    func items(_ value: Value) throws(TemplateError) -> [Value] {
        switch value {
        case .list(let elements), .tuple(let elements):
            try self.spend(steps: elements.items.count)
            return elements.items
        default: break
        }
        var cursor = try self.cursor(value)
        var items: [Value] = []
        while let item = try cursor.next() {
            try self.step()
            items.append(item)
            try self.check(elements: items.count)
        }
        return items
    }

    func optionalLength(_ value: Value) throws(TemplateError) -> Int? {
        try self.charge(value)
        return switch value {
        case .undefined: 0
        case .string(let text): text.length
        case .list(let elements), .tuple(let elements): elements.items.count
        case .dict(let mapping): mapping.count
        case .range(let interval): interval.count
        case .object(let object): try object.length(self)
        case .none, .bool, .int, .float: nil
        }
    }

    func call(_ callee: Value, _ arguments: Arguments) throws(TemplateError) -> Value {
        switch callee {
        case .object(let object): return try object.call(arguments, self)
        case .undefined(let undefined): throw undefined.error
        default: throw .type("'\(callee.typeName)' object is not callable")
        }
    }
}
