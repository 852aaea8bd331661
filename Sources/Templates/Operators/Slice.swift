/// `[start:stop:step]`, with Python's rules for what is left out, negative or beyond the end.
struct Slice {
    let start: Value
    let stop: Value
    let step: Value

    func of(_ base: Value, _ renderer: Renderer) throws(TemplateError) -> Value {
        switch base {
        case .string(let text):
            try renderer.charge(base)
            let scalars = text.scalars
            return try renderer.string(String(try self.indices(scalars.count, renderer).map { scalars[$0] }))
        case .list(let elements):
            return try renderer.list(try self.indices(elements.items.count, renderer).map { elements.items[$0] })
        case .tuple(let elements):
            return try renderer.tuple(try self.indices(elements.items.count, renderer).map { elements.items[$0] })
        case .range(let interval): return try self.of(interval)
        case .undefined(let undefined): throw undefined.error
        case .dict: throw TemplateError(.key, "a dict has no slices")
        default: throw .type("'\(base.typeName)' object is not subscriptable")
        }
    }

    private func of(_ interval: Interval) throws(TemplateError) -> Value {
        let (start, stop, step) = try self.bounds(interval.count)
        let slice = Interval(
            interval.start + start * interval.step,
            interval.start + stop * interval.step,
            interval.step * step
        )
        guard let slice else { throw Arithmetic.tooLarge }
        return .range(slice)
    }

    private func indices(_ count: Int, _ renderer: Renderer) throws(TemplateError) -> [Int] {
        let (start, stop, step) = try self.bounds(count)
        let indices = Array(stride(from: start, to: stop, by: step))
        try renderer.spend(steps: indices.count)
        return indices
    }

    /// CPython's `PySlice_AdjustIndices`; steps beyond the length are as good as the length.
    private func bounds(_ count: Int) throws(TemplateError) -> (start: Int, stop: Int, step: Int) {
        let step = max(-count - 1, min(try Self.number(self.step) ?? 1, count + 1))
        guard try Self.number(self.step) != 0 else { throw .value("slice step cannot be zero") }
        let (low, high) = step < 0 ? (-1, count - 1) : (0, count)
        func clamp(_ number: Int?, _ standard: Int) -> Int {
            guard let number else { return standard }
            return max(low, min(number < 0 ? max(number, -count - 1) + count : number, high))
        }
        let start = clamp(try Self.number(self.start), step < 0 ? high : low)
        let stop = clamp(try Self.number(self.stop), step < 0 ? low : high)
        return (start, stop, step)
    }

    private static func number(_ value: Value) throws(TemplateError) -> Int? {
        if value.isNone { return nil }
        if case .undefined = value {
            throw .type("slice indices must be integers or None or have an __index__ method")
        }
        guard let number = value.integer else { throw .type("slice indices must be integers or None") }
        return number
    }
}
