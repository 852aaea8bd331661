import HTTPTypes
import IPC
import Logging
import NIOCore
import Shared

/// Writes stills to files.
struct SnapshotService: Sendable {
    let stills: StillService
    let backlog: WriteBacklog

    /// What was written; field names are part of the API.
    struct Document: Codable, Sendable {
        var camera: String
        var filename: String
        var bytes: Int
        var captured: String
        var mediaType: String

        enum CodingKeys: String, CodingKey {
            case filename, bytes, captured
            case camera = "entity_id"
            case mediaType = "content_type"
        }
    }

    /// Returns when the picture is on the disk under its name.
    func snapshot(
        of entry: CameraBoard.Entry,
        _ call: SnapshotCall,
        on eventLoop: any EventLoop
    ) async throws(Problem) -> Document {
        let frame = try await self.stills.still(of: entry, for: call.still, on: eventLoop)
        let format = frame.payload.format
        guard !call.isNameJudged || call.path.name.hasEnding(of: format) else {
            throw Problem(
                .badRequest,
                "camera '\(entry.status.slug)' gave \(format.mediaType), which is written to a name that ends in "
                    + ".\(format.endings.joined(separator: ", .")), not \(call.path.name)"
            )
        }
        let outcome: FileWriter.Outcome
        do {
            let writer = try FileWriter(call.path, replaces: call.replaces, backlog: self.backlog)
            writer.append([frame.picture])
            outcome = try await writer.commit(on: eventLoop, keepsInterrupted: false).get()
        } catch let error as WriteError {
            throw .unwritten(error)
        } catch {
            throw .shuttingDown
        }
        if let error = outcome.error { throw .unwritten(error) }
        return Document(
            camera: entry.status.entity.text,
            filename: "\(call.path)",
            bytes: frame.picture.readableBytes,
            captured: "\(Timestamp(frame.payload.capturedWall))",
            mediaType: frame.payload.format.mediaType
        )
    }
}

extension String {
    fileprivate func hasEnding(of format: PictureFormat) -> Bool {
        let name = self.lowercased()
        return format.endings.contains { name.hasSuffix(".\($0)") }
    }
}

extension Problem {
    /// A file could not be written.
    ///
    /// - Parameter kept: where a part of it is.
    static func unwritten(_ error: WriteError, kept: String? = nil) -> Problem {
        let words = "\(error)" + (kept.map { "; what was recorded before is kept as \($0)" } ?? "")
        return switch error {
        case .exists, .beingWritten, .notAFile: Problem(.conflict, words)
        case .full: Problem(.init(code: 507, reasonPhrase: "Insufficient Storage"), words)
        case .tooMany, .tooSlow, .silent: Problem(.serviceUnavailable, words, retryAfter: 10)
        case .noFolder, .notAFolder, .failed: Problem(.internalServerError, words)
        }
    }
}
