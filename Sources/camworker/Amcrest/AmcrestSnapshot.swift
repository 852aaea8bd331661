internal import IPC
internal import Shared

/// Where the camera's snapshots are: with `type=`, which says the stream, until the camera does not know it.
///
/// Old firmware answers parameters that it does not know with an error. What helps is kept: a camera that has no picture without
/// `type` either is asked with it again.
final class AmcrestSnapshot {
    let address: LiveAddress
    private let typed: CameraURL
    /// Without `type`; `nil` where nothing is said of the stream.
    private let plain: CameraURL?
    private let server: CameraURL
    private var isTried = false
    private var isKept = false

    init(_ configuration: AmcrestConfiguration, address: LiveAddress) {
        var usual = configuration
        usual.resolution = .high
        self.address = address
        self.server = configuration.server
        self.typed = configuration.snapshotURL
        self.plain = usual.snapshotURL == configuration.snapshotURL ? nil : usual.snapshotURL
    }

    /// Has what comes of each fetch told to it.
    func listen(to request: inout StillRequest) {
        guard self.plain != nil else { return }
        request.isSimplified = { self.isSimplified($0, $1) }
        request.ended = { self.ended(isGood: $0 == nil) }
    }

    private func isSimplified(_ head: HTTPResponseHead, _ body: [UInt8]) -> Bool {
        guard let plain, !self.isTried, Self.isUnknown(head, body) else { return false }
        self.isTried = true
        self.address.move(to: plain)
        return true
    }

    /// Firmware refuses what it does not know with a status of its own, or with `Error` for a picture.
    private static func isUnknown(_ head: HTTPResponseHead, _ body: [UInt8]) -> Bool {
        guard head.isSuccess else { return [400, 404, 501].contains(head.status) }
        guard case .failure(.error) = Result(catching: { () throws(AmcrestAnswer.Refusal) in try AmcrestAnswer(body) })
        else { return false }
        return true
    }

    private func ended(isGood: Bool) {
        guard self.isTried, !self.isKept else { return }
        guard isGood else {
            self.isTried = false
            return self.address.move(to: self.typed)
        }
        self.isKept = true
        WorkerLog.write(
            .warning,
            "\(self.server): it has no snapshots of 'resolution: low': they are of its main stream"
        )
    }
}
