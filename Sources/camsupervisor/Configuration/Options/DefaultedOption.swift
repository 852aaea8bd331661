/// An option that need not be given: its key, how it is read, what holds without it, and its line in the documentation.
struct DefaultedOption<Value: Sendable>: Sendable {
    let description: OptionDescription
    let reader: ValueReader<Value>
    let fallback: Value

    /// - Parameter shown: the default as the documentation shows it.
    init(_ key: String, _ reader: ValueReader<Value>, default fallback: Value, shown: String, _ summary: String) {
        self.reader = reader
        self.fallback = fallback
        self.description = OptionDescription(key: key, form: reader.form, defaultText: shown, summary: summary)
    }

    /// An option that is `nil` when it is not given.
    ///
    /// - Parameter shown: what then happens, for the documentation.
    init<Given>(_ key: String, _ reader: ValueReader<Given>, shown: String = "none", _ summary: String)
    where Value == Given? {
        self.init(key, reader.map { Optional($0) }, default: nil, shown: shown, summary)
    }
}
