internal import IPC
internal import Shared

/// One of a device's streams, shown.
final class ONVIFView {
    let number: Int
    let pictures: ONVIFPictures
    /// Where the state is told.
    let host: any PictureSink & MediaSink
    /// The profile it is of; only the camera itself may become one of another.
    var token: String
    /// How the pictures are.
    var report = StateReport(connection: .idle)
    var demand = Demand.none
    var wish: MediaWish?

    var isWanted: Bool { self.demand.isWatched || self.demand.isFrameWanted || self.wish != nil }

    init(number: Int, token: String, pictures: ONVIFPictures, host: any PictureSink & MediaSink) {
        self.number = number
        self.token = token
        self.pictures = pictures
        self.host = host
    }
}
