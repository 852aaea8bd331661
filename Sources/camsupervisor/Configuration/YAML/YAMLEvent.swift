/// One step of libyaml through a file.
struct YAMLEvent: Equatable {
    var kind: Kind
    /// From 1.
    var line: Int
    /// From 1, in characters.
    var column: Int

    enum Kind: Equatable {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case alias(anchor: String)
        case scalar(text: String, isPlain: Bool, tag: String?, anchor: String?)
        case sequenceStart(tag: String?, anchor: String?)
        case sequenceEnd
        case mappingStart(tag: String?, anchor: String?)
        case mappingEnd
    }
}

/// What libyaml says when a file is no YAML.
struct YAMLSyntaxError: Error, Equatable {
    var line: Int
    var column: Int
    /// libyaml's words: its problem, and its context when it has one.
    var message: String
}
