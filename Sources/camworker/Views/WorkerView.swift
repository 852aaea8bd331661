internal import IPC
internal import Shared

/// One view of the camera: what the hub wants of it, its pictures in their order, how it is, and its placeholder.
///
/// The port of its source.
final class WorkerView {
    /// Reports a second of a view above 0: with all there may be, the supervisor's limit is kept.
    static let reportsPerSecond = 1
    /// Bytes: a key frame's part or two; the rest is counted where it can still be left out.
    private static let mostWaitingMedia = 2 * 1024 * 1024

    private let number: UInt16
    private let outlet: CameraOutlet
    private let pictures: PictureDesk
    private var mailbox: ViewMailbox
    private var placeholder: PlaceholderStateMachine
    private var reports: StateReports
    /// Background of the placeholder; `nil` for a camera that is never stale.
    private var lastPicture: LastPicture?
    private var toldDemand = Demand.none
    private var staleAfter: Duration?
    /// On the placeholder.
    private var name: String
    /// Whether the supervisor knows of it; it is told nothing of others.
    private var isDeclared: Bool
    private var numbers = MediaNumbers()

    init(
        _ number: UInt16,
        named name: String,
        staleAfter: Duration?,
        outlet: CameraOutlet,
        pictures: PictureDesk
    ) {
        self.number = number
        self.name = name
        self.staleAfter = staleAfter
        self.outlet = outlet
        self.pictures = pictures
        self.mailbox = ViewMailbox(view: number, maximumAge: staleAfter)
        self.placeholder = PlaceholderStateMachine(staleAfter: staleAfter)
        self.reports = StateReports(perSecond: number == 0 ? StateReports.perSecond : Self.reportsPerSecond)
        self.isDeclared = number == 0
    }

    var deadline: MonotonicTime? {
        let reports = self.isDeclared ? self.reports.deadline : nil
        return [self.placeholder.deadline, reports].compactMap(\.self).min()
    }

    /// Draws and tells what is due.
    func turn(at now: MonotonicTime) {
        self.considerPlaceholder(at: now)
        self.sendReport(at: now)
    }

    /// Takes another name or time while everything goes on.
    func retune(named name: String, staleAfter: Duration?) {
        if name != self.name { self.placeholder.renamed() }
        self.name = name
        self.staleAfter = staleAfter
        self.mailbox.maximumAge = staleAfter
        self.placeholder.staleAfter = staleAfter
        if staleAfter == nil { self.lastPicture = nil }
    }

    /// The supervisor knows of it now.
    func declared(named name: String) {
        self.retune(named: name, staleAfter: self.staleAfter)
        self.isDeclared = true
    }

    /// Takes what the hub wants from now on.
    ///
    /// - Returns: what its source is to be told.
    func receive(_ want: Want, at now: MonotonicTime) -> Demand {
        if let frame = self.mailbox.receive(want, at: now) { self.outlet.send(frame) }
        return self.tellDemand(at: now)
    }

    /// What its source is to be told of after a frame was sent, which spends the hub's credit.
    func takeChangedDemand(at now: MonotonicTime) -> Demand? {
        self.mailbox.demand == self.toldDemand ? nil : self.tellDemand(at: now)
    }

    private func tellDemand(at now: MonotonicTime) -> Demand {
        self.toldDemand = self.mailbox.demand
        self.placeholder.demandChanged(self.toldDemand, at: now)
        return self.toldDemand
    }

    /// Sends a picture without being asked: a push camera's, which is an event.
    ///
    /// - Returns: `false` when too many wait already and it was dropped.
    func publishEvent(_ picture: Picture, isFirst: Bool) -> Bool {
        guard self.outlet.waitingPictureBytes + picture.bytes.count <= Limits.pushEvent else { return false }
        self.noteFrame(picture)
        self.outlet.send(self.mailbox.frame(of: picture, flags: isFirst ? [.keep, .eventStart] : .keep))
        return true
    }

    private func noteFrame(_ picture: Picture) {
        self.outlet.vitals.count(frames: 1)
        self.placeholder.published(picture)
        if self.staleAfter != nil {
            self.lastPicture = LastPicture(bytes: picture.bytes, format: picture.format)
        }
    }

    private func sendReport(at now: MonotonicTime) {
        guard self.isDeclared, let report = self.reports.take(at: now) else { return }
        self.outlet.send(report)
    }

    private func considerPlaceholder(at now: MonotonicTime) {
        guard let text = self.placeholder.next(at: now) else { return }
        let job = PictureJob.placeholder(
            width: text.width,
            height: text.height,
            name: self.name,
            text: text.words,
            last: self.lastPicture
        )
        let isTaken = self.pictures.submit(job, at: now) { [unowned self] outcome in
            switch outcome {
            case .drawn(let drawn):
                var frame = Frame(drawn, captured: .now(), wall: .now(), flags: .placeholder)
                frame.payload.view = self.number
                self.outlet.send(frame)
            case .refused(let reason), .failed(let reason):
                WorkerLog.write(.warning, "the placeholder cannot be drawn: \(reason)")
            }
        }
        if !isTaken { self.placeholder.postpone(at: now) }
    }
}

extension WorkerView: PictureSink {
    func publish(_ picture: Picture) {
        guard self.mailbox.accepts(picture) else { return }
        self.noteFrame(picture)
        if let frame = self.mailbox.publish(picture) { self.outlet.send(frame) }
    }

    func report(_ state: StateReport) {
        let state = self.outlet.presentable(state).of(view: self.number)
        guard self.reports.add(state) else { return }
        self.placeholder.reported(state)
        self.sendReport(at: .now())
    }

    func count(bytes: Int, connections: Int) {
        self.outlet.vitals.count(bytes: bytes, connections: connections)
    }
}

extension WorkerView: MediaSink {
    var takesMedia: Bool { self.outlet.waitingPictureBytes < Self.mostWaitingMedia }

    func send(_ item: MediaItem) {
        self.outlet.send(self.numbers.number(item, of: self.number))
    }
}
