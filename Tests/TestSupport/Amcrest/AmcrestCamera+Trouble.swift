extension AmcrestCamera {
    /// What goes wrong with a command.
    package enum Trouble: Sendable {
        /// The right answer, after so long.
        case late(Duration)
        /// The right head, so many bytes of the body, and then the end.
        case truncated(to: Int)
        /// `Error` and this, with status 200 as old firmware sends it.
        case error(String)
        /// A page for people.
        case page
        case status(Int)
        /// 401, however right the credentials are, as many times as a rule says; a camera with too many sessions does so.
        case refused
        /// `Content-Length` is off by so many bytes; the connection ends after what there is.
        case wrongLength(by: Int)
        /// The body ends where the connection does.
        case noLength
        /// The body in chunks of so many bytes.
        case chunked(Int)
        case silence
        case close
        case reset
        case answer(CameraAnswer)

        /// What becomes of the answer.
        func applied(to answer: CameraAnswer) -> CameraAnswer {
            switch self {
            case .late(let delay): return .late(by: delay, answer)
            case .error(let reason):
                return .bytes(Array("Error\r\n\(reason)\r\n".utf8), type: "text/plain;charset=utf-8")
            case .page: return .page("<html><head><title>Camera</title></head><body>Please log in</body></html>")
            case .status(let status): return .status(status)
            case .refused: return .status(401)
            case .silence: return .silence
            case .close: return .close
            case .reset: return .reset
            case .answer(let other): return other
            case .truncated, .wrongLength, .noLength, .chunked: return self.damaged(answer)
            }
        }

        /// Answers of one piece only; a stream stays what it is.
        private func damaged(_ answer: CameraAnswer) -> CameraAnswer {
            guard case .fixed(let status, let fields, let body) = answer else { return answer }
            let type = fields["Content-Type"] ?? "text/plain"
            let head = "HTTP/1.1 \(status) OK\r\nServer: camera\r\nConnection: close\r\nContent-Type: \(type)\r\n"
            switch self {
            case .truncated(let count):
                return .cut(type: type, body: Array(body.prefix(count)), announced: body.count, then: .closes)
            case .wrongLength(let by):
                return .cut(type: type, body: body, announced: max(0, body.count + by), then: .closes)
            case .chunked(let size):
                let chunks = stride(from: 0, to: body.count, by: max(1, size)).flatMap { start in
                    let chunk = body[start..<min(body.count, start + max(1, size))]
                    return Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + Array("\r\n".utf8)
                }
                return .raw(Array("\(head)Transfer-Encoding: chunked\r\n\r\n".utf8) + chunks + Array("0\r\n\r\n".utf8))
            default: return .raw(Array("\(head)\r\n".utf8) + body)
            }
        }
    }
}
