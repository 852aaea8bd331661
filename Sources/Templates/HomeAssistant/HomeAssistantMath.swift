internal import Glibc

/// Functions of numbers.
enum HomeAssistantMath {
    /// Both filters and functions.
    static let all: [Function] = [
        Self.function("sin") { sin($0) },
        Self.function("cos") { cos($0) },
        Self.function("tan") { tan($0) },
        Self.function("asin") { asin($0) },
        Self.function("acos") { acos($0) },
        Self.function("atan") { atan($0) },
        Self.function("sqrt") { sqrt($0) },
        Function("log", ["value", "base", "default"], required: 1) { (call) throws(TemplateError) in
            try Forgiving.attempt(call, "log", default: 2) { () throws(TemplateError) in
                let base = try call.given(1).map { (base) throws(TemplateError) in try Conversion.float(base) }
                let value = try Conversion.float(call[0])
                guard value > 0 || value.isNaN, base.map({ $0 > 0 || $0.isNaN }) ?? true else {
                    throw .value("math domain error")
                }
                guard let base else { return .float(log(value)) }
                let divisor = log(base)
                guard divisor != 0 else { throw TemplateError(.zeroDivision, "float division by zero") }
                return .float(log(value) / divisor)
            }
        },
        Function("atan2", ["y", "x", "default"], required: 1) { (call) throws(TemplateError) in
            try Self.arcTangent(call)
        },
    ]

    /// What C gives as "not a number" is an error of Python.
    private static func function(_ name: String, _ compute: @escaping @Sendable (Double) -> Double) -> Function {
        Function(name, ["value", "default"], required: 1) { (call) throws(TemplateError) in
            try Forgiving.attempt(call, name, default: 1) { () throws(TemplateError) in
                let value = try Conversion.float(call[0])
                let result = compute(value)
                guard !result.isNaN || value.isNaN else { throw .value("math domain error") }
                return .float(result)
            }
        }
    }

    private static func arcTangent(_ call: Call) throws(TemplateError) -> Value {
        var (values, standard) = (call.arguments, call.given(2))
        var isList = false
        switch call[0] {
        case .list(let elements), .tuple(let elements):
            isList = call.arguments.count <= 2
            values = elements.items
            if isList, call.given(2) == nil { standard = call.given(1) }
        default: break
        }
        do throws(TemplateError) {
            guard values.count >= 2 else { throw TemplateError(.index, "list index out of range") }
            return .float(atan2(try Conversion.float(values[0]), try Conversion.float(values[1])))
        } catch {
            guard error.kind == .type || error.kind == .value else { throw error }
            if let standard { return standard }
            throw try Forgiving.noDefault("atan2", .tuple(Elements(values)), call.renderer)
        }
    }

    static let round = Function("round", ["value", "precision", "method", "default"], required: 1) {
        (call) throws(TemplateError) in
        try Forgiving.attempt(call, "round", default: 3) { () throws(TemplateError) in
            let precision = try call.integer(1)
            guard -300...300 ~= precision else {
                throw TemplateError(.overflow, "round() takes a precision between -300 and 300")
            }
            // Rounding prints that many digits and reads them again.
            try call.renderer.spend(steps: abs(precision) / 4)
            // As Python computes 10**precision: a whole number, or a fraction.
            let multiplier = precision >= 0 ? pow(10, Double(precision)) : 1 / pow(10, Double(-precision))
            let value = try Conversion.float(call[0])
            func whole(_ number: Double) throws(TemplateError) -> Double {
                _ = try Conversion.truncated(number)
                return number
            }
            let rounded: Double =
                switch call.given(2)?.string ?? "common" {
                case "ceil": try whole((value * multiplier).rounded(.up)) / multiplier
                case "floor": try whole((value * multiplier).rounded(.down)) / multiplier
                case "half": try whole((value * 2).rounded(.toNearestOrEven)) / 2
                default: FloatText.rounded(value, precision)
                }
            return precision == 0 ? .int(try Conversion.truncated(rounded)) : .float(rounded)
        }
    }

    static let multiply = Function("multiply", ["value", "amount", "default"], required: 2) {
        (call) throws(TemplateError) in
        try Forgiving.attempt(call, "multiply", default: 2) { () throws(TemplateError) in
            try Arithmetic.combine(.multiply, .float(try Conversion.float(call[0])), call[1], call.renderer)
        }
    }

    static let add = Function("add", ["value", "amount", "default"], required: 2) { (call) throws(TemplateError) in
        try Forgiving.attempt(call, "add", default: 2) { () throws(TemplateError) in
            try Arithmetic.combine(.add, .float(try Conversion.float(call[0])), call[1], call.renderer)
        }
    }

    static let bitwise: [Function] = [
        Self.bits("bitwise_and") { $0 & $1 },
        Self.bits("bitwise_or") { $0 | $1 },
        Self.bits("bitwise_xor") { $0 ^ $1 },
    ]

    private static func bits(_ name: String, _ combine: @escaping @Sendable (Int, Int) -> Int) -> Function {
        Function(name, ["first_value", "second_value"]) { (call) throws(TemplateError) in
            guard let left = call[0].integer, let right = call[1].integer else {
                if case .undefined(let undefined) = call[0] { throw .type(undefined.message) }
                throw Arithmetic.unsupported(name, call[0], call[1])
            }
            if case .bool = call[0], case .bool = call[1] { return .bool(combine(left, right) != 0) }
            return .int(combine(left, right))
        }
    }

    static let isNumber = Function("is_number", ["value"]) { (call) throws(TemplateError) in
        do throws(TemplateError) {
            return .bool(try Conversion.float(call[0]).isFinite)
        } catch {
            guard error.kind == .type || error.kind == .value else { throw error }
            return .bool(false)
        }
    }
}
