internal import Glibc

/// Filters of numbers.
enum NumberFilters {
    static let all: [(String, Function)] = [
        Function("abs", ["value"]) { (call) throws(TemplateError) in try Self.absolute(call[0]) }.entry,
        Function("float", ["value", "default"], required: 1) { (call) throws(TemplateError) in
            do throws(TemplateError) {
                return .float(try Conversion.float(call[0]))
            } catch {
                guard error.kind == .type || error.kind == .value else { throw error }
                return call.given(1) ?? .float(0)
            }
        }.entry,
        Function("int", ["value", "default", "base"], required: 1) { (call) throws(TemplateError) in
            try Self.integer(call) ?? call.given(1) ?? .int(0)
        }.entry,
        Function("round", ["value", "precision", "method"], required: 1) { (call) throws(TemplateError) in
            try Self.rounded(call)
        }.entry,
        Function("sum", ["iterable", "attribute", "start"], required: 1) { (call) throws(TemplateError) in
            let path = ItemPath(call.given(1))
            var sum = Summation(call.given(2) ?? .int(0))
            var cursor = try call.renderer.cursor(call[0])
            while let item = try cursor.next() { try sum.add(try path.of(item, call.renderer), call.renderer) }
            return sum.value
        }.entry,
    ]

    private static func absolute(_ value: Value) throws(TemplateError) -> Value {
        if let number = value.integer {
            guard number != .min else { throw Arithmetic.tooLarge }
            return .int(abs(number))
        }
        switch value {
        case .float(let number): return .float(number.magnitude)
        case .object(let object):
            if let span = object as? Span { return .object(Span(abs(span.microseconds))) }
        default: break
        }
        throw .type("bad operand type for abs(): '\(value.typeName)'")
    }

    /// - Returns: `nil` when the value is no number.
    static func integer(_ call: Call) throws(TemplateError) -> Value? {
        do throws(TemplateError) {
            return .int(try Conversion.integer(call[0], base: try call.integer(2, 10)))
        } catch {
            guard error.kind == .type || error.kind == .value else { throw error }
        }
        do throws(TemplateError) {
            // "42.23" is 42.
            return .int(try Conversion.truncated(try Conversion.float(call[0])))
        } catch {
            guard error.kind == .type || error.kind == .value else { throw error }
            return nil
        }
    }

    private static func rounded(_ call: Call) throws(TemplateError) -> Value {
        let precision = try call.integer(1)
        try call.renderer.spend(steps: abs(max(-400, min(precision, 400))) / 4)
        let method = call.given(2)?.string ?? (call.given(2) == nil ? "common" : "")
        guard ["common", "ceil", "floor"].contains(method) else {
            throw TemplateError(.filterArgument, "method must be common, ceil or floor")
        }
        if case .undefined(let undefined) = call[0] {
            if method == "common" { throw .type("type Undefined doesn't define __round__ method") }
            throw undefined.error
        }
        if method == "common" {
            if let number = call[0].integer { return .int(try Self.rounded(number, precision)) }
            guard case .float(let number) = call[0] else {
                throw .type("type \(call[0].typeName) doesn't define __round__ method")
            }
            return .float(FloatText.rounded(number, precision))
        }
        let power = try Arithmetic.combine(.power, .int(10), .int(precision), call.renderer)
        let scaled = try Arithmetic.combine(.multiply, call[0], power, call.renderer)
        guard let number = Arithmetic.float(scaled) else { throw .type("must be real number, not \(scaled.typeName)") }
        let whole: Value =
            scaled.integer != nil
            ? scaled : .int(try Conversion.truncated(method == "ceil" ? ceil(number) : floor(number)))
        return try Arithmetic.combine(.divide, whole, power, call.renderer)
    }

    private static func rounded(_ number: Int, _ precision: Int) throws(TemplateError) -> Int {
        guard precision < 0 else { return number }
        guard precision > -19 else { return 0 }
        var power = 1
        for _ in 0..<(-precision) { power *= 10 }
        let rest = number % power
        let base = number - rest
        let isUp =
            rest.magnitude * 2 > power.magnitude || (rest.magnitude * 2 == power.magnitude && (base / power) % 2 != 0)
        guard isUp else { return base }
        let (result, overflow) = base.addingReportingOverflow(number < 0 ? -power : power)
        guard !overflow else { throw Arithmetic.tooLarge }
        return result
    }
}

/// Python's `sum`, which keeps what floats lose on the way (since 3.12).
struct Summation {
    private var total: Value
    private var float: Double?
    private var lost = 0.0

    init(_ start: Value) {
        self.total = start
        if case .float(let number) = start { self.float = number }
    }

    var value: Value {
        guard let float else { return self.total }
        return .float(self.lost != 0 && self.lost.isFinite ? float + self.lost : float)
    }

    mutating func add(_ value: Value, _ renderer: Renderer) throws(TemplateError) {
        try renderer.step()
        if let sum = self.float, let number = Arithmetic.float(value) {
            let next = sum + number
            if case .float = value {
                self.lost += sum.magnitude >= number.magnitude ? (sum - next) + number : (number - next) + sum
            }
            self.float = next
            return
        }
        if case .string = self.total { throw .type("sum() can't sum strings [use ''.join(seq) instead]") }
        self.total = try Arithmetic.combine(.add, self.value, value, renderer)
        self.lost = 0
        self.float = nil
        if case .float(let number) = self.total { self.float = number }
    }
}
