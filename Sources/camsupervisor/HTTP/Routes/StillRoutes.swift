import HTTPTypes
import Hummingbird
import IPC
import NIOCore
import Shared

/// `GET /api/camera_proxy/{camera}`: the newest still, with honest freshness headers.
struct StillRoutes: Routes {
    let services: FrontServices

    func add(to router: Router<CameraRequestContext>) {
        router.get("/api/camera_proxy/:camera") { request, context in
            try await self.still(request, context)
        }
    }

    private func still(_ request: Request, _ context: CameraRequestContext) async throws(Problem) -> Response {
        let arrival = MonotonicTime.now()
        let entry = try self.services.camera(request, context, may: .view)
        let parameters: StillRequest
        do {
            parameters = try StillRequest(RequestTarget(request.head.path ?? "/"))
        } catch {
            throw Problem(.badRequest, error.description)
        }
        let frame = try await self.services.stills.still(
            of: entry,
            for: parameters,
            on: context.eventLoop,
            arrivedAt: arrival
        )
        return Self.response(frame, to: request)
    }

    /// 200 with the picture, or 304 when the client has it.
    static func response(_ frame: Frame, to request: Request) -> Response {
        let etag = StillETag.text(of: frame)
        var headers: HTTPFields = [
            .eTag: etag,
            .lastModified: Timestamp(frame.payload.capturedWall).httpDate,
            .age: "\(Int(frame.age(at: .now()).inSeconds))",
            // The client may keep it, and must ask whether it is still the newest.
            .cacheControl: "no-cache",
        ]
        if StillETag.matches(request.headers[.ifNoneMatch], etag) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = frame.payload.format.mediaType
        if frame.payload.format == .svg {
            headers[.contentSecurityPolicy] = ForeignSVG.contentSecurityPolicy
        }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: frame.picture))
    }
}

/// Strong entity tags of stills.
enum StillETag {
    /// Distinguishes this run from others: versions count from 1 in each.
    private static let run = String(WallTime.now().nanoseconds, radix: 36)

    /// Changes exactly when the bytes do; the size tells scaled ones apart.
    static func text(of frame: Frame) -> String {
        "\"\(self.run)-\(frame.contentVersion)-\(frame.payload.width)x\(frame.payload.height)-\(frame.picture.readableBytes)\""
    }

    /// RFC 9110 §13.1.2; a weak tag matches too.
    static func matches(_ ifNoneMatch: String?, _ etag: String) -> Bool {
        guard let ifNoneMatch else { return false }
        return ifNoneMatch.split(separator: ",").contains { candidate in
            let candidate = candidate.trimmed
            return candidate == "*" || candidate == etag || candidate == "W/\(etag)"
        }
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = self
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}
