/// Prometheus' text format 0.0.4, written by hand.
///
/// Not through swift-metrics: its only maintained exporter for Prometheus (swift-prometheus) keeps values that are pushed
/// into it, while nearly everything here is read from the board at the moment it is asked for; mirroring it would be a second
/// copy that can be wrong. (Nor could it be fetched where this was written.) `promtool check metrics` checks the outcome in the tests.
struct PrometheusText {
    enum Kind: String {
        case counter, gauge, histogram
    }

    typealias Labels = [(name: String, value: String)]

    private(set) var text = ""

    /// One metric with its samples; nothing at all when there are none.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ samples: [(labels: Labels, value: Double)]) {
        guard !samples.isEmpty else { return }
        self.begin(name, kind, help)
        for sample in samples { self.line(name, sample.labels, sample.value) }
    }

    /// One value without labels.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Double?) {
        guard let value else { return }
        self.add(name, kind, help, [([], value)])
    }

    mutating func add(_ name: String, _ help: String, _ histograms: [(Labels, RequestDurations.Histogram)]) {
        guard !histograms.isEmpty else { return }
        self.begin(name, .histogram, help)
        for (labels, histogram) in histograms {
            var sum: UInt64 = 0
            for (bound, count) in zip(RequestDurations.bounds.map(Self.number) + ["+Inf"], histogram.counts) {
                sum += count
                self.line("\(name)_bucket", labels + [("le", bound)], Double(sum))
            }
            self.line("\(name)_sum", labels, histogram.sum)
            self.line("\(name)_count", labels, Double(sum))
        }
    }

    private mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        self.text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    private mutating func line(_ name: String, _ labels: Labels, _ value: Double) {
        self.text += name
        if !labels.isEmpty {
            self.text += "{" + labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",") + "}"
        }
        self.text += " \(Self.number(value))\n"
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    /// Whole numbers without a fraction, so that a byte count reads as one.
    private static func number(_ value: Double) -> String {
        Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }
}
