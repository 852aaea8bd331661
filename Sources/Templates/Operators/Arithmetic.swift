internal import Glibc

/// The operators of Python's numbers, texts and lists.
enum Arithmetic {
    static func combine(
        _ operation: BinaryOperator,
        _ left: Value,
        _ right: Value,
        _ renderer: Renderer
    ) throws(TemplateError) -> Value {
        if case .int(let left) = left, case .int(let right) = right { return try Self.integers(operation, left, right) }
        if operation == .remainder, case .string(let format) = left {
            return try renderer.string(try PercentFormat.apply(format, right, renderer))
        }
        if case .undefined(let undefined) = left { throw undefined.error }
        if case .undefined(let undefined) = right { throw undefined.error }
        if let value = try Self.objects(operation, left, right) { return value }
        if let leftInteger = left.integer, let rightInteger = right.integer {
            return try Self.integers(operation, leftInteger, rightInteger)
        }
        if let left = Self.float(left), let right = Self.float(right) { return try Self.floats(operation, left, right) }
        switch operation {
        case .add: if let value = try Self.join(left, right, renderer) { return value }
        case .multiply:
            if let count = right.integer, let value = try Self.repeated(left, count, renderer) { return value }
            if let count = left.integer, let value = try Self.repeated(right, count, renderer) { return value }
        default: break
        }
        throw Self.unsupported(operation.rawValue, left, right)
    }

    static func unsupported(_ sign: String, _ left: Value, _ right: Value) -> TemplateError {
        .type("unsupported operand types for \(sign): '\(left.typeName)' and '\(right.typeName)'")
    }

    private static func objects(
        _ operation: BinaryOperator,
        _ left: Value,
        _ right: Value
    ) throws(TemplateError) -> Value? {
        if case .object(let object) = left, let value = try object.combine(operation, right, isRight: false) {
            return value
        }
        guard case .object(let object) = right else { return nil }
        return try object.combine(operation, left, isRight: true)
    }

    /// A number as a float; `nil` for anything else.
    static func float(_ value: Value) -> Double? {
        if case .float(let number) = value { return number }
        return value.integer.map { Double($0) }
    }

    static func negate(_ value: Value) throws(TemplateError) -> Value {
        if let number = value.integer {
            guard number != .min else { throw Self.tooLarge }
            return .int(-number)
        }
        switch value {
        case .float(let number): return .float(-number)
        case .undefined(let undefined): throw undefined.error
        case .object(let object): if let value = try object.negated() { return value }
        default: break
        }
        throw .type("bad operand type for unary -: '\(value.typeName)'")
    }

    static func positive(_ value: Value) throws(TemplateError) -> Value {
        if let number = value.integer { return .int(number) }
        switch value {
        case .float: return value
        case .undefined(let undefined): throw undefined.error
        case .object(let object): if try object.negated() != nil { return value }
        default: break
        }
        throw .type("bad operand type for unary +: '\(value.typeName)'")
    }

    static let tooLarge = TemplateError(.overflow, "a number becomes too large: integers have 64 bits")
    private static let byZero = TemplateError(.zeroDivision, "division by zero")

    // MARK: Numbers

    private static func integers(
        _ operation: BinaryOperator,
        _ left: Int,
        _ right: Int
    ) throws(TemplateError) -> Value {
        var result: (partialValue: Int, overflow: Bool)
        switch operation {
        case .add: result = left.addingReportingOverflow(right)
        case .subtract: result = left.subtractingReportingOverflow(right)
        case .multiply: result = left.multipliedReportingOverflow(by: right)
        case .divide:
            guard right != 0 else { throw Self.byZero }
            return .float(Self.quotient(left, right))
        case .floorDivide:
            guard right != 0 else { throw Self.byZero }
            result = left.dividedReportingOverflow(by: right)
            if !result.overflow, left % right != 0, (left < 0) != (right < 0) { result.partialValue -= 1 }
        case .remainder:
            guard right != 0 else { throw Self.byZero }
            guard right != -1 else { return .int(0) }
            let rest = left % right
            return .int(rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest)
        case .power: return try Self.power(left, right)
        }
        guard !result.overflow else { throw Self.tooLarge }
        return .int(result.partialValue)
    }

    /// Correctly rounded, also for numbers that are no floats themselves.
    private static func quotient(_ left: Int, _ right: Int) -> Double {
        let exact: UInt = 1 << 53
        guard left.magnitude > exact || right.magnitude > exact else { return Double(left) / Double(right) }
        let wide = UInt128(left.magnitude)
        let shift = max(0, wide.leadingZeroBitCount - 1)
        let (quotient, rest) = (wide << shift).quotientAndRemainder(dividingBy: UInt128(right.magnitude))
        let magnitude = scalbn(Double(quotient | (rest == 0 ? 0 : 1)), -Int32(shift))
        return (left < 0) == (right < 0) ? magnitude : -magnitude
    }

    private static func power(_ base: Int, _ exponent: Int) throws(TemplateError) -> Value {
        guard exponent >= 0 else { return try Self.power(Double(base), Double(exponent)) }
        if base == 0 || base == 1 { return .int(exponent == 0 ? 1 : base) }
        if base == -1 { return .int(exponent % 2 == 0 ? 1 : -1) }
        guard exponent < 64 else { throw Self.tooLarge }
        var result = 1
        for _ in 0..<exponent {
            let (product, overflow) = result.multipliedReportingOverflow(by: base)
            guard !overflow else { throw Self.tooLarge }
            result = product
        }
        return .int(result)
    }

    private static func power(_ base: Double, _ exponent: Double) throws(TemplateError) -> Value {
        guard base != 0 || exponent >= 0 else {
            throw TemplateError(.zeroDivision, "zero cannot be raised to a negative power")
        }
        guard base >= 0 || !base.isFinite || !exponent.isFinite || exponent == exponent.rounded() else {
            throw TemplateError(.unsupported, "a negative number to a fractional power is a complex number")
        }
        let result = pow(base, exponent)
        guard result.isFinite || !base.isFinite || !exponent.isFinite else {
            throw TemplateError(.overflow, "the result of ** is too large")
        }
        return .float(result)
    }

    private static func floats(
        _ operation: BinaryOperator,
        _ left: Double,
        _ right: Double
    ) throws(TemplateError) -> Value {
        switch operation {
        case .add: return .float(left + right)
        case .subtract: return .float(left - right)
        case .multiply: return .float(left * right)
        case .power: return try Self.power(left, right)
        case .divide, .floorDivide, .remainder: break
        }
        guard right != 0 else { throw Self.byZero }
        if operation == .divide { return .float(left / right) }
        let (quotient, rest) = Self.floorDivision(left, right)
        return .float(operation == .remainder ? rest : quotient)
    }

    /// CPython's `float_divmod`.
    private static func floorDivision(_ left: Double, _ right: Double) -> (quotient: Double, rest: Double) {
        var rest = fmod(left, right)
        var quotient = (left - rest) / right
        if rest != 0 {
            if (right < 0) != (rest < 0) {
                rest += right
                quotient -= 1
            }
        } else {
            rest = copysign(0, right)
        }
        guard quotient != 0 else { return (copysign(0, left / right), rest) }
        var floored = floor(quotient)
        if quotient - floored > 0.5 { floored += 1 }
        return (floored, rest)
    }

    // MARK: Sequences

    private static func join(_ left: Value, _ right: Value, _ renderer: Renderer) throws(TemplateError) -> Value? {
        switch (left, right) {
        case (.string(let left), .string(let right)): return try renderer.string(left + right)
        case (.list(let left), .list(let right)): return try renderer.list(left.items + right.items)
        case (.tuple(let left), .tuple(let right)): return try renderer.tuple(left.items + right.items)
        default: return nil
        }
    }

    private static func repeated(_ value: Value, _ count: Int, _ renderer: Renderer) throws(TemplateError) -> Value? {
        let times = max(0, count)
        switch value {
        case .string(let text):
            let (bytes, overflow) = text.utf8.count.multipliedReportingOverflow(by: times)
            try renderer.check(stringBytes: overflow ? .max : bytes)
            return try renderer.string(String(repeating: text, count: times))
        case .list(let elements), .tuple(let elements):
            let (total, overflow) = elements.items.count.multipliedReportingOverflow(by: times)
            try renderer.check(elements: overflow ? .max : total)
            var items: [Value] = []
            items.reserveCapacity(total)
            if total > 0 { for _ in 0..<times { items += elements.items } }
            if case .list = value { return try renderer.list(items) }
            return try renderer.tuple(items)
        default: return nil
        }
    }
}
