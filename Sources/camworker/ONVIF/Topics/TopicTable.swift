internal import Shared

/// Which topic makes which entity: Home Assistant's, with what makers add.
///
/// A topic that is not here becomes an event on the bus, never an error.
enum TopicTable {
    /// By path.
    static let rules: [String: TopicRule] = {
        var rules: [String: TopicRule] = [:]
        for rule in Self.all { for topic in rule.topics { rules[topic] = rule } }
        return rules
    }()

    /// Lens, analytics and rule; firmware names the lens either way.
    private static let rule = TopicRule.Identity.named([
        "VideoSourceConfigurationToken", "VideoSourceToken", "VideoAnalyticsConfigurationToken", "Rule",
    ])
    private static let sound = TopicRule.Identity.named([
        "AudioSourceConfigurationToken", "AudioAnalyticsConfigurationToken", "Rule",
    ])
    private static let source = TopicRule.Identity.named(["Source"])

    /// The three services that may tell the same of a picture.
    private static func ofServices(_ topic: String) -> [String] {
        ["/AnalyticsService", "/ImagingService", "/RecordingService", ""].map { "VideoSource/\(topic)\($0)" }
    }

    static let all: [TopicRule] = standard + monitoring + reolink + tapo + ajax + others

    private static let standard: [TopicRule] = [
        TopicRule(["VideoSource/MotionAlarm"], "Motion Alarm", "motion", .flag(["State"]), by: .first),
        TopicRule(
            ofServices("ImageTooBlurry"),
            "Image Too Blurry",
            "problem",
            .flag(["State"]),
            by: .first,
            category: .diagnostic
        ),
        TopicRule(
            ofServices("ImageTooDark"),
            "Image Too Dark",
            "problem",
            .flag(["State"]),
            by: .first,
            category: .diagnostic
        ),
        TopicRule(
            ofServices("ImageTooBright"),
            "Image Too Bright",
            "problem",
            .flag(["State"]),
            by: .first,
            category: .diagnostic
        ),
        TopicRule(ofServices("GlobalSceneChange"), "Global Scene Change", "problem", .flag(["State"]), by: .first),
        TopicRule(
            ["AudioAnalytics/Audio/DetectedSound"],
            "Detected Sound",
            "sound",
            .flag(["isSoundDetected"]),
            by: sound
        ),
        TopicRule(
            ["RuleEngine/FieldDetector/ObjectsInside"],
            "Field Detection",
            "motion",
            .flag(["IsInside"]),
            by: rule
        ),
        TopicRule(
            ["RuleEngine/CellMotionDetector/Motion"],
            "Cell Motion Detection",
            "motion",
            .flag(["IsMotion"]),
            by: rule
        ),
        TopicRule(
            ["RuleEngine/MotionRegionDetector/Motion"],
            "Motion Region Detection",
            "motion",
            .flag(["State"]),
            by: rule
        ),
        TopicRule(
            ["RuleEngine/TamperDetector/Tamper"],
            "Tamper Detection",
            "problem",
            .flag(["IsTamper"]),
            by: rule,
            category: .diagnostic
        ),
        TopicRule(["Device/Trigger/DigitalInput"], "Digital Input", nil, .flag(["LogicalState"]), by: .first),
        TopicRule(["Device/Trigger/Relay"], "Relay Triggered", nil, .flag(["LogicalState"]), by: .first),
        TopicRule(
            ["Device/HardwareFailure/StorageFailure"],
            "Storage Failure",
            "problem",
            .flag(["Failed"]),
            by: .first,
            category: .diagnostic
        ),
        TopicRule(
            ["RecordingConfig/JobState"],
            "Recording Job State",
            nil,
            .flag(["State"]),
            by: .first,
            category: .diagnostic
        ),
        TopicRule(
            ["RuleEngine/LineDetector/Crossed"],
            "Line Detector Crossed",
            nil,
            .text(["ObjectId"]),
            by: rule,
            category: .diagnostic
        ),
        TopicRule(
            ["RuleEngine/CountAggregation/Counter"],
            "Count Aggregation Counter",
            nil,
            .text(["Count"]),
            by: rule,
            category: .diagnostic
        ),
    ]

    private static let monitoring: [TopicRule] = [
        TopicRule(["Monitoring/ProcessorUsage"], "Processor Usage", nil, .percentage, by: .none, category: .diagnostic),
        TopicRule(
            ["Monitoring/OperatingTime/LastReboot"],
            "Last Reboot",
            "timestamp",
            .timestamp,
            by: .none,
            category: .diagnostic
        ),
        TopicRule(
            ["Monitoring/OperatingTime/LastReset"],
            "Last Reset",
            "timestamp",
            .timestamp,
            by: .none,
            category: .diagnostic,
            isEnabled: false
        ),
        TopicRule(
            ["Monitoring/Backup/Last"],
            "Last Backup",
            "timestamp",
            .timestamp,
            by: .none,
            category: .diagnostic,
            isEnabled: false
        ),
        TopicRule(
            ["Monitoring/OperatingTime/LastClockSynchronization"],
            "Last Clock Synchronization",
            "timestamp",
            .timestamp,
            by: .none,
            category: .diagnostic,
            isEnabled: false
        ),
    ]

    /// Reolink's own analytics, doorbells included.
    private static let reolink: [TopicRule] = [
        ("DogCatDetect", "Pet Detection", "motion"), ("VehicleDetect", "Vehicle Detection", "motion"),
        ("PeopleDetect", "Person Detection", "motion"), ("FaceDetect", "Face Detection", "motion"),
        ("Visitor", "Visitor Detection", "occupancy"), ("Package", "Package Detection", "occupancy"),
    ].map { topic, name, deviceClass in
        TopicRule(["RuleEngine/MyRuleDetector/\(topic)"], name, deviceClass, .flag(["State"]), by: source)
    }

    /// TP-Link tells any of these by any of its topics.
    private static let tapo: [TopicRule] = [
        TopicRule(
            [
                "CellMotionDetector/Intrusion", "CellMotionDetector/LineCross", "CellMotionDetector/People",
                "CellMotionDetector/Tamper", "CellMotionDetector/TpSmartEvent", "LineCrossDetector/LineCross",
                "PeopleDetector/People", "TPSmartEventDetector/TPSmartEvent", "IntrusionDetector/Intrusion",
            ].map { "RuleEngine/\($0)" },
            "Detection",
            "motion",
            .flags([
                "IsVehicle": .init(name: "Vehicle Detection", deviceClass: "motion"),
                "IsPackageDeliver": .init(name: "Package Delivery", deviceClass: "motion"),
                "IsPackagePickup": .init(name: "Package Pickup", deviceClass: "motion"),
                "IsPeople": .init(name: "Person Detection", deviceClass: "motion"),
                "IsPet": .init(name: "Pet Detection", deviceClass: "motion"),
                "IsLineCross": .init(name: "Line Detector Crossed", deviceClass: "motion"),
                "IsTamper": .init(name: "Tamper Detection", deviceClass: "tamper"),
                "IsIntrusion": .init(name: "Intrusion Detection", deviceClass: "safety"),
            ]),
            by: rule
        )
    ]

    private static let person = TopicRule.Sensor(name: "Person Detection", deviceClass: "motion")
    private static let vehicle = TopicRule.Sensor(name: "Vehicle Detection", deviceClass: "motion")
    private static let pet = TopicRule.Sensor(name: "Pet Detection", deviceClass: "motion")

    private static let ajax: [TopicRule] = [
        TopicRule(["RuleEngine/MotionDetector/Detection"], "Motion Detection", "motion", .flag(["Detected"]), by: rule),
        TopicRule(
            ["RuleEngine/ObjectDetection/Object"],
            "Object Detection",
            "motion",
            .list("ClassTypes", [("Human", person), ("Vehicle", vehicle), ("Animal", pet)]),
            by: rule
        ),
        TopicRule(
            ["RuleEngine/ObjectDetector/Detection"],
            "Object Detection",
            "motion",
            .elements(["Human": person, "Vehicle": vehicle, "Animal": pet]),
            by: rule
        ),
        TopicRule(
            ["RuleEngine/LineDetector/Crossing"],
            "Line Detector Crossed",
            "motion",
            .occurrence("crossed"),
            by: rule
        ),
    ]

    private static let others: [TopicRule] = [
        // HIKVISION's alarm inputs.
        TopicRule(["Device/Trigger/AlarmIn"], "Motion Alarm", "motion", .flag(["State"]), by: .first),
        TopicRule(["UserAlarm/IVA/HumanShapeDetect"], "Human Shape Detect", "motion", .flag(["State"]), by: rule),
    ]
}
