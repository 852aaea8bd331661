internal import Shared

/// Where a stream or a snapshot is, as announced.
struct MediaAddress: Hashable, Sendable {
    /// May hold a password, or a session that lets in whoever knows it.
    var announced: Secret<String>
    /// It is another one after each connection: to be asked for again, as everything is after a reboot.
    var isForOneConnection: Bool

    /// - Parameter answer: of GetStreamUri or GetSnapshotUri, of either service.
    init?(_ answer: XMLElement) {
        // Media2 has the text in the answer itself.
        let place = answer.child("MediaUri") ?? answer
        guard let text = place.text("Uri") ?? answer.text("MediaUri") else { return nil }
        self.announced = Secret(text)
        self.isForOneConnection = place.flag("InvalidAfterConnect") ?? false
    }
}
