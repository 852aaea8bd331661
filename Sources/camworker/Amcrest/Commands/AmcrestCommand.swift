/// What a camera is asked and told: every CGI command there is, with its exact path and query.
///
/// Channels count from 1 in `snapshot.cgi` and streams, and from 0 here.
struct AmcrestCommand: Hashable, Sendable {
    /// Behind `/cgi-bin/`.
    let path: String
    /// As it is sent; nothing in it needs an escape.
    let query: String

    private init(_ path: String, _ query: String) {
        self.path = path
        self.query = query
    }
}

// MARK: - What it is

extension AmcrestCommand {
    static let vendor = Self("magicBox.cgi", "action=getVendor")
    static let deviceType = Self("magicBox.cgi", "action=getDeviceType")
    static let serialNumber = Self("magicBox.cgi", "action=getSerialNo")
    static let softwareVersion = Self("magicBox.cgi", "action=getSoftwareVersion")
    static let machineName = Self("magicBox.cgi", "action=getMachineName")
    /// The cheapest question that needs a login: whether the camera is there.
    static let currentTime = Self("global.cgi", "action=getCurrentTime")
}

// MARK: - How it is set

extension AmcrestCommand {
    /// A part of the configuration.
    enum Table: String, Hashable, Sendable {
        case encode = "Encode"
        case rtsp = "RTSP"
        case recordMode = "RecordMode"
        case motionDetect = "MotionDetect"
        case videoInOptions = "VideoInOptions"
        case light = "LightGlobal"
        case lensMask = "LeLensMask"
    }

    static func getConfig(_ table: Table) -> Self {
        Self("configManager.cgi", "action=getConfig&name=\(table.rawValue)")
    }

    /// - Parameter values: keys with their values, in the order they are sent.
    static func setConfig(_ values: [(key: String, value: String)]) -> Self {
        let pairs = values.map { "&\($0.key)=\($0.value)" }.joined()
        return Self("configManager.cgi", "action=setConfig\(pairs)")
    }

    static func setConfig(_ key: String, _ value: String) -> Self { self.setConfig([(key, value)]) }
}

// MARK: - What only a probe asks

extension AmcrestCommand {
    static let deviceClass = Self("magicBox.cgi", "action=getDeviceClass")
    static let hardwareVersion = Self("magicBox.cgi", "action=getHardwareVersion")
    static let channelCount = Self("devVideoInput.cgi", "action=getCollect")
    /// Codes of events that it may send; cameras send others too.
    static let eventCodes = Self("eventManager.cgi", "action=getExposureEvents")

    /// A part of the configuration of which nothing is set or polled.
    static func getConfig(named name: String) -> Self { Self("configManager.cgi", "action=getConfig&name=\(name)") }
}

// MARK: - What it has and hears

extension AmcrestCommand {
    static let storage = Self("storageDevice.cgi", "action=getDeviceAllInfo")

    static func presets(channel: Int) -> Self { Self("ptz.cgi", "action=getPresets&channel=\(channel)") }

    /// Which channels an event is going on in.
    static func eventIndexes(_ code: String) -> Self {
        Self("eventManager.cgi", "action=getEventIndexes&code=\(code)")
    }

    /// Whether it is a list that may have nothing in it: then an empty body is no failure.
    var mayBeEmpty: Bool {
        self.query.hasPrefix("action=getPresets&") || self.query.hasPrefix("action=getEventIndexes&")
    }

    /// Everything that happens, for ever.
    ///
    /// - Parameter heartbeat: seconds; whoever has nothing to say says so that often.
    static func attach(heartbeat: Int) -> Self {
        Self("eventManager.cgi", "action=attach&codes=[All]&heartbeat=\(heartbeat)")
    }
}

// MARK: - How it moves

extension AmcrestCommand {
    /// Something the camera does, or stops doing.
    ///
    /// - Parameter isStart: `false` ends a movement; a tour is ended by the start of another code.
    static func move(_ code: String, _ arguments: (Int, Int, Int), isStart: Bool = true, channel: Int) -> Self {
        let numbers = "arg1=\(arguments.0)&arg2=\(arguments.1)&arg3=\(arguments.2)"
        return Self("ptz.cgi", "action=\(isStart ? "start" : "stop")&channel=\(channel)&code=\(code)&\(numbers)")
    }
}
