/// Which values are equal, which is less, and what is in what.
enum Comparison {
    static func holds(
        _ relation: Relation,
        _ left: Value,
        _ right: Value,
        _ renderer: Renderer
    ) throws(TemplateError) -> Bool {
        switch relation {
        case .equal: return try Self.areEqual(left, right, renderer)
        case .notEqual: return !(try Self.areEqual(left, right, renderer))
        case .isIn: return try Self.contains(right, left, renderer)
        case .notIn: return !(try Self.contains(right, left, renderer))
        case .less, .lessOrEqual, .greater, .greaterOrEqual: break
        }
        if let left = Arithmetic.float(left), let right = Arithmetic.float(right), left.isNaN || right.isNaN {
            return false
        }
        let order = try Self.order(left, right, sign: relation.rawValue, renderer)
        return switch relation {
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        default: order >= 0
        }
    }

    static func areEqual(_ left: Value, _ right: Value, _ renderer: Renderer) throws(TemplateError) -> Bool {
        try renderer.step()
        switch (left, right) {
        case (.undefined, .undefined), (.none, .none): return true
        case (.int(let left), .int(let right)): return left == right
        case (.string(let left), .string(let right)):
            guard left.utf8.count == right.utf8.count else { return false }
            try renderer.spend(bytes: left.utf8.count)
            return left.isSame(as: right)
        case (.list(let left), .list(let right)), (.tuple(let left), .tuple(let right)):
            guard left !== right else { return true }
            guard left.items.count == right.items.count else { return false }
            for (left, right) in zip(left.items, right.items) {
                guard try Self.areEqual(left, right, renderer) else { return false }
            }
            return true
        case (.dict(let left), .dict(let right)): return try Self.areEqual(left, right, renderer)
        case (.range(let left), .range(let right)):
            guard left.count == right.count else { return false }
            return left.count == 0 || (left.start == right.start && (left.count == 1 || left.step == right.step))
        case (.object(let object), _): return object.isEqual(to: right)
        case (_, .object(let object)): return object.isEqual(to: left)
        default: return Self.numericOrder(left, right) == 0
        }
    }

    private static func areEqual(_ left: Mapping, _ right: Mapping, _ renderer: Renderer) throws(TemplateError) -> Bool
    {
        guard left.count == right.count else { return false }
        for (key, value) in zip(left.keys, left.values) {
            guard let other = try right.value(for: key), try Self.areEqual(value, other, renderer) else { return false }
        }
        return true
    }

    /// -1, 0 or 1 for two numbers; `nil` when one is none, or not a number.
    static func numericOrder(_ left: Value, _ right: Value) -> Int? {
        if let left = left.integer, let right = right.integer { return left < right ? -1 : left == right ? 0 : 1 }
        guard let leftFloat = Arithmetic.float(left), let rightFloat = Arithmetic.float(right),
            !leftFloat.isNaN, !rightFloat.isNaN
        else { return nil }
        if leftFloat < rightFloat { return -1 }
        if leftFloat > rightFloat { return 1 }
        // Equal as floats; beyond 2^53 an integer may have been rounded to that.
        if let integer = left.integer, let other = Int(exactly: rightFloat) {
            return integer < other ? -1 : integer == other ? 0 : 1
        }
        if let integer = right.integer, let other = Int(exactly: leftFloat) {
            return other < integer ? -1 : integer == other ? 0 : 1
        }
        return 0
    }

    /// -1, 0 or 1.
    static func order(
        _ left: Value,
        _ right: Value,
        sign: String = "<",
        _ renderer: Renderer
    ) throws(TemplateError) -> Int {
        try renderer.step()
        if let order = Self.numericOrder(left, right) { return order }
        switch (left, right) {
        case (.undefined(let undefined), _), (_, .undefined(let undefined)): throw undefined.error
        case (.string(let left), .string(let right)):
            try renderer.spend(bytes: min(left.utf8.count, right.utf8.count))
            return left.isSame(as: right) ? 0 : left.precedes(right) ? -1 : 1
        case (.list(let left), .list(let right)), (.tuple(let left), .tuple(let right)):
            for (left, right) in zip(left.items, right.items) where !(try Self.areEqual(left, right, renderer)) {
                return try Self.order(left, right, sign: sign, renderer)
            }
            return left.items.count < right.items.count ? -1 : left.items.count == right.items.count ? 0 : 1
        case (.object(let object), _): if let order = try object.order(against: right) { return order }
        case (_, .object(let object)): if let order = try object.order(against: left) { return -order }
        default:
            // Not a number is neither less nor more.
            if Arithmetic.float(left) != nil, Arithmetic.float(right) != nil { return 1 }
        }
        throw .type("'\(sign)' not supported between instances of '\(left.typeName)' and '\(right.typeName)'")
    }

    /// Python's `element in container`.
    static func contains(_ container: Value, _ element: Value, _ renderer: Renderer) throws(TemplateError) -> Bool {
        switch container {
        case .string(let text):
            guard let part = element.string else {
                throw .type("'in <string>' requires string as left operand, not \(element.typeName)")
            }
            try renderer.spend(bytes: text.utf8.count)
            return TextSearch.first(part, in: text) != nil
        case .dict(let mapping):
            try renderer.charge(element)
            return try mapping.value(for: element) != nil
        case .range(let interval):
            if let number = element.integer { return interval.contains(number) }
            guard case .float(let number) = element, let number = Int(exactly: number) else { return false }
            return interval.contains(number)
        default: break
        }
        if case .object(let object) = container, let states = object as? StateCollection {
            return try states.item(element, renderer) != nil
        }
        guard var cursor = try renderer.optionalCursor(container) else {
            throw .type("argument of type '\(container.typeName)' is not iterable")
        }
        while let item = try cursor.next() {
            if try Self.areEqual(item, element, renderer) { return true }
        }
        return false
    }
}
