internal import Shared

/// A request with all that sending it needs.
struct ONVIFOrder: Sendable {
    var request: SOAPRequest
    var url: CameraURL
    /// As the device writes the address.
    var to: String
    /// Of a subscription, to be echoed.
    var referenceParameters: [XMLElement] = []
    /// Whether a token goes with it.
    var isAuthenticated = true
    /// For everything: connecting, a challenge, the answer.
    var time: Duration = .seconds(10)
    /// Before all that is not; somebody waits for it, or something moves until it comes.
    var isUrgent = false
    /// Of a question that may be asked twice: whether everybody has an answer (ONVIF Core §5.9.4.3), or users alone.
    var isOpenToAll: Bool?
}
