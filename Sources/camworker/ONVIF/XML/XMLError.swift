/// Why bytes are no document.
enum XMLError: Error, Hashable, CustomStringConvertible {
    case empty
    /// A page for people.
    case page
    /// With the bytes that came and that may.
    case tooLong(Int, most: Int)
    case tooDeep(most: Int)
    case tooManyElements(most: Int)
    case tooManyAttributes(most: Int)
    /// SOAP forbids it; what comes with one is an attack or no SOAP.
    case documentType
    /// In expat's words, and where.
    case malformed(String, line: Int, column: Int)

    var description: String {
        switch self {
        case .empty: "it is empty"
        case .page: "it is a web page"
        case .tooLong(let bytes, let most): "it has \(bytes) bytes, more than \(most)"
        case .tooDeep(let most): "its elements are within each other more than \(most) times"
        case .tooManyElements(let most): "it has more than \(most) elements"
        case .tooManyAttributes(let most): "an element of it has more than \(most) attributes"
        case .documentType: "it has a document type declaration, which SOAP forbids"
        case .malformed(let reason, let line, let column):
            "it is no XML: \(reason), in line \(line), column \(column)"
        }
    }
}
