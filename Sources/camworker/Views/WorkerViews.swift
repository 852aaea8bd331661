internal import IPC
internal import Shared

/// The views of a camera: the camera itself, and those that its source has learnt of.
final class WorkerViews {
    /// The camera itself, number 0.
    let main: WorkerView
    private let outlet: CameraOutlet
    private let pictures: PictureDesk
    private var camera: String
    private var staleAfter: Duration?
    /// Those above 0 that were asked for or declared, by number.
    private var others: [UInt16: WorkerView] = [:]
    private var declarations: [ViewDeclaration] = []

    /// - Parameter camera: its name.
    init(of camera: String, staleAfter: Duration?, outlet: CameraOutlet, pictures: PictureDesk) {
        self.camera = camera
        self.staleAfter = staleAfter
        self.outlet = outlet
        self.pictures = pictures
        self.main = WorkerView(0, named: camera, staleAfter: staleAfter, outlet: outlet, pictures: pictures)
    }

    /// How many the supervisor knows of, the camera itself among them.
    var declared: Int { max(1, self.declarations.count) }

    var deadline: MonotonicTime? {
        ([self.main.deadline] + self.others.values.map(\.deadline)).compactMap(\.self).min()
    }

    /// The view of that number; the source bounds what it learns to ``ViewDeclaration/most``.
    subscript(number: UInt16) -> WorkerView {
        if number == 0 { return self.main }
        if let view = self.others[number] { return view }
        precondition(number < ViewDeclaration.most, "the source has no more views than may be declared")
        let view = WorkerView(
            number,
            named: self.camera,
            staleAfter: self.staleAfter,
            outlet: self.outlet,
            pictures: self.pictures
        )
        self.others[number] = view
        return view
    }

    func declare(_ declarations: [ViewDeclaration]) {
        let declarations = Array(declarations.prefix(ViewDeclaration.most))
        guard !declarations.isEmpty, declarations != self.declarations else { return }
        self.declarations = declarations
        self.pictures.expect(views: declarations.count)
        // Before anything is said of one of them.
        self.outlet.send(ViewList(views: declarations))
        for number in declarations.indices.dropFirst() {
            self[UInt16(number)].declared(named: self.name(of: number))
        }
    }

    func retune(camera: String, staleAfter: Duration?) {
        self.camera = camera
        self.staleAfter = staleAfter
        self.main.retune(named: camera, staleAfter: staleAfter)
        for (number, view) in self.others { view.retune(named: self.name(of: Int(number)), staleAfter: staleAfter) }
    }

    func turn(at now: MonotonicTime) {
        self.main.turn(at: now)
        for view in self.others.values { view.turn(at: now) }
    }

    /// What sources are to be told of after frames were sent.
    func takeChangedDemands(at now: MonotonicTime) -> [(view: UInt16, demand: Demand)] {
        var changed: [(UInt16, Demand)] = []
        if let demand = self.main.takeChangedDemand(at: now) { changed.append((0, demand)) }
        for (number, view) in self.others {
            if let demand = view.takeChangedDemand(at: now) { changed.append((number, demand)) }
        }
        return changed
    }

    /// On a placeholder.
    private func name(of number: Int) -> String {
        guard self.declarations.indices.contains(number), !self.declarations[number].name.isEmpty else {
            return self.camera
        }
        return "\(self.camera) \(self.declarations[number].name)"
    }
}
