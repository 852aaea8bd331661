internal import IPC
internal import Shared

/// The way to the supervisor that all views of a camera share.
final class CameraOutlet {
    private let channel: WorkerChannel
    /// Hides in what is told what templates rendered.
    private let templates: TemplateDesk
    var vitals = Vitals()
    /// A reason to leave that came up where nothing can be thrown: inside a callback.
    private(set) var departure: Departure?

    init(channel: WorkerChannel, templates: TemplateDesk) {
        self.channel = channel
        self.templates = templates
    }

    /// Bytes of pictures and media that wait for the supervisor to read.
    var waitingPictureBytes: Int { self.channel.waitingPictureBytes }

    func send(_ frame: Frame, sequence: UInt32 = 0) {
        self.attempt { () throws(Departure) in
            try self.channel.send(frame.payload, picture: frame.bytes, sequence: sequence)
        }
    }

    func send(_ item: MediaItem) {
        self.attempt { () throws(Departure) in try self.channel.send(item) }
    }

    func send(_ report: StateReport) {
        self.attempt { () throws(Departure) in try self.channel.send(.state, report) }
    }

    func send(_ list: ViewList) {
        self.attempt { () throws(Departure) in try self.channel.send(.views, body: ControlCoding.encode(list)) }
    }

    func answer(_ sequence: UInt32, status: Int, reason: String) {
        self.attempt { () throws(Departure) in
            try self.channel.send(.result, CallResult(status: status, reason: reason), sequence: sequence)
        }
    }

    func presentable(_ state: StateReport) -> StateReport { self.templates.presentable(state) }

    private func attempt(_ body: () throws(Departure) -> Void) {
        do throws(Departure) {
            try body()
        } catch {
            self.departure = self.departure ?? error
        }
    }
}
