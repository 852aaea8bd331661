internal import IPC
internal import Shared

/// The device's events, its moves and its switches: what they hear of the device, and what is told of them.
extension ONVIFSource {
    func listen() {
        self.events.declared = { [unowned self] in self.declare() }
        self.events.reported = { [unowned self] in self.host.report($0) }
        self.events.happened = { [unowned self] in self.host.happened($0) }
        self.events.heard = { [unowned self] in self.session.heard() }
        self.events.problemChanged = { [unowned self] in self.reportAll(at: self.clock()) }
        self.session.mayHaveRestarted = { [unowned self] in self.events.verify(at: self.clock()) }
        self.controls.declared = { [unowned self] in self.declare() }
        self.controls.reported = { [unowned self] in self.host.report($0) }
        self.controls.rebooting = { [unowned self] in self.session.rebooting() }
        self.controls.clockRead = { [unowned self] in self.session.note($0) }
        self.ptz.presetsChanged = { [unowned self] profile in
            let now = self.clock()
            for view in self.views where view.token == profile { self.report(view, at: now) }
        }
    }

    private func declare() {
        let list = ONVIFEntities.declarations(controls: self.controls.entities, events: self.events.entities)
        self.host.declare(list, growing: self.growing)
    }

    /// What happens becomes known by happening, and a switch when its lens has told its settings.
    private var growing: [EntityDeclaration.Domain] {
        let happening: [EntityDeclaration.Domain] = self.events.mode == .off ? [] : [.binarySensor, .event, .sensor]
        return happening + (self.controls.isComplete ? [] : [.switch])
    }

    /// - Parameter isBack: whether it was away, or refused us, or is there for the first time.
    func tellParts(isBack: Bool, at now: MonotonicTime) {
        let isOpen = self.session.availability.isOpen
        guard self.session.isConnected else { return }
        self.events.hold(!isOpen, at: now)
        self.controls.hold(!isOpen)
        self.ptz.hold(!isOpen)
        guard isOpen else { return }
        let device = self.session.device
        let places = ONVIFPlaces(services: device.services, addresses: self.session.addresses)
        var plain = device
        (plain.clock, plain.clockOffset) = (nil, .zero)
        if isBack || plain != self.toldDevice {
            self.toldDevice = plain
            // Of a view that has a worker of its own, another has them.
            if !self.configuration.share.isOther { self.controls.connected(device, places, at: now) }
            if !device.chosen.allSatisfy({ self.mover(of: $0) != nil }) { self.ptz.connected(device, places, at: now) }
        }
        // Last: some devices become slow once they are subscribed to.
        self.events.connected(places, clockOffset: device.clockOffset, at: now)
    }
}
