import Shared

@testable import camsupervisor

extension EntityHub {
    /// A worker that is started and ready at once.
    func begin(_ camera: CameraID) -> EntityDirectory.Session? {
        self.begin(camera, turn: self.nextTurn())
    }
}
