/// What came for a request: the element that answers it, or why there is none.
///
/// Pure. Taken as it comes: SOAP 1.1 or 1.2, whatever prefixes, whatever HTTP status stands above a fault.
enum SOAPAnswer {
    /// - Parameters:
    ///   - status: HTTP's; 0 where none is known, as of notifications.
    static func read(_ body: [UInt8], status: Int, to request: SOAPRequest) throws(SOAPTrouble) -> XMLElement {
        func trouble(_ cause: SOAPTrouble.Cause) -> SOAPTrouble {
            SOAPTrouble(operation: request.operation, cause: cause)
        }
        let isSuccess = 200..<300 ~= status
        let empty = XMLElement(name: "\(request.operation)Response")
        let root: XMLElement
        do {
            root = try XMLDocument(body).root
        } catch {
            if isSuccess, error == .empty, request.isCommand { return empty }
            // Of a refusal the status says more than the page that came with it.
            guard isSuccess else { throw trouble(.status(status)) }
            throw trouble(error == .page ? .page : error == .empty ? .otherAnswer("") : .unreadable(error))
        }
        guard root.name == "Envelope", let content = root.child("Body") else {
            guard isSuccess else { throw trouble(.status(status)) }
            let name = TextExcerpt.of(root.name, longest: Self.longestName)
            throw trouble(root.name.lowercased() == "html" ? .page : .notSOAP(name))
        }
        if let element = content.child("Fault") {
            let fault = SOAPFault(element)
            let isRefused = !fault.isRefusal && HTTPStatus(code: status, hadCredentials: true).isRefusal
            throw trouble(isRefused ? .status(status) : .fault(fault))
        }
        guard isSuccess else { throw trouble(.status(status)) }
        if let answer = content.child(empty.name) { return answer }
        guard let first = content.children.first else {
            if request.isCommand { return empty }
            throw trouble(.otherAnswer(""))
        }
        throw trouble(.otherAnswer(TextExcerpt.of(first.name, longest: Self.longestName)))
    }

    /// Scalars of a name that is repeated.
    private static let longestName = 60
}
