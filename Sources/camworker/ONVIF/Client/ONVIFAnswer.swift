internal import Shared

/// What the end of a transfer means to who asked.
///
/// Pure. A fault is an answer, whatever HTTP status stands above it; firmware uses 200, 400, 401, 403 and 500.
enum ONVIFAnswer {
    /// - Parameter authentication: what the server might ask for.
    static func reply(
        _ outcome: TransferOutcome,
        _ head: HTTPResponseHead,
        _ body: [UInt8],
        to order: ONVIFOrder,
        authentication: HTTPAuthentication
    ) -> ConnectFlow.Reply {
        if head.status == 401, head.isChallenge, !head.offersDigest, authentication == .digest {
            let trouble = SOAPTrouble(operation: order.request.operation, cause: .basicElsewhere(order.url.host))
            return .trouble(trouble)
        }
        switch outcome {
        case .body: return self.read(body, head, order)
        case .refused, .unavailable:
            if let place = self.redirection(head, of: order) {
                return .silence("it redirects to \(place); put that place into the configuration")
            }
            guard head.status >= 400 else { return .silence(self.words(of: outcome)) }
            return self.read(body, head, order)
        case .unchanged, .stopped: return .silence("the camera answered \(head.status)")
        }
    }

    private static func read(_ body: [UInt8], _ head: HTTPResponseHead, _ order: ONVIFOrder) -> ConnectFlow.Reply {
        do throws(SOAPTrouble) {
            return .answer(try SOAPAnswer.read(body, status: head.status, to: order.request))
        } catch {
            return .trouble(error)
        }
    }

    private static func words(of outcome: TransferOutcome) -> String {
        switch outcome {
        case .refused(let reason), .unavailable(let reason): reason
        case .body, .unchanged, .stopped: ""
        }
    }

    /// Where a redirect leads that a POST does not follow: `http://host:port`.
    private static func redirection(_ head: HTTPResponseHead, of order: ONVIFOrder) -> String? {
        guard head.isRedirect, !head.keepsMethod, let location = head.location,
            let text = CurlURL.resolved(location, against: order.url.requestURL.reveal()),
            let target = try? CameraURL(text)
        else { return nil }
        return String(target.origin.prefix(Self.longestPlace))
    }

    /// Letters.
    private static let longestPlace = 100
}
