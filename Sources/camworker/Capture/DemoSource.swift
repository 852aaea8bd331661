internal import IPC
internal import Shared

/// A test picture with a counter: proves everything between a camera and a viewer, and needs no camera.
final class DemoSource: CameraSource {
    private unowned let host: any PictureSink & EntitySink & ViewSink
    private let pictures: PictureDesk
    private var configuration: DemoConfiguration
    private var name: String
    private var entities: DemoEntities
    private let declarations: [ViewDeclaration]
    /// Of each view, by its number.
    private var films: [DemoFilm] = []

    init(
        _ configuration: DemoConfiguration,
        name: String,
        host: any PictureSink & EntitySink & ViewSink,
        pictures: PictureDesk,
        now: MonotonicTime
    ) {
        self.configuration = configuration
        self.name = name
        self.host = host
        self.pictures = pictures
        self.entities = DemoEntities(motionInterval: configuration.motionInterval)
        self.declarations = DemoViews.declarations(configuration.views)
        self.films = self.declarations.indices.map { self.film(of: $0, at: now) }
    }

    var deadline: MonotonicTime? {
        ([self.entities.deadline] + self.films.map(\.deadline)).compactMap(\.self).min()
    }

    func start(at now: MonotonicTime) {
        if self.declarations.count > 1 { self.host.declare(self.declarations) }
        self.host.declare(DemoEntities.declarations)
        self.change { $0.start(at: now) }
        self.tellConnected()
        for number in self.declarations.indices.dropFirst() { self.tellConnected(view: number) }
    }

    func retuned(_ configuration: CameraConfiguration, at now: MonotonicTime) {
        guard case .demo(let demo) = configuration.source else { return }
        self.configuration = demo
        self.name = configuration.name
        for film in self.films { film.retuned(frameRate: demo.frameRate, at: now) }
    }

    func demandChanged(_ demand: Demand, at now: MonotonicTime) {
        self.films[0].demandChanged(demand, at: now)
    }

    func tick(at now: MonotonicTime) {
        if let deadline = self.entities.deadline, now >= deadline {
            self.change { $0.tick(at: now, wall: .now()) }
        }
        for film in self.films { film.tick(at: now) }
    }

    /// Has something happen to the entities, and does what comes of it.
    ///
    /// - Parameter sequence: of the call that it is the answer to.
    func change(answering sequence: UInt32? = nil, _ body: (inout DemoEntities) -> [DemoEntities.Action]) {
        for action in body(&self.entities) {
            switch action {
            case .report(let changes): self.host.report(changes)
            case .happened(let event): self.host.happened(event)
            case .answer(let result): if let sequence { self.host.answer(call: sequence, result) }
            case .redraw: self.tellConnected()
            case .log(let words): WorkerLog.write(.warning, words)
            case .crash: fatalError("it was asked to by demo.fail")
            }
        }
    }

    private func tellConnected(view number: Int = 0) {
        guard number == 0 else { return self.host.port(of: UInt16(number)).report(StateReport(connection: .connected)) }
        let attributes = self.entities.isDetecting ? ["motion_detection": "true"] : [:]
        self.host.report(StateReport(connection: .connected, attributes: attributes))
    }

    private func film(of number: Int, at now: MonotonicTime) -> DemoFilm {
        DemoFilm(
            frameRate: self.configuration.frameRate,
            to: number == 0 ? self.host : self.host.port(of: UInt16(number)),
            pictures: self.pictures,
            at: now,
            look: { [unowned self] in
                DemoFilm.Look(
                    width: DemoViews.side(self.configuration.width, of: number),
                    height: DemoViews.side(self.configuration.height, of: number),
                    name: number == 0 ? self.name : "\(self.name) \(self.declarations[number].name)",
                    // Its lamp and its motion are the camera's.
                    look: number == 0 ? self.entities.look : DemoLook()
                )
            },
            drawn: { [unowned self] captured in
                self.tellConnected(view: number)
                if number == 0 { self.entities.drawn(at: captured) }
            }
        )
    }
}

extension DemoSource: ViewedSource {
    func demandChanged(_ demand: Demand, of view: UInt16, at now: MonotonicTime) {
        guard self.films.indices.contains(Int(view)) else { return }
        self.films[Int(view)].demandChanged(demand, at: now)
    }

    /// It has no video.
    func mediaWanted(_ wish: MediaWish?, of view: UInt16, at now: MonotonicTime) {}
}
