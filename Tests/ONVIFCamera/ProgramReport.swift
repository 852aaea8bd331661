import Synchronization
import TestSupport

/// What the program says of the requests it gets.
final class ProgramReport: Sendable {
    private let camera: ONVIFCamera
    private let told = Mutex(0)

    init(_ camera: ONVIFCamera) {
        self.camera = camera
    }

    /// Says a request, and what was strange in those before.
    func note(_ request: CameraRequest) {
        let strange = self.camera.strangeRequests
        let new = self.told.withLock { told in
            defer { told = strange.count }
            return strange.dropFirst(told)
        }
        for complaint in new { ONVIFCameraProgram.say("! \(complaint)") }
        let body = try? StrictSOAP.parse(request.body)
        let operation = body?.children.last?.children.first?.name ?? "-"
        ONVIFCameraProgram.say("\(request.connection) \(request.method) \(request.target) \(operation)")
    }
}
