internal import IPC
internal import Shared

/// What is known of a device and how its events go, for the file that is sent to somebody: in Home Assistant's words where it has them.
///
/// Pure. Without passwords: what a URL has for a user or in its query is masked.
struct ONVIFDiagnostics: Sendable {
    /// How events come, and why they do not.
    struct Events: Hashable, Sendable {
        /// Home Assistant's words.
        enum State: String, Hashable, Sendable {
            case stopped, started, paused, failed
        }

        var mode: ONVIFEventsMode
        var pullPoint: State
        var webhook: State
        /// Why nothing is heard; `nil` while something is.
        var problem: String?
        /// Entities that notifications have made.
        var entities: Int
    }

    var device: ConnectedDevice
    /// To repair announced addresses with.
    var addresses: ServiceAddress
    /// What the device does not answer, in its words.
    var missing: [ConnectFlow.Step: String] = [:]
    /// `nil` where there are none to be.
    var events: Events?

    /// Of one device; recorders have 64 channels with three each.
    private static let mostProfiles = 200
    private static let mostMissing = 60

    /// Answers ``ServiceCall/diagnostics``.
    var result: CallResult { CallResult(status: 200, reason: "", response: self.value) }

    /// `device` and `events` of the document.
    var value: JSONValue {
        [
            "device": [
                "info": self.info, "capabilities": self.capabilities, "services": self.services,
                "xaddrs": self.announced, "profiles": .list(self.profiles), "clock": self.clock,
                "missing": .list(self.missing.values.sorted().prefix(Self.mostMissing).map { .text($0) }),
            ],
            "events": self.eventState,
        ]
    }

    private var info: JSONValue {
        let identity = self.device.identity
        return [
            "manufacturer": Self.text(identity?.manufacturer), "model": Self.text(identity?.model),
            "fw_version": Self.text(identity?.firmware), "serial_number": Self.text(identity?.serialNumber),
            "hardware": Self.text(identity?.hardware), "mac": Self.text(self.device.mac),
        ]
    }

    private var capabilities: JSONValue {
        let services = self.device.services
        func has(_ service: ONVIFService) -> JSONValue { .bool(services.announced[service] != nil) }
        return [
            "snapshot": services.hasSnapshots.map { .bool($0) } ?? .null, "events": has(.events), "ptz": has(.ptz),
            "imaging": has(.imaging), "pull_points": services.hasPullPoints.map { .bool($0) } ?? .null,
            "auxiliary_commands": .list(services.auxiliaryCommands.map { .text($0) }),
        ]
    }

    /// As they are asked.
    private var services: JSONValue {
        .object(
            self.byService { service in
                self.device.services.url(of: service, by: self.addresses).map { "\($0)" }
            }
        )
    }

    /// As the device writes them, which may be wrong.
    private var announced: JSONValue {
        .object(
            self.byService { service in
                self.device.services.announced[service].map { Self.masked($0) }
            }
        )
    }

    private func byService(_ text: (ONVIFService) -> String?) -> [String: JSONValue] {
        var services: [String: JSONValue] = [:]
        for service in ONVIFService.allCases {
            if let text = text(service) { services[service.namespace] = .text(text) }
        }
        return services
    }

    private var profiles: [JSONValue] {
        self.device.profiles.prefix(Self.mostProfiles).enumerated().map { index, profile in
            var document: [String: JSONValue] = [
                "index": .integer(index), "token": .text(profile.token), "name": .text(profile.name),
                "is_chosen": .bool(self.device.chosen.contains { $0.token == profile.token }),
                "service": .text(profile.service.rawValue), "video_source_token": Self.text(profile.source),
                "stream": self.place(self.device.streams[profile.token]),
                "snapshot": self.place(self.device.snapshots[profile.token]), "ptz": self.ptz(of: profile),
            ]
            if let coding = profile.coding {
                document["video"] = [
                    "encoding": .text(coding.words),
                    "resolution": ["width": .integer(profile.width), "height": .integer(profile.height)],
                ]
            }
            return .object(document)
        }
    }

    private func ptz(of profile: MediaProfile) -> JSONValue {
        guard let ptz = profile.ptz else { return .null }
        let presets = self.device.presets[profile.token] ?? []
        return [
            "continuous": .bool(ptz.continuousPanTilt != nil || ptz.continuousZoom != nil),
            "relative": .bool(ptz.relativePanTilt != nil || ptz.relativeZoom != nil),
            "absolute": .bool(ptz.absolutePanTilt != nil || ptz.absoluteZoom != nil),
            "presets": .list(presets.map { .text($0.token) }),
            "node": .list(self.device.node(of: profile)?.moves.map { .text($0) } ?? []),
        ]
    }

    private var clock: JSONValue {
        guard let clock = self.device.clock else { return .null }
        return [
            "ahead_seconds": .number(self.device.clockOffset.inSeconds), "is_manual": .bool(clock.isManual),
            "timezone": Self.text(clock.timeZone),
        ]
    }

    private var eventState: JSONValue {
        guard let events else { return .null }
        return [
            "mode": .text(events.mode.rawValue), "pullpoint_manager_state": .text(events.pullPoint.rawValue),
            "webhook_manager_state": .text(events.webhook.rawValue), "problem": Self.text(events.problem),
            "entities": .integer(events.entities),
        ]
    }

    private static func text(_ text: String?) -> JSONValue { text.map { .text($0) } ?? .null }

    private func place(_ address: MediaAddress?) -> JSONValue {
        guard let address else { return .null }
        return .text(self.addresses.ofMedia(address.announced.reveal()).map { "\($0)" } ?? secretMask)
    }

    /// One that is no URL may be anything.
    private static func masked(_ announced: String) -> String {
        if let url = try? CameraURL(announced) { return "\(url)" }
        return announced.contains { "@?".contains($0) } ? secretMask : String(announced.unicodeScalars.prefix(200))
    }
}
