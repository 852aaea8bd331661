internal import IPC
internal import Shared

/// Passes everything on to the host but what is told of the state.
final class ReportFilter: PictureSink, MediaSink {
    private unowned let host: any PictureSink & MediaSink
    var tell: (StateReport) -> Void = { _ in }

    init(_ host: any PictureSink & MediaSink) {
        self.host = host
    }

    func report(_ state: StateReport) { self.tell(state) }

    func publish(_ picture: Picture) { self.host.publish(picture) }

    func count(bytes: Int, connections: Int) { self.host.count(bytes: bytes, connections: connections) }

    var takesMedia: Bool { self.host.takesMedia }

    func send(_ item: MediaItem) { self.host.send(item) }
}
