internal import IPC
internal import Shared

/// Pictures that others upload: each accepted one is sent at once, because it is an event.
final class PushSource: UploadReceiver {
    private unowned let host: any EventSink
    private var event: PushEventStateMachine
    private var uploads: PushUploads
    private var filename: String?

    init(_ configuration: PushConfiguration, host: any EventSink) {
        self.host = host
        self.event = PushEventStateMachine(timeout: configuration.timeout)
        self.uploads = PushUploads(field: configuration.field)
    }

    var deadline: MonotonicTime? {
        [self.event.deadline, self.uploads.deadline].compactMap(\.self).min()
    }

    func start(at now: MonotonicTime) {
        self.report()
    }

    func retuned(_ configuration: CameraConfiguration, at now: MonotonicTime) {
        guard case .push(let push) = configuration.source else { return }
        self.event.timeout = push.timeout
        self.uploads.field = push.field
    }

    /// Nobody can ask for an event.
    func demandChanged(_ demand: Demand, at now: MonotonicTime) {}

    func tick(at now: MonotonicTime) {
        self.event.expire(at: now)
        for upload in self.uploads.takeAbandoned(at: now) {
            self.host.answer(upload: upload, status: 400, reason: "the upload came to a halt")
        }
        self.report()
    }

    func receive(_ chunk: PushChunk, bytes: [UInt8], upload: UInt32, at now: MonotonicTime) {
        self.host.count(bytes: bytes.count, connections: 0)
        switch self.uploads.receive(chunk, bytes, upload: upload, at: now, wall: .now()) {
        case nil: break
        case .refused(let status, let reason): self.host.answer(upload: upload, status: status, reason: reason)
        case .picture(let uploaded, let started, let wall):
            let picture = Picture(uploaded.bytes, uploaded.identity, captured: started, wall: wall)
            self.accept(picture, filename: uploaded.filename, upload: upload, at: now)
        }
    }

    /// The frame goes before the answer, so that a sender that was told 200 finds its picture in the hub.
    private func accept(_ picture: Picture, filename: String?, upload: UInt32, at now: MonotonicTime) {
        self.event.expire(at: now)
        guard self.host.publishEvent(picture, isFirst: !self.event.isRecording) else {
            self.host.answer(upload: upload, status: 503, reason: "too many pictures wait to be taken over; try again")
            return
        }
        self.event.accepted(at: now, wall: .now())
        self.filename = filename
        self.report()
        self.host.answer(upload: upload, status: 200, reason: "")
    }

    private func report() {
        var attributes = ["recording": self.event.isRecording ? "on" : "off"]
        attributes["last_trip"] = self.event.lastTrip.map { "\(Timestamp($0))" }
        attributes["filename"] = self.filename
        let connection: StateReport.Connection = self.event.isRecording ? .connected : .idle
        self.host.report(StateReport(connection: connection, attributes: attributes))
    }
}
