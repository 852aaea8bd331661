internal import IPC
internal import Shared

/// A switch that is being set: told, then asked whether it is so.
///
/// Everything that is asked holds on to the call until it is done.
final class ControlCall {
    /// Settings of a lens are kept at once by most, and by some after their motor has turned.
    private static let patience: Duration = .seconds(1)
    private static let mostReadings = 3

    enum Goal: Hashable {
        case turn(Bool)
        case toggle
    }

    /// What the steps need of the device.
    struct Surroundings {
        var ask: (SOAPRequest, @escaping (ConnectFlow.Reply) -> Void) -> Void
        var wait: (Duration, @escaping () -> Void) -> Void
        /// Settings that were read on the way.
        var read: (ImagingSettings) -> Void
        /// It was told, and nothing tells back.
        var told: (Bool) -> Void
        /// How it is, as far as that is known without asking.
        var isOn: () -> Bool?
        /// Whether nobody waits any more for what becomes of it.
        var isLate: () -> Bool
        var finish: (CallResult) -> Void
    }

    private let item: DeviceSwitch
    private let surroundings: Surroundings
    private var readings = 0

    init(_ item: DeviceSwitch, _ surroundings: Surroundings) {
        self.item = item
        self.surroundings = surroundings
    }

    func begin(_ goal: Goal) {
        switch goal {
        case .turn(let isOn): self.set(isOn)
        case .toggle: self.toggle()
        }
    }

    /// What was read some minutes ago may be the opposite of what is.
    private func toggle() {
        guard let question = self.item.question else { return self.set(!(self.surroundings.isOn() ?? false)) }
        self.surroundings.ask(question) { reply in
            if let settings = reply.answer.map({ ImagingSettings($0) }), let isOn = self.item.isOn(settings) {
                self.surroundings.read(settings)
                return self.set(!isOn)
            }
            // Of a device that does not tell, what it was told last.
            guard reply.isUnsupported || reply.answer != nil else { return self.fail(reply, question) }
            self.set(!(self.surroundings.isOn() ?? false))
        }
    }

    private func set(_ isOn: Bool) {
        guard !self.surroundings.isLate() else {
            return self.surroundings.finish(CallResult(status: 503, reason: "it took too long: nothing was set"))
        }
        let request = self.item.request(isOn)
        self.surroundings.ask(request) { reply in
            guard reply.answer != nil else { return self.fail(reply, request) }
            self.readBack(isOn)
        }
    }

    private func readBack(_ isOn: Bool) {
        guard let question = self.item.question else { return self.believe(isOn) }
        self.readings += 1
        self.surroundings.ask(question) { reply in
            // It took the setting; that it does not tell it is another matter.
            guard let answer = reply.answer else { return self.believe(isOn) }
            let settings = ImagingSettings(answer)
            guard let isNow = self.item.isOn(settings) else { return self.believe(isOn) }
            self.surroundings.read(settings)
            if isNow == isOn { return self.surroundings.finish(.done) }
            guard self.readings < Self.mostReadings, !self.surroundings.isLate() else {
                let reason = "the camera keeps \(self.item.words(settings))"
                return self.surroundings.finish(CallResult(status: 502, reason: reason))
            }
            self.surroundings.wait(Self.patience) { self.readBack(isOn) }
        }
    }

    private func believe(_ isOn: Bool) {
        self.surroundings.told(isOn)
        self.surroundings.finish(.done)
    }

    private func fail(_ reply: ConnectFlow.Reply, _ request: SOAPRequest) {
        self.surroundings.finish(CallResult(reply, to: request))
    }
}

extension CallResult {
    /// What a device's answer means to who called; for one that is a success, that.
    init(_ reply: ConnectFlow.Reply, to request: SOAPRequest) {
        guard let complaint = reply.complaint(about: request.operation) else {
            self = .done
            return
        }
        self.init(status: reply.isUnsupported ? 501 : 502, reason: complaint)
    }
}
