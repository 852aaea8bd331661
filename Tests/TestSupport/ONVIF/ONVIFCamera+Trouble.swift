extension ONVIFCamera {
    /// What goes wrong with an operation.
    package enum Trouble: Sendable {
        /// The right answer, after so long.
        case late(Duration)
        case fault(ScriptedFault)
        /// A status with an empty body.
        case status(Int)
        /// A page for people, as another server at the port shows it.
        case page
        case silence
        case close
        case reset
        /// The answer's element with nothing in it.
        case empty
        /// An envelope without anything in its body.
        case emptyBody
        /// 200 and no bytes at all.
        case nothing
        case version11
        case unusualPrefixes
        case undeclaredPrefix
        /// A byte in it that is not UTF-8.
        case badUTF8
        /// The right head, so many bytes of the answer, and then the end.
        case truncated(to: Int)
        /// The right answer in pieces of so many bytes, each so long after the last.
        case drip(Int, every: Duration)
        /// The body ends where the connection does.
        case noLength
        /// Chunks that never end, of an answer that never does.
        case endless
        /// So many bytes of an answer, in one element, with their length.
        case huge(Int)
        /// Entities of entities.
        case bomb
        /// Elements in elements, so many.
        case deep(Int)
        /// Somewhere else, with status 302; without a place, to itself for ever.
        case redirect(String?)
        /// A byte order mark, a comment, blanks before the declaration's end and after the envelope.
        case oddFrame
        case answer(CameraAnswer)

        /// Whether the device does what it was told before the answer goes wrong.
        var letsOperationHappen: Bool {
            switch self {
            case .late, .empty, .version11, .unusualPrefixes, .undeclaredPrefix, .badUTF8, .truncated, .drip, .noLength,
                .oddFrame:
                true
            default: false
            }
        }

        /// How the answer is written.
        var style: SOAPEnvelope.Style? {
            switch self {
            case .version11: .version11
            case .unusualPrefixes: .unusualPrefixes
            case .undeclaredPrefix: .undeclaredPrefix
            default: nil
            }
        }
    }
}

extension ONVIFCamera.Trouble {
    /// The answer instead of the right one, for troubles that leave nothing of that.
    ///
    /// - Parameter path: of the request.
    func answer(to path: String) -> CameraAnswer {
        switch self {
        case .status(let status): return .fixed(status: status, fields: ["Content-Type": "text/html"], body: [])
        case .page: return .page("<html><head><title>Router</title></head><body>Please log in<br></body></html>")
        case .silence: return .silence
        case .reset: return .reset
        case .nothing: return Self.soap("")
        case .emptyBody: return Self.soap(SOAPEnvelope(body: "").text)
        case .endless: return .endlessChunks(type: Self.type, chunk: Array(repeating: UInt8(ascii: " "), count: 16_384))
        case .huge(let count):
            let frame = SOAPEnvelope(body: "<tds:GetScopesResponse>|</tds:GetScopesResponse>").text.split(
                separator: "|"
            )
            let filler = [UInt8](repeating: UInt8(ascii: "x"), count: max(0, count))
            return .bytes(Array(frame[0].utf8) + filler + Array(frame[1].utf8), type: Self.type)
        case .bomb: return Self.soap(Self.bombText)
        case .deep(let count):
            let body = String(repeating: "<tt:a>", count: count) + String(repeating: "</tt:a>", count: count)
            return Self.soap(SOAPEnvelope(body: body).text)
        case .redirect(let place): return .redirect(to: place ?? path)
        case .answer(let answer): return answer
        default: return .close
        }
    }

    /// What becomes of the right answer.
    func applied(to answer: CameraAnswer) -> CameraAnswer {
        if case .late(let delay) = self { return .late(by: delay, answer) }
        guard case .fixed(let status, let fields, let body) = answer else { return answer }
        let type = fields["Content-Type"] ?? Self.type
        switch self {
        case .badUTF8:
            // At the end of the first text that there is.
            let place = body[...].firstRange(of: Array("</".utf8), from: 0) ?? 0
            let bad = Array(body[..<place]) + [0xE4, 0xFF] + Array(body[place...])
            return .fixed(status: status, fields: fields, body: bad)
        case .truncated(let count):
            return .cut(type: type, body: Array(body.prefix(count)), announced: body.count, then: .closes)
        case .drip(let piece, let every): return .drip(type: type, body: body, piece: max(1, piece), every: every)
        case .noLength:
            let head = "HTTP/1.1 \(status) OK\r\nConnection: close\r\nContent-Type: \(type)\r\n\r\n"
            return .raw(Array(head.utf8) + body)
        case .oddFrame:
            let odd = [0xEF, 0xBB, 0xBF] + body + Array("\r\n <!-- end -->\r\n\r\n".utf8)
            return .fixed(status: status, fields: fields, body: odd)
        default: return answer
        }
    }

    private static let type = "application/soap+xml; charset=utf-8"

    private static func soap(_ text: String) -> CameraAnswer { .bytes(Array(text.utf8), type: self.type) }

    private static var bombText: String {
        let entities = (1...9).map { level in
            "<!ENTITY l\(level) \"\(String(repeating: "&l\(level - 1);", count: 10))\">"
        }
        let frame = SOAPEnvelope(body: "<tds:GetScopesResponse>&l9;</tds:GetScopesResponse>").text
        return frame.replacing(
            "?>",
            with: "?><!DOCTYPE e [<!ENTITY l0 \"lol\">\(entities.joined())]>",
            maxReplacements: 1
        )
    }
}
