/// What an ONVIF device says it is and can do.
///
/// A device's own words: the supervisor makes them short and printable before it reads them.
package struct ONVIFReport: Sendable, Hashable, Codable {
    package var manufacturer: String?
    package var model: String?
    package var firmware: String?
    package var serialNumber: String?
    package var hardware: String?
    /// `c0:56:e3:f9:55:68`.
    package var mac: String?
    /// `nil` when it says nothing of its time.
    package var clock: Clock?
    package var services: [Service]
    /// All that it has, in its own order.
    package var profiles: [Profile]
    /// Commands of the device itself, like `tt:IRLamp|On`.
    package var auxiliaryCommands: [String]
    /// Whether it says that it makes pull-points; `nil` when nothing says.
    package var hasPullPoints: Bool?
    /// What it says can happen; `nil` when it was not asked, or does not say.
    package var topics: [Topic]?
    /// The host that it announces in place of the one it was asked at; an address in its own network, behind NAT.
    package var foreignHost: String?
    /// What was asked and not answered, with the reason.
    package var unanswered: [String]

    package init() {
        self.services = []
        self.profiles = []
        self.auxiliaryCommands = []
        self.unanswered = []
    }

    package struct Clock: Sendable, Hashable, Codable {
        /// Seconds that it is ahead of ours; negative behind.
        package var ahead: Double
        /// Set by hand, not by NTP.
        package var isManual: Bool
        /// POSIX 1003.1.
        package var timeZone: String?

        package init(ahead: Double, isManual: Bool, timeZone: String? = nil) {
            self.ahead = ahead
            self.isManual = isManual
            self.timeZone = timeZone
        }
    }

    package struct Service: Sendable, Hashable, Codable {
        /// `media2`.
        package var name: String
        /// As it is asked, after repair.
        package var address: String

        package init(name: String, address: String) {
            self.name = name
            self.address = address
        }
    }

    /// One of its streams.
    package struct Profile: Sendable, Hashable, Codable {
        package var token: String
        package var name: String
        /// `H264`; its own word.
        package var codec: String?
        /// Pixels.
        package var width: Int?
        package var height: Int?
        package var framesPerSecond: Double?
        /// The lens, or the channel of a recorder.
        package var source: String?
        /// Whether we can show it.
        package var isCompatible: Bool
        /// Whether it is the largest of its lens.
        package var isBest: Bool
        /// Where its video and its pictures are, without what is secret in it.
        package var stream: String?
        package var snapshot: String?
        /// What its motor can do, in words; `nil` without one.
        package var moves: [String]?
        package var presets: [Preset]

        package init(token: String, name: String) {
            self.token = token
            self.name = name
            self.isCompatible = false
            self.isBest = false
            self.presets = []
        }
    }

    package struct Preset: Sendable, Hashable, Codable {
        package var token: String
        package var name: String

        package init(token: String, name: String) {
            self.token = token
            self.name = name
        }
    }

    /// Something that may happen.
    package struct Topic: Sendable, Hashable, Codable {
        /// Without prefixes: `RuleEngine/CellMotionDetector/Motion`.
        package var path: String
        /// The entity that it becomes; `nil` for one that is an event on the bus.
        package var entity: String?

        package init(path: String, entity: String? = nil) {
            self.path = path
            self.entity = entity
        }
    }
}
