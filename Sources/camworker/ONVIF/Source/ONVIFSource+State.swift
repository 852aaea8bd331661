internal import IPC
internal import Shared

/// How the device and its views are, as the supervisor is told.
extension ONVIFSource {
    func reportAll(at now: MonotonicTime) {
        for view in self.views { self.report(view, at: now) }
    }

    func report(_ view: ONVIFView, at now: MonotonicTime) {
        var report = self.state(of: view, at: now)
        let isAway = report.connection == .offline || report.connection == .refused
        if isAway, self.session.availability.state == .online { report.isDeviceThere = true }
        report.attributes = view.number == 0 ? self.attributes : [:]
        report.attributes["presets"] = self.ptz.presets(of: view.token)
        view.host.report(report)
    }

    /// Lets go of a trouble of pictures that nobody tries again, of a device that is there: it may be over, and only who
    /// wants one finds out.
    func forgive(_ view: ONVIFView, at now: MonotonicTime) {
        guard let end = view.troubleEnd, now >= end, !self.session.isInDoubt else { return }
        view.pictures.forgive()
        view.told(StateReport(connection: .idle), at: now)
        self.report(view, at: now)
    }

    private func state(of view: ONVIFView, at now: MonotonicTime) -> StateReport {
        let hasPlace = view.pictures.hasPlace
        switch self.session.availability.state {
        case .refused: return self.trouble(.refused, at: now)
        // What still comes in is no less true for it.
        case .away where hasPlace && view.report.connection == .connected: return view.report
        case .away: return self.trouble(.offline, at: now)
        case .unknown where !hasPlace: return StateReport(connection: view.isWanted ? .connecting : .idle)
        case .online where !hasPlace:
            guard self.session.isResting else { return StateReport(connection: view.isWanted ? .connecting : .idle) }
            let reason = "\(self.configuration.device): \(self.lack(of: view))"
            return StateReport(connection: .offline, reason: reason)
        case .unknown: return view.report
        // Nobody asks it for pictures either, until it lets the session in.
        case .online
        where self.session.availability.isRefusing && (view.isWanted || view.isInTrouble)
            && view.report.connection != .connected:
            var report = self.trouble(.offline, at: now)
            report.reason = report.reason.map { "\($0); it let us in before, so it is asked once more" }
            return report
        case .online:
            guard let end = view.troubleEnd else { return view.report }
            guard self.session.isInDoubt else { return now < end ? view.report : StateReport(connection: .idle) }
            // Its own next try nobody makes.
            var report = view.report
            report.retryMilliseconds = self.wait(at: now) ?? report.retryMilliseconds
            return report
        }
    }

    private func trouble(_ connection: StateReport.Connection, at now: MonotonicTime) -> StateReport {
        StateReport(
            connection: connection,
            reason: "\(self.configuration.device): \(self.session.availability.reason)",
            retryMilliseconds: self.wait(at: now)
        )
    }

    /// Milliseconds until the device is asked by itself whether it is there.
    private func wait(at now: MonotonicTime) -> Int? {
        guard let next = self.session.availability.nextTry, next > now else { return nil }
        return Int((next.since(now).inSeconds * 1000).rounded(.up))
    }

    /// Why there is no picture of a view of a device that is well otherwise.
    func lack(of view: ONVIFView) -> String {
        let (device, missing) = (self.session.device, self.session.missing)
        if let reason = missing[.profiles] ?? missing[.profiles2], device.profiles.isEmpty { return reason }
        if device.chosen.isEmpty { return self.configuration.profiles.lack(of: device.profiles) }
        guard device.chosen.contains(where: { $0.token == view.token }) else {
            return "the device has no profile '\(view.token)' any more"
        }
        return missing[.stream(profile: view.token)] ?? missing[.snapshot(profile: view.token)]
            ?? "the device does not say where the pictures of '\(view.token)' are"
    }

    /// Beside the camera's state; the names are Home Assistant's where it has any.
    private var attributes: [String: String] {
        let (device, identity) = (self.session.device, self.session.device.identity)
        return [
            "brand": identity?.manufacturer,
            "model_name": identity?.model,
            "firmware": identity?.firmware,
            "serial_number": identity?.serialNumber,
            "mac": device.mac,
            "clock": ClockAdjustment.warning(offset: device.clockOffset),
            "missing": self.missingWords,
            "problems": self.problems,
        ].compactMapValues(\.self)
    }

    private var problems: String? {
        let events = self.events.problem.map { "events: \($0)" }
        let problems = [self.profileComplaint, self.list.complaint, events].compactMap(\.self)
        return problems.isEmpty ? nil : problems.joined(separator: "; ")
    }

    /// What `profiles` names and the device does not have; not said while one of its lists may be missing.
    var profileComplaint: String? {
        let missing = self.session.improvable
        guard self.session.isConnected, missing[.profiles] == nil, missing[.profiles2] == nil else { return nil }
        return self.configuration.profiles.complaint(of: self.session.device.profiles)
    }

    /// Things that are named; the log has them all.
    private static let mostMissing = 4

    private var missingWords: String? {
        // What the device never had is not missed.
        let reasons = Set(self.session.improvable.values).sorted()
        guard !reasons.isEmpty, self.session.isResting else { return nil }
        let more = reasons.count - Self.mostMissing
        return (reasons.prefix(Self.mostMissing) + (more > 0 ? ["\(more) more"] : [])).joined(separator: "; ")
    }
}
