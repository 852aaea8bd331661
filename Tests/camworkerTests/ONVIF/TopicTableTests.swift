import IPC
import Shared
import Testing

@testable import camworker

@Suite("Topics of ONVIF notifications")
struct TopicTableTests {
    /// One entity that a notification makes, for tables.
    struct Expected: Sendable {
        var domain: EntityDeclaration.Domain = .binarySensor
        var name: String
        var deviceClass: String? = "motion"
        var value: EventValue
        var key: String?
    }

    private static func message(_ file: String) throws -> EventMessage {
        try #require(EventMessage(XMLDocument(ONVIFSamples.bytes("events/\(file)")).root))
    }

    private static let person = "Person Detection"
    private static let vehicle = "Vehicle Detection"
    private static let pet = "Pet Detection"

    /// Every file of Samples/events, by the beginning of its name.
    static let samples: [(String, [Expected])] = [
        (
            "parsers-ajax-01",
            [
                Expected(
                    name: "Motion Detection",
                    value: .flag(true),
                    key: "RuleEngine/MotionDetector/Detection_VideoSourceToken_AjaxMotionRule"
                )
            ]
        ),
        ("parsers-ajax-02", Self.objects([Self.person])), ("parsers-ajax-03", Self.objects([])),
        ("parsers-ajax-04", Self.objects([Self.person, Self.pet])),
        ("parsers-ajax-05", Self.objects([Self.person, Self.vehicle])),
        ("parsers-ajax-06", [Expected(domain: .event, name: "Line Detector Crossed", value: .occurred("crossed"))]),
        ("parsers-ajax-07", Self.objects([Self.person])),
        (
            "parsers-generic-01",
            [
                Expected(
                    domain: .sensor,
                    name: "Line Detector Crossed",
                    deviceClass: nil,
                    value: .text("0"),
                    key:
                        "RuleEngine/LineDetector/Crossed_video_source_config1_analytics_video_source_MyLineDetectorRule"
                )
            ]
        ),
        (
            "parsers-hikvision-01",
            [Expected(name: "Motion Alarm", value: .flag(true), key: "Device/Trigger/AlarmIn_AlarmIn_1")]
        ),
        (
            "parsers-reolink-01",
            [
                Expected(
                    name: "Package Detection",
                    deviceClass: "occupancy",
                    value: .flag(true),
                    key: "RuleEngine/MyRuleDetector/Package_000"
                )
            ]
        ),
        ("parsers-tapo-01", [Expected(name: "Line Detector Crossed", value: .flag(true))]),
        (
            "parsers-tapo-02",
            [
                Expected(
                    name: Self.vehicle,
                    value: .flag(true),
                    key:
                        "RuleEngine/TPSmartEventDetector/TPSmartEvent_VideoSourceToken_VideoAnalyticsToken_MyTPSmartEventDetectorRule_IsVehicle"
                )
            ]
        ),
        ("parsers-tapo-03", [Expected(name: Self.vehicle, value: .flag(true))]),
        ("parsers-tapo-04", [Expected(name: Self.person, value: .flag(true))]),
        ("parsers-tapo-05", [Expected(name: Self.pet, value: .flag(true))]),
        ("parsers-tapo-06", [Expected(name: Self.person, value: .flag(true))]),
        ("parsers-tapo-07", [Expected(name: "Tamper Detection", deviceClass: "tamper", value: .flag(true))]),
        ("parsers-tapo-08", [Expected(name: "Intrusion Detection", deviceClass: "safety", value: .flag(true))]),
        ("parsers-tapo-09", []),
        (
            "parsers-tapo-10",
            [Expected(name: Self.person, value: .flag(true), key: "RuleEngine/PeopleDetector/People_IsPeople")]
        ),
        ("parsers-unknown-01", []),
        (
            "parsers-util-01",
            [Expected(name: Self.person, value: .flag(true)), Expected(name: Self.vehicle, value: .flag(false))]
        ),
    ]

    private static func objects(_ names: [String]) -> [Expected] {
        [Self.person, Self.vehicle, Self.pet].map { Expected(name: $0, value: .flag(names.contains($0))) }
    }

    @Test("what makers send makes the entities that it means", arguments: Self.samples.indices)
    func sampled(_ index: Int) throws {
        let (prefix, expected) = Self.samples[index]
        let file = try #require(ONVIFSamples.notifications.first { $0.hasPrefix(prefix) })
        let readings = EventReading.all(in: try Self.message(file))
        #expect(readings.map(\.entity.name) == expected.map(\.name), "\(file)")
        #expect(readings.map(\.value) == expected.map(\.value))
        #expect(readings.map(\.entity.domain) == expected.map(\.domain))
        #expect(readings.map(\.entity.deviceClass) == expected.map(\.deviceClass))
        for (reading, expected) in zip(readings, expected) {
            #expect(expected.key == nil || reading.entity.key == expected.key)
            #expect(1...EntityDeclaration.longestKey ~= reading.entity.key.utf8.count)
        }
    }

    @Test("no topic stands in the table twice")
    func once() {
        #expect(TopicTable.rules.count == TopicTable.all.reduce(0) { $0 + $1.topics.count })
    }

    @Test("no sample is left out")
    func complete() {
        #expect(ONVIFSamples.notifications.count == Self.samples.count)
    }

    private static func message(
        _ topic: String,
        source: [String: String] = [:],
        data: KeyValuePairs<String, String>
    ) throws
        -> EventMessage
    {
        func items(_ pairs: [(String, String)]) -> String {
            pairs.map { "<tt:SimpleItem Name='\($0.0)' Value='\($0.1)'/>" }.joined()
        }
        let text = """
            <m><Topic>tns1:\(topic)</Topic><Message><Message UtcTime='2026-11-22T02:00:00Z'><Source>\
            \(items(source.sorted { $0.key < $1.key }))</Source><Data>\(items(data.map { ($0.key, $0.value) }))</Data></Message></Message></m>
            """
        return try #require(EventMessage(XMLDocument(Array(text.utf8)).root))
    }

    /// The page's nineteen, and Home Assistant's others.
    static let topics: [(String, String, String, EventValue, String)] = [
        ("VideoSource/MotionAlarm", "State", "true", .flag(true), "Motion Alarm"),
        ("VideoSource/ImageTooBlurry/AnalyticsService", "State", "0", .flag(false), "Image Too Blurry"),
        ("VideoSource/ImageTooDark/ImagingService", "State", "1", .flag(true), "Image Too Dark"),
        ("VideoSource/ImageTooBright/RecordingService", "State", "TRUE", .flag(true), "Image Too Bright"),
        ("VideoSource/GlobalSceneChange/AnalyticsService", "State", "false", .flag(false), "Global Scene Change"),
        ("AudioAnalytics/Audio/DetectedSound", "isSoundDetected", "true", .flag(true), "Detected Sound"),
        ("RuleEngine/FieldDetector/ObjectsInside", "IsInside", "true", .flag(true), "Field Detection"),
        ("RuleEngine/CellMotionDetector/Motion//.", "IsMotion", "true", .flag(true), "Cell Motion Detection"),
        ("RuleEngine/MotionRegionDetector/Motion", "State", "1", .flag(true), "Motion Region Detection"),
        ("RuleEngine/TamperDetector/Tamper", "IsTamper", "true", .flag(true), "Tamper Detection"),
        ("RuleEngine/MyRuleDetector/DogCatDetect", "State", "true", .flag(true), "Pet Detection"),
        ("RuleEngine/MyRuleDetector/VehicleDetect", "State", "true", .flag(true), "Vehicle Detection"),
        ("RuleEngine/MyRuleDetector/PeopleDetect", "State", "true", .flag(true), "Person Detection"),
        ("RuleEngine/MyRuleDetector/FaceDetect", "State", "true", .flag(true), "Face Detection"),
        ("RuleEngine/MyRuleDetector/Visitor", "State", "true", .flag(true), "Visitor Detection"),
        ("Device/Trigger/DigitalInput", "LogicalState", "true", .flag(true), "Digital Input"),
        ("Device/Trigger/Relay", "LogicalState", "active", .flag(true), "Relay Triggered"),
        ("Device/Trigger/Relay", "LogicalState", "inactive", .flag(false), "Relay Triggered"),
        ("Device/HardwareFailure/StorageFailure", "Failed", "true", .flag(true), "Storage Failure"),
        ("Monitoring/ProcessorUsage", "Value", "0.375", .number(37), "Processor Usage"),
        ("Monitoring/ProcessorUsage", "Value", "37.5", .number(37), "Processor Usage"),
        (
            "Monitoring/OperatingTime/LastReboot", "Status", "2026-11-22T01:02:03Z",
            .time(WallTime(nanoseconds: 1_795_309_323_000_000_000)), "Last Reboot"
        ),
        ("Monitoring/OperatingTime/LastReset", "Status", "0000-00-00T00:00:00Z", .unknown, "Last Reset"),
        ("Monitoring/Backup/Last", "Status", "0000-00-00", .unknown, "Last Backup"),
        ("Monitoring/OperatingTime/LastClockSynchronization", "Status", "x", .unknown, "Last Clock Synchronization"),
        ("RecordingConfig/JobState", "State", "Active", .flag(true), "Recording Job State"),
        ("RecordingConfig/JobState", "State", "Idle", .flag(false), "Recording Job State"),
        ("RecordingConfig/JobState", "State", "Error", .flag(false), "Recording Job State"),
        ("RecordingConfig/JobState", "State", "PartiallyActive", .flag(false), "Recording Job State"),
        ("RuleEngine/LineDetector/Crossed", "ObjectId", "17", .text("17"), "Line Detector Crossed"),
        ("RuleEngine/CountAggregation/Counter", "Count", "4", .text("4"), "Count Aggregation Counter"),
        ("UserAlarm/IVA/HumanShapeDetect", "State", "true", .flag(true), "Human Shape Detect"),
    ]

    @Test("every topic of Home Assistant makes its entity", arguments: Self.topics.indices)
    func known(_ index: Int) throws {
        let (topic, item, value, expected, name) = Self.topics[index]
        let readings = EventReading.all(in: try Self.message(topic, data: [item: value]))
        #expect(readings.map(\.value) == [expected])
        #expect(readings.first?.entity.name == name)
        // What the item is called is the firmware's own business where there is one only.
        #expect(EventReading.all(in: try Self.message(topic, data: ["Whatever": value])).map(\.value) == [expected])
    }

    @Test("of several data items the one counts that the topic is about")
    func several() throws {
        let message = try Self.message(
            "RuleEngine/CellMotionDetector/Motion",
            source: ["Rule": "r", "VideoSourceConfigurationToken": "v"],
            data: ["Score": "12", "isMotion": "true"]
        )
        let reading = try #require(EventReading.all(in: message).first)
        #expect(reading.value == .flag(true))
        #expect(reading.entity.key == "RuleEngine/CellMotionDetector/Motion_v_r")
    }

    @Test("a value that makes no sense changes nothing", arguments: ["", "perhaps", "2"])
    func nonsense(_ value: String) throws {
        #expect(EventReading.all(in: try Self.message("VideoSource/MotionAlarm", data: ["State": value])).isEmpty)
        let usage = try Self.message("Monitoring/ProcessorUsage", data: ["Value": "nan"])
        #expect(EventReading.all(in: usage).isEmpty)
    }

    @Test("a key is the same every time, differs where the source does, and is never too long")
    func keys() throws {
        let long = String(repeating: "ä", count: 300)
        let keys = try ["a", "b", long + "a", long + "b"].map { token in
            try #require(
                EventReading.all(
                    in: Self.message("VideoSource/MotionAlarm", source: ["Source": token], data: ["State": "1"])
                ).first
            ).entity.key
        }
        #expect(Set(keys).count == 4)
        #expect(keys.allSatisfy { $0.utf8.count <= EntityDeclaration.longestKey })
        #expect(keys[3].hasPrefix("VideoSource/MotionAlarm_ää") && keys[3] == keys[3])
    }

    @Test(
        "an unknown topic becomes an event with all that was said",
        arguments: [
            ("tnsaxis:CameraApplicationPlatform/VMD/Camera1Profile1", "vmd_camera1_profile1"),
            ("tns1:RuleEngine/MyRule/FooBAR", "my_rule_foo_bar"), ("tns1:///", "event"), ("x:Ünï/-", "n"),
        ]
    )
    func unknown(_ topic: String, _ kind: String) throws {
        let text = """
            <m><Topic>\(topic)</Topic><Message><Message UtcTime="2026-11-22T05:00:00Z" PropertyOperation="Changed"><Source>
            <SimpleItem Name="Source" Value="7"/></Source><Data><SimpleItem Name="active" Value="1"/></Data></Message></Message></m>
            """
        let message = try #require(EventMessage(XMLDocument(Array(text.utf8)).root))
        #expect(EventReading.all(in: message).isEmpty)
        let event = message.cameraEvent(at: WallTime(nanoseconds: 5), offset: .seconds(3600))
        #expect(event.kind == kind && event.source == "7")
        #expect(event.time == DeviceTime.parse("2026-11-22T04:00:00Z"))
        #expect(event.attributes["topic"] == .text(topic) && event.attributes["operation"] == .text("changed"))
        #expect(event.attributes["data"] == .object(["active": .text("1")]))
    }
}
