internal import CExpat

/// Makes a tree of what expat tells.
///
/// A class because expat's callbacks get a pointer to it. Prefixes are resolved here and not by expat, for which one that is
/// not declared ends the document.
final class XMLTreeBuilder {
    private struct Open {
        var element: XMLElement
        var text: [UInt8] = []
        /// Prefixes declared by this element; the default one is empty.
        var declared: [String] = []
    }

    private let limits: XMLLimits
    private let parser: OpaquePointer
    private var open: [Open] = []
    /// What each prefix stands for, the innermost last: looking one up costs the same however many are declared, which
    /// are 12,000 of what somebody means ill with.
    private var namespaces: [String: [String]] = [:]
    private var elements = 0
    private var root: XMLElement?
    private var failure: XMLError?

    /// - Returns: the root element, and whether something stood behind it that is no XML.
    static func tree(
        of bytes: ArraySlice<UInt8>,
        encoding: XMLMending.Encoding,
        limits: XMLLimits
    ) throws(XMLError) -> (root: XMLElement, hasRest: Bool) {
        // A name given here counts more than what the document declares; expat finds out UTF-16 by itself.
        guard let parser = XML_ParserCreate(encoding == .utf16 ? nil : encoding.rawValue) else {
            preconditionFailure("expat has no memory")
        }
        defer { XML_ParserFree(parser) }
        let builder = XMLTreeBuilder(parser, limits: limits)
        return try withExtendedLifetime(builder) { () throws(XMLError) in try builder.parse(bytes) }
    }

    private init(_ parser: OpaquePointer, limits: XMLLimits) {
        self.parser = parser
        self.limits = limits
    }

    private func parse(_ bytes: ArraySlice<UInt8>) throws(XMLError) -> (root: XMLElement, hasRest: Bool) {
        self.listen()
        // In one piece: expat before 2.6 looks at a long token again with each piece (CVE-2023-52425).
        let status = bytes.withUnsafeBytes { buffer in
            XML_Parse(self.parser, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), CInt(buffer.count), 1)
        }
        if let failure { throw failure }
        if let root { return (root, status != XML_STATUS_OK) }
        throw .malformed(
            XML_ErrorString(XML_GetErrorCode(self.parser)).map { String(cString: $0) } ?? "unknown error",
            line: Int(clamping: XML_GetCurrentLineNumber(self.parser)),
            column: Int(clamping: XML_GetCurrentColumnNumber(self.parser)) + 1
        )
    }

    private func listen() {
        XML_SetUserData(self.parser, Unmanaged.passUnretained(self).toOpaque())
        XML_SetElementHandler(
            self.parser,
            { XMLTreeBuilder.of($0)?.begin($1, $2) },
            { context, _ in XMLTreeBuilder.of(context)?.end() }
        )
        XML_SetCharacterDataHandler(self.parser) { XMLTreeBuilder.of($0)?.append($1, $2) }
        XML_SetStartDoctypeDeclHandler(self.parser) { context, _, _, _, _ in
            XMLTreeBuilder.of(context)?.fail(.documentType)
        }
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> XMLTreeBuilder? {
        // SAFETY: parse() ends before the builder does, and expat calls only while it runs.
        context.map { Unmanaged<XMLTreeBuilder>.fromOpaque($0).takeUnretainedValue() }
    }

    private func fail(_ error: XMLError) {
        if self.failure == nil { self.failure = error }
        XML_StopParser(self.parser, XML_Bool(XML_FALSE))
    }

    // MARK: - What expat tells

    private func begin(
        _ name: UnsafePointer<CChar>?,
        _ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>?
    ) {
        // Handlers may be called once more after the parser was stopped.
        guard self.failure == nil, let name else { return }
        self.elements += 1
        let limits = self.limits
        guard self.elements <= limits.elements else { return self.fail(.tooManyElements(most: limits.elements)) }
        guard self.open.count < limits.depth else { return self.fail(.tooDeep(most: limits.depth)) }
        var one = Open(element: XMLElement(name: ""))
        var place = attributes
        var count = 0
        var prefixes: [String] = []
        while let next = place, let key = next.pointee {
            count += 1
            guard count <= limits.attributes else { return self.fail(.tooManyAttributes(most: limits.attributes)) }
            let value = (next + 1).pointee.map { String(cString: $0) } ?? ""
            place = next + 2
            let (prefix, name) = Self.parts(of: key)
            if prefix == "xmlns" {
                self.declare(name, value, of: &one)
            } else if prefix.isEmpty, name == "xmlns" {
                self.declare("", value, of: &one)
            } else {
                one.element.attributes.append(XMLElement.Attribute(name: name, value: value))
                prefixes.append(prefix)
            }
        }
        // Declarations may stand behind what they are for.
        for (place, prefix) in prefixes.enumerated() where !prefix.isEmpty {
            one.element.attributes[place].namespace = self.namespace(of: prefix)
        }
        let (prefix, local) = Self.parts(of: name)
        one.element.name = local
        one.element.namespace = self.namespace(of: prefix)
        self.open.append(one)
    }

    private func end() {
        guard self.failure == nil, var last = self.open.popLast() else { return }
        for prefix in last.declared { self.undeclare(prefix) }
        last.element.text = Self.trimmed(last.text)
        if self.open.isEmpty {
            self.root = last.element
        } else {
            self.open[self.open.count - 1].element.children.append(last.element)
        }
    }

    private func append(_ text: UnsafePointer<CChar>?, _ count: CInt) {
        guard self.failure == nil, let text, !self.open.isEmpty else { return }
        let bytes = UnsafeRawBufferPointer(start: text, count: Int(count))
        let last = self.open.count - 1
        // Between the elements there is nothing but line ends and indents.
        if self.open[last].text.isEmpty, bytes.allSatisfy({ $0 <= 0x20 }) { return }
        self.open[last].text.append(contentsOf: bytes)
    }

    private func declare(_ prefix: String, _ namespace: String, of one: inout Open) {
        one.declared.append(prefix)
        self.namespaces[prefix, default: []].append(namespace)
    }

    private func undeclare(_ prefix: String) {
        self.namespaces[prefix]?.removeLast()
        if self.namespaces[prefix]?.isEmpty == true { self.namespaces[prefix] = nil }
    }

    private func namespace(of prefix: String) -> String? {
        if prefix == "xml" { return XMLElement.xml }
        guard let namespace = self.namespaces[prefix]?.last, !namespace.isEmpty else { return nil }
        return namespace
    }

    private static func parts(of name: UnsafePointer<CChar>) -> (prefix: String, local: String) {
        let whole = String(cString: name)
        guard let colon = whole.utf8.lastIndex(of: UInt8(ascii: ":")) else { return ("", whole) }
        return (String(whole[..<colon]), String(whole[whole.index(after: colon)...]))
    }

    private static func trimmed(_ bytes: [UInt8]) -> String {
        guard let last = bytes.lastIndex(where: { $0 > 0x20 }) else { return "" }
        let first = bytes.firstIndex { $0 > 0x20 } ?? last
        return String(decoding: bytes[first...last], as: UTF8.self)
    }
}
