/// What an Amcrest or Dahua camera says it is and can do.
///
/// A camera's own words: the supervisor makes them short and printable before it reads them.
package struct AmcrestReport: Sendable, Hashable, Codable {
    package var vendor: String?
    package var model: String?
    package var serialNumber: String?
    package var firmware: String?
    package var hardware: String?
    /// `IPC`, `NVR`, `VTO`; its own word.
    package var deviceClass: String?
    /// What its owner calls it.
    package var name: String?
    /// Of its RTSP server.
    package var rtspPort: Int?
    /// Of the whole device; the report may be about one of them.
    package var channelCount: Int?
    package var channels: [Channel]
    package var storage: Storage?
    package var hasIndicatorLight: Bool
    /// What it says can happen; not all cameras list everything they send.
    package var eventCodes: [String]
    /// What was asked and not answered, with the reason.
    package var unanswered: [String]

    package init() {
        self.channels = []
        self.hasIndicatorLight = false
        self.eventCodes = []
        self.unanswered = []
    }

    /// One picture of the device, by its number.
    package struct Channel: Sendable, Hashable, Codable {
        /// From 1.
        package var number: Int
        package var name: String?
        /// The main stream first.
        package var streams: [Stream]
        /// `nil` when it does not know presets: it does not move.
        package var presets: [Preset]?
        /// Whether it looks for motion; `nil` when it cannot.
        package var detectsMotion: Bool?
        /// Whether it records what moved.
        package var recordsMotion: Bool?
        package var recording: Recording?
        /// Whether its lens is covered; `nil` when it has nothing for it.
        package var isPrivate: Bool?
        /// `nil` when it does not tell people from cars.
        package var smartMotion: SmartMotion?
        /// Whether it listens for sounds; `nil` when it cannot.
        package var detectsSound: Bool?
        /// Rules for lines that are crossed, those that are off too.
        package var lineRules: Int

        package init(number: Int) {
            self.number = number
            self.streams = []
            self.lineRules = 0
        }
    }

    package struct Stream: Sendable, Hashable, Codable {
        /// Of the sub streams, from 1; 0 is the main stream.
        package var number: Int
        package var isOn: Bool
        /// `H.264`; its own word.
        package var codec: String?
        /// Pixels.
        package var width: Int?
        package var height: Int?
        package var framesPerSecond: Double?
        /// Kilobits a second.
        package var bitRate: Int?
        /// What its sound is coded with; `nil` without sound.
        package var sound: String?

        package init(number: Int, isOn: Bool) {
            self.number = number
            self.isOn = isOn
        }
    }

    package struct Preset: Sendable, Hashable, Codable {
        package var number: Int
        package var name: String

        package init(number: Int, name: String) {
            self.number = number
            self.name = name
        }
    }

    package struct SmartMotion: Sendable, Hashable, Codable {
        package var isOn: Bool
        package var human: Bool
        package var vehicle: Bool

        package init(isOn: Bool, human: Bool, vehicle: Bool) {
            self.isOn = isOn
            self.human = human
            self.vehicle = vehicle
        }
    }

    package enum Recording: String, Sendable, Hashable, Codable {
        case timetable, always, never
    }

    package struct Storage: Sendable, Hashable, Codable {
        /// Bytes.
        package var used: Int
        package var total: Int

        package init(used: Int, total: Int) {
            self.used = used
            self.total = total
        }
    }
}
