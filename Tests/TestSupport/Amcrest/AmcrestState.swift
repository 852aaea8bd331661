/// What a camera is and has at a moment; a test may change any of it.
package struct AmcrestState: Sendable {
    package var facts: AmcrestModel.Facts
    /// The configuration: ``AmcrestCamera`` has a subscript for one value.
    package var table = AmcrestTable()
    /// By number from 1.
    package var presets: [Int: String] = [1: "Driveway", 2: "Preset2"]
    /// `nil` without a card.
    package var storage: Storage? = Storage()
    /// What `getEventIndexes` says: the channels at which something goes on, by code.
    package var active: [String: Set<Int>] = [:]
    /// Each that was done, the newest last.
    package var movements: [AmcrestMovement] = []
    /// The tour that it is on.
    package var tour: Int?
    /// The preset that it went to last.
    package var position: Int?
    package var time = "2026-11-21 00:12:13"
    /// Asked for by `magicBox.cgi?action=reboot`.
    package var restarts = 0
    /// How long it is away then; no real camera is as fast.
    package var restartTime = Duration.seconds(2)
    /// The port that it says its RTSP is at; `nil` leaves what the shape has, 554.
    package var rtspPort: UInt16? {
        get { self.table["RTSP.Port"].flatMap { UInt16($0) } }
        set { self.table["RTSP.Port"] = newValue.map { "\($0)" } }
    }

    package init(_ model: AmcrestModel) {
        self.facts = model.facts
        let facts = self.facts
        for name in Self.perChannel { self.table.add(AmcrestShapes.text("config.\(name)"), channels: facts.channels) }
        self.table.add(AmcrestShapes.text("config.RTSP"))
        // Doorbells refuse to say how they record (python-amcrest, record.py).
        if model == .doorbell { self.table.remove("RecordMode") }
        self.table["General.MachineName"] = facts.name
        if model == .doorbell {
            self.table.add(AmcrestShapes.text("config.VideoInMode.configex"))
        } else {
            self.table.add(AmcrestShapes.text("config.VideoInMode"), channels: facts.channels)
        }
        if facts.hasSmartMotion {
            self.table.add(AmcrestShapes.text("config.SmartMotionDetect"), channels: facts.channels)
        }
        if facts.hasPrivacyMask { self.table.add(AmcrestShapes.text("config.LeLensMask")) }
        if facts.hasIndicatorLight { self.table["LightGlobal[0].Enable"] = "true" }
    }

    private static let perChannel = [
        "AudioInVolume", "ChannelTitle", "Encode", "Lighting", "MotionDetect", "RecordMode", "VideoAnalyseRule",
        "VideoColor", "VideoInOptions", "VideoWidget.short",
    ]
}

/// What `ptz.cgi` was told to do.
package struct AmcrestMovement: Sendable, Hashable {
    /// `start` or `stop`.
    package var action: String
    /// `Up`, `ZoomTele`, `GotoPreset`, `StartTour`.
    package var code: String
    package var channel: Int
    package var arguments: [String]

    package init(_ action: String, _ code: String, channel: Int = 0, _ arguments: [String]) {
        self.action = action
        self.code = code
        self.channel = channel
        self.arguments = arguments
    }
}

extension AmcrestState {
    /// A camera's card.
    package struct Storage: Sendable, Hashable {
        package var total = 63_989_415_936
        package var used = 31_994_707_968
        /// `Success`; `Error` and `Initializing` come without numbers.
        package var state = "Success"

        package init(total: Int = 63_989_415_936, used: Int = 31_994_707_968) {
            self.total = total
            self.used = used
        }
    }
}
