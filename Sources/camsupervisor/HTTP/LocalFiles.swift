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
        let content: [UInt8]?
        do {
            content = try await self.threads.runIfActive { Self.read(full, below: self.folder) }
        } catch {
            throw .shuttingDown
        }
        guard let content else { throw Problem(.notFound, "there is no such file") }
        let suffix = decoded.lastIndex(of: ".").map { decoded[decoded.index(after: $0)...].lowercased() } ?? ""
        var headers: HTTPFields = [
            .contentType: Self.mediaTypes[suffix] ?? "application/octet-stream",
            .cacheControl: "no-cache",
        ]
        if suffix == "svg" {
            headers[.contentSecurityPolicy] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: content)))
    }

    /// The file's bytes, or `nil` for everything that is not served.
    private static func read(_ path: String, below folder: String) -> [UInt8]? {
        let descriptor = linux_open(path, O_RDONLY | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        let file = OwnedDescriptor(descriptor)
        var status = stat()
        guard fstat(file.rawValue, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_size <= Limits.picture
        else { return nil }
        // Where the descriptor really is, links resolved, after it was opened: nothing can change in between.
        guard let real = self.link("/proc/self/fd/\(file.rawValue)"), let root = self.realPath(folder),
            real.hasPrefix("\(root)/")
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        let count = bytes.withUnsafeMutableBytes { buffer in
            buffer.baseAddress.map { pread(file.rawValue, $0, buffer.count, 0) } ?? 0
        }
        // Cut while we read it: better no file than half of one.
        guard count == bytes.count else { return nil }
        return bytes
    }

    private static func link(_ path: String) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("4096 is not zero") }
            let length = readlink(path, base, buffer.count)
            return length > 0 ? String(decoding: UnsafeRawBufferPointer(buffer).prefix(length), as: UTF8.self) : nil
        }
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
