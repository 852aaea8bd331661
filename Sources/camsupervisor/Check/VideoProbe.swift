import IPC
import NIOCore
import Shared

/// Tries a camera's video once: what pictures of a `still_image_url` beside it say nothing about.
struct VideoProbe: Sendable {
    /// As for a picture; a camera whose key frames are further apart is no joy to watch either.
    static let patience = ConnectionCheck.patience

    let board: CameraBoard
    let eventLoop: any EventLoop

    /// What came.
    struct Outcome: Sendable {
        var ok: Bool
        var words: String
    }

    /// Wants the video until some of it came that is newer than this call.
    func probe(_ entity: EntityID, _ view: MediaView) async -> Outcome {
        let (board, start) = (self.board, MonotonicTime.now())
        let feed = view.feed(.viewer) {}
        defer { feed.cancel() }
        let came = await MediaWaiter<String>(eventLoop: self.eventLoop).wait(
            on: view,
            timeout: Self.patience,
            isInVain: { board.isWaitingInVain(for: entity, view, since: start, patience: Self.patience) },
            { window in
                guard let newest = window.newest, newest.capturedUntil > start else { return nil }
                let video = newest.opening.start
                return "\(video.codecs) \(video.width)x\(video.height)"
            }
        )
        let took = MonotonicTime.now().since(start).forPeople
        if let came { return Outcome(ok: true, words: "\(came) after \(took)") }
        // ONVIF's JPEG profiles are for pictures: there is nothing to be mended.
        if view.hasMedia == false { return Outcome(ok: true, words: "its profile is JPEG: pictures, and no video") }
        let status = board[entity]?.status
        let end = status?.worker.pid == nil ? status?.lastExits.first.map { "\($0.reason)" } : nil
        // Of one device, which nobody asks for video while it is away.
        let isAway = status?.state.isAway == true && board[entity]?.configuration?.isOneDevice == true
        let own = isAway ? status?.reason : nil
        return Outcome(ok: false, words: status?.mediaReason ?? end ?? own ?? "no video came within \(took)")
    }
}

extension CameraConfiguration {
    /// Whether pictures and video come from one device, and not each from a URL of its own.
    var isOneDevice: Bool {
        switch self.source {
        case .amcrest, .onvif: true
        case .demo, .generic, .mjpeg, .push: false
        }
    }

    /// Whether its video is worth a try although no picture came.
    ///
    /// Not of ONVIF, whose pictures are of the video where there is no other way: both fail for one reason, and a password
    /// that is wrong is not tried twice.
    var hasVideoWithoutPictures: Bool {
        if case .onvif = self.source { false } else { true }
    }

    /// Whether its pictures come from elsewhere than its video, so that the one says nothing of the other.
    var hasVideoBesidePictures: Bool {
        switch self.source {
        case .generic(let generic): generic.stillImageURL != nil && generic.stream != nil
        case .onvif: true
        case .amcrest(let amcrest): amcrest.pictureSource != .rtsp
        case .demo, .mjpeg, .push: false
        }
    }
}
