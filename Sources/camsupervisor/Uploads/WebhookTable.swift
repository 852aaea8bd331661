import Shared

/// Which camera a webhook id belongs to.
///
/// The ids are secrets: they are looked up, never listed.
struct WebhookTable: Sendable {
    private let cameras: [String: CameraID]

    init(cameras: [CameraConfiguration]) {
        var table: [String: CameraID] = [:]
        for camera in cameras {
            if case .push(let push) = camera.source { table[push.webhookID.reveal()] = camera.id }
        }
        self.cameras = table
    }

    subscript(id: String) -> CameraID? { self.cameras[id] }
}
