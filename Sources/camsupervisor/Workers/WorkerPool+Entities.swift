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
        let camera = entry.status.id
        self.init(
            entry,
            isRecording: recordings?.progress(of: camera).isEmpty == false,
            token: tokens.token(of: camera, at: .now())
        )
    }
}
