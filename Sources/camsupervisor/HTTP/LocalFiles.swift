import CLinux
import HTTPTypes
import Hummingbird
import IPC
import NIOCore
import NIOPosix
import Shared

/// `/local/…`: the files of `http.local`, read-only.
///
/// The folder is trusted, its contents are not asked to be: no listing, no links out of it, no file above a picture's
/// size, no dot files.
struct LocalFiles: Sendable {
    let folder: String
    let threads: NIOThreadPool
    private let open = OpenFile.Count()

    init(folder: String, threads: NIOThreadPool) {
        self.folder = folder
        self.threads = threads
    }

    /// The kinds that are served as what they are; everything else is a download.
    private static let mediaTypes = [
        "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp",
        "avif": "image/avif", "svg": "image/svg+xml", "mp4": "video/mp4", "json": "application/json",
        "txt": "text/plain; charset=utf-8",
    ]

    func response(for path: Substring) async throws(Problem) -> Response {
        let decoded = CameraURL.percentDecoded(path)
        let parts = decoded.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.isEmpty, parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") && !$0.contains("\0") }) else {
            throw Problem(.notFound, "there is no such file")
        }
        let full = "\(self.folder)/\(decoded)"
        let file: OpenFile?
        do {
            file = try await self.threads.runIfActive { try OpenFile(full, below: self.folder, among: self.open) }
        } catch is OpenFile.TooMany {
            throw Problem(.serviceUnavailable, "too many files are being read at once", retryAfter: 1)
        } catch {
            throw .shuttingDown
        }
        guard let file else { throw Problem(.notFound, "there is no such file") }
        let suffix = decoded.lastIndex(of: ".").map { decoded[decoded.index(after: $0)...].lowercased() } ?? ""
        var headers: HTTPFields = [
            .contentType: Self.mediaTypes[suffix] ?? "application/octet-stream",
            .cacheControl: "no-cache",
        ]
        if suffix == "svg" {
            headers[.contentSecurityPolicy] = ForeignSVG.contentSecurityPolicy
        }
        return Response(status: .ok, headers: headers, body: file.body(on: self.threads))
    }
}
