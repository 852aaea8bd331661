internal import Shared

extension ClockAdjustment {
    /// Devices refuse tokens that are older; Home Assistant's.
    static let tolerance: Duration = .seconds(5)

    /// By how much tokens are ahead of our clock.
    ///
    /// - Parameter offset: of the device's clock.
    func tokenOffset(_ offset: Duration) -> Duration {
        // Also while the device is about to be set: it may refuse.
        self == .off ? .zero : offset
    }

    /// What sets the device's clock, to be tried in this order; empty where it is right or none of our business.
    func requests(_ clock: DeviceClock?, offset: Duration, now: WallTime) -> [SOAPRequest] {
        guard self == .device, let clock, clock.isManual, offset > Self.tolerance || offset < .zero - Self.tolerance
        else {
            return []
        }
        return Self.setting(clock, now: now)
    }

    /// The same for the button, which asks for no reason.
    static func setting(_ clock: DeviceClock?, now: WallTime) -> [SOAPRequest] {
        let isDaylightSaving = clock?.isDaylightSaving ?? false
        // Its own zone again: some insist on one, others refuse their own.
        return [clock?.timeZone, nil].reduce(into: []) { requests, zone in
            let request = SOAPRequest.setSystemDateAndTime(now, isDaylightSaving: isDaylightSaving, timeZone: zone)
            if !requests.contains(request) { requests.append(request) }
        }
    }

    /// For the operator; `nil` where the clock is right.
    static func warning(offset: Duration) -> String? {
        guard offset > self.tolerance || offset < .zero - self.tolerance else { return nil }
        let seconds = Int(offset.inSeconds.rounded())
        return "the device's clock is \(abs(seconds)) s \(seconds > 0 ? "ahead" : "behind")"
    }
}
