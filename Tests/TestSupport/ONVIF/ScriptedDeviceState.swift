internal import CLinux
internal import Glibc

/// What a device is and has at a moment; a test may change any of it.
package struct ScriptedDeviceState: Sendable {
    /// How it wants SOAP requests to be authenticated.
    package enum Authentication: Sendable, Hashable {
        case none
        /// WS-UsernameToken.
        case token
        /// HTTP Digest.
        case digest
        /// HTTP Basic: the password in clear.
        case basic
        /// A token, or Digest for who sends none.
        case either
        /// The same; and who sends a token that is wrong gets a challenge for Digest as well.
        case challenging
    }

    // MARK: What it is

    package var facts = Facts()
    package var services: [ScriptedService]
    /// What it says of them: a real device may leave some out of one list or the other.
    package var listedServices: [ScriptedService]?
    package var listedCapabilities: [ScriptedService]?
    package var hasGetServices = true
    package var sources: [ScriptedSource]
    package var profiles: [ScriptedProfile]
    package var authentication = Authentication.token
    /// Operations for everybody: those of access class PRE_AUTH (ONVIF Core, §5.9.4.3), unless a firmware knows better.
    package var openOperations: Set = [
        "GetSystemDateAndTime", "GetServices", "GetCapabilities", "GetServiceCapabilities", "GetHostname",
    ]
    /// Answers what is wrong instead of refusing it; it is noted all the same.
    package var isLenient = false
    /// How its answers are written; a trouble may change that for some of them.
    var style = SOAPEnvelope.Style.usual

    // MARK: Where things are

    /// `http://127.0.0.1:8000`; of a proxy when one stands before it.
    package var origin = ""
    package var addresses: [ScriptedService: ScriptedAddress] = [:]
    package var snapshotAddress = ScriptedAddress.right
    /// What follows in the snapshot's address: some firmware puts the login there.
    package var snapshotQuery = ""
    package var hasSnapshots = true
    package var streamAddress = ScriptedAddress.right
    package var rtspPort: UInt16 = 554
    /// A reboot moves the streams, as `InvalidAfterReboot` allows.
    package var streamsMoveAtReboot = false

    // MARK: What it does

    /// Seconds that its clock is ahead of ours.
    package var clockOffset = 0.0
    /// `NTP` or `Manual`.
    package var clockKind = "NTP"
    package var timeZone = "CET-1CEST,M3.5.0,M10.5.0/3"
    /// Whether it says what time it is in UTC; some say only the local one, which is UTC here.
    package var saysUTC = true
    package var reboots = 0
    /// How long it is away then; no real device is as fast.
    package var rebootTime = Duration.seconds(2)
    package var ptz = ONVIFMotor()
    /// What it was told by `SendAuxiliaryCommand`.
    package var auxiliaryCommands: [String] = []
    /// By token: `true` is active.
    package var relays: [String: Bool] = ["Relay_0": false]
    /// What is true at the moment, by topic and source: the properties that a synchronization point tells.
    package var properties: [String: ScriptedNotification] = [:]
    package var events = ONVIFEventHabits()
    var subscriptions: [Int: ONVIFSubscription] = [:]
    package var lastSubscription = 0
    package var peakSubscriptions = 0

    package init(_ model: ONVIFModel) {
        self.services = model.services
        self.sources = model.sources
        self.profiles = model.profiles
        if model == .old {
            self.hasGetServices = false
            self.openOperations = ["GetSystemDateAndTime"]
            self.facts.firmware = "1.04 build 120827"
        }
        if model == .recorder { self.facts.model = "NVR-4" }
    }

    /// The time of its own clock, in seconds since 1970.
    package var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9 + self.clockOffset
    }

    func has(_ service: ScriptedService) -> Bool { self.services.contains(service) }

    func profile(_ token: String?) -> ScriptedProfile? { self.profiles.first { $0.token == token } }

    func address(of service: ScriptedService) -> String {
        (self.addresses[service] ?? .right).text(origin: self.origin, path: service.path)
    }
}

extension ScriptedDeviceState {
    /// What it says of itself.
    package struct Facts: Sendable, Hashable {
        package var manufacturer = "Fake & Sons"
        package var model = "IPC-1"
        package var firmware = "2.800.0000000.16.R"
        package var serial = "FAKE0000000001"
        package var hardware = "1.00"
        package var name = "Front Door"
        /// As `HwAddress` has it.
        package var mac = "02:00:5e:00:53:01"
        /// Its network interfaces besides the first, whose MAC is ``mac``; a device may have a second that is off.
        package var otherMACs: [String] = []

        package init() {}
    }
}
