extension ValueReader where Value == Int {
    /// A size of memory in any form of ``ByteSize``, within a range; bytes.
    static func size(_ range: ClosedRange<Int>) -> Self {
        let form = "a size from \(ByteSize.shown(range.lowerBound)) to \(ByteSize.shown(range.upperBound))"
        return Self(form) { node, key, report in
            guard let bytes = node.scalar.flatMap({ ByteSize.parse($0.text) }) else {
                report.wrongValue(node, key: key, form: form, hint: "write it with its unit, such as 256 MiB")
                return nil
            }
            guard range.contains(bytes) else {
                report.wrongValue(node, key: key, form: form)
                return nil
            }
            return bytes
        }
    }

    /// A share of the processor: `50 %` of a core, or cores as in `0.5` and `2`; percent of one core.
    ///
    /// Sixteen cores at most, so that `cpu: 50` is no fifty cores to anybody.
    static var processorPercent: Self {
        let range = 5...1600
        let form = "a share of the processor: 50 % (of one core) or 2 (cores), from 5 % to 16 cores"
        return Self(form) { node, key, report in
            guard let share = node.scalar.flatMap({ Self.percent($0.text) }), range.contains(share) else {
                report.wrongValue(node, key: key, form: form)
                return nil
            }
            return share
        }
    }

    private static func percent(_ text: String) -> Int? {
        if text.hasSuffix("%") {
            return DecimalNumber.parse(text.dropLast(text.hasSuffix(" %") ? 2 : 1)).flatMap {
                Int(exactly: $0.rounded())
            }
        }
        return DecimalNumber.parse(text).flatMap { Int(exactly: ($0 * 100).rounded()) }
    }
}
