internal import Shared

/// The keys of the camera's configuration that are read and set, for one channel and stream.
struct AmcrestKeys: Hashable {
    /// From 0.
    let channel: Int
    let resolution: AmcrestResolution

    init(_ configuration: AmcrestConfiguration) {
        self.channel = configuration.channel - 1
        self.resolution = configuration.resolution
    }

    /// A recording that never ends; 0 is by the camera's timetable, 2 none.
    static let recordsAlways = "1"
    static let recordsByTimetable = "0"

    private var format: String { self.resolution == .high ? "MainFormat" : "ExtraFormat" }
    private func encode(_ number: Int, _ word: String) -> String {
        "Encode[\(self.channel)].\(self.format)[\(number)].\(word)"
    }

    var video: String { self.encode(0, "VideoEnable") }
    var sound: String { self.encode(0, "AudioEnable") }
    var recordMode: String { "RecordMode[\(self.channel)].Mode" }
    var motion: String { "MotionDetect[\(self.channel)].Enable" }
    var motionRecording: String { "MotionDetect[\(self.channel)].EventHandler.RecordEnable" }
    var color: String { "VideoInOptions[\(self.channel)].DayNightColor" }
    /// Follows the video: `false` leaves the infrared light to the camera.
    var infrared: String { "VideoInOptions[\(self.channel)].InfraRed" }
    var privacy: String { "LeLensMask[\(self.channel)].Enable" }
    /// The device has one.
    var light: String { "LightGlobal[0].Enable" }

    /// The formats of a stream are one for each kind of recording; they are set together, as the camera's page does.
    private var formats: Range<Int> { 0..<(self.resolution == .high ? 4 : 3) }
    func allVideo(_ isOn: Bool) -> [(key: String, value: String)] {
        self.formats.map { (self.encode($0, "VideoEnable"), "\(isOn)") }
    }
    func allSound(_ isOn: Bool) -> [(key: String, value: String)] {
        self.formats.map { (self.encode($0, "AudioEnable"), "\(isOn)") }
    }
}
