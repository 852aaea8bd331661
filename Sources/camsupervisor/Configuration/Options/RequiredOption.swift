/// An option that must be given.
struct RequiredOption<Value: Sendable>: Sendable {
    let description: OptionDescription
    let reader: ValueReader<Value>

    init(_ key: String, _ reader: ValueReader<Value>, _ summary: String) {
        self.reader = reader
        self.description = OptionDescription(
            key: key,
            form: reader.form,
            defaultText: "",
            summary: summary,
            isRequired: true
        )
    }
}
