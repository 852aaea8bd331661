import IPC
import Shared

/// How cameras are, as entities.
extension WorkerPool {
    func tellEntities(_ id: CameraID) {
        guard let entry = self.board[id] else { return }
        self.entities.update(CameraEntity(entry, recordings: self.recordings, tokens: self.entities.tokens))
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
