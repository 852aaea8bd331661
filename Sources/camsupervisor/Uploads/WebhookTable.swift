import Shared

/// Which camera a webhook id belongs to.
///
/// The ids are secrets: they are looked up, never listed.
struct WebhookTable: Sendable {
    private let cameras: [String: CameraID]

    init(cameras: [CameraConfiguration]) {
        var table: [String: CameraID] = [:]
        for camera in cameras {
            switch camera.source {
            case .push(let push): table[push.webhookID.reveal()] = camera.id
            case .onvif(let onvif):
                if let webhook = onvif.webhook, webhook.isNamed { table[webhook.id.reveal()] = camera.id }
            case .amcrest, .demo, .generic, .mjpeg: break
            }
        }
        self.cameras = table
    }

    subscript(id: String) -> CameraID? { self.cameras[id] }
}
