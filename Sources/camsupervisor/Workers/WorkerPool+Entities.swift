import IPC
import Shared

/// How cameras are, as entities.
extension WorkerPool {
    func tellEntities(_ id: CameraID, isLook: Bool) {
        guard let entry = self.board[id] else { return }
        let camera = CameraEntity(entry, recordings: self.recordings, tokens: self.entities.tokens)
        self.entities.update(camera, isLook: isLook)
    }
}

extension CameraEntity {
    init(_ entry: CameraBoard.Entry, recordings: RecordingService?, tokens: CameraTokens) {
        self.init(
            entry,
            isRecording: { recordings?.isRecording($0) == true },
            token: tokens.token(of: entry.status.id, at: .now())
        )
    }
}
