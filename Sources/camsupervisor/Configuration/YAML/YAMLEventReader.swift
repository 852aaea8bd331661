internal import CYAML

/// libyaml's parser over a text in memory: the only file that knows the C library.
///
/// Events are pulled one at a time, so whoever reads decides when a file is too deep or too long; the scanner looks
/// ahead by at most 1,024 characters.
struct YAMLEventReader: ~Copyable {
    // Both live at addresses that do not move: libyaml keeps pointers to its own parser and into the text.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeMutableBufferPointer<UInt8>

    /// Copies the text; UTF-8, or UTF-16 with a byte order mark.
    init(_ bytes: [UInt8]) {
        self.text = .allocate(capacity: max(bytes.count, 1))
        _ = self.text.initialize(from: bytes)
        self.parser = .allocate(capacity: 1)
        // It fails only when memory does, as Swift's own allocation above would have.
        precondition(yaml_parser_initialize(self.parser) == 1, "libyaml has no memory for a parser")
        yaml_parser_set_input_string(self.parser, self.text.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(self.parser)
        self.parser.deallocate()
        self.text.deallocate()
    }

    /// The next event.
    ///
    /// After `streamEnd` and after an error there is none: do not ask again.
    mutating func next() throws(YAMLSyntaxError) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(self.parser, &event) == 1 else { throw self.syntaxError() }
        defer { yaml_event_delete(&event) }
        return YAMLEvent(
            kind: Self.kind(of: event),
            line: event.start_mark.line + 1,
            column: event.start_mark.column + 1
        )
    }

    private static func kind(of event: yaml_event_t) -> YAMLEvent.Kind {
        switch event.type {
        case YAML_STREAM_START_EVENT: return .streamStart
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_ALIAS_EVENT: return .alias(anchor: Self.string(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            return .scalar(
                text: String(decoding: bytes, as: UTF8.self),
                isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE,
                tag: Self.string(scalar.tag),
                anchor: Self.string(scalar.anchor)
            )
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return .sequenceStart(tag: Self.string(start.tag), anchor: Self.string(start.anchor))
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return .mappingStart(tag: Self.string(start.tag), anchor: Self.string(start.anchor))
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        default: return .streamEnd
        }
    }

    private static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        text.map { String(cString: $0) }
    }

    private func syntaxError() -> YAMLSyntaxError {
        let parser = self.parser.pointee
        let problem = parser.problem.map { String(cString: $0) } ?? "not YAML"
        let context = parser.context.map { "\(String(cString: $0)): " } ?? ""
        // A reader's error (bad UTF-8) has no mark of its own; the scanner's position is the nearest thing to it.
        let mark = parser.error == YAML_READER_ERROR ? parser.mark : parser.problem_mark
        return YAMLSyntaxError(line: mark.line + 1, column: mark.column + 1, message: context + problem)
    }
}
