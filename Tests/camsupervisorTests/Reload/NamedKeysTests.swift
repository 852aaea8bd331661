import Shared
import Testing

@testable import camsupervisor

/// Whoever adds an option finds here that the plan of a reload has to name it.
@Suite("ReloadPlan names every option there is")
struct NamedKeysTests {
    /// An option that changes and nothing else: what the file gets, as a whole.
    struct Sample: Sendable {
        var old: String
        var new: String
    }

    private static let camera = "platform: demo"
    private static let still = "platform: generic, still_image_url: 'http://192.0.2.1/a.jpg'"
    private static let video = "platform: generic, stream_source: 'rtsp://192.0.2.1/live'"
    private static let file = "platform: generic, still_image_url: 'file:///srv/a'"
    private static let stream = "platform: mjpeg, mjpeg_url: 'http://192.0.2.1/v'"
    private static let amcrest = "platform: amcrest, host: 192.0.2.1, username: a, password: b"
    private static let onvif = "platform: onvif, host: 192.0.2.1, webhook_url: 'http://192.0.2.5:8124'"
    private static let push = "platform: push, webhook_id: some-webhook"

    private static func cameras(_ base: String, _ options: [String: String]) -> [String: Sample] {
        options.mapValues { option in
            Sample(old: "cameras: { a: { \(base) } }", new: "cameras: { a: { \(base), \(option) } }")
        }
    }

    private static func section(_ name: String, _ options: [String: String]) -> [String: Sample] {
        Dictionary(
            uniqueKeysWithValues: options.map { key, value in
                let new = "\(name): { \(key): \(value) }\ncameras: { a: { \(Self.camera) } }"
                return (key, Sample(old: "cameras: { a: { \(Self.camera) } }", new: new))
            }
        )
    }

    private static func states(_ old: String, _ new: String) -> Sample {
        let file = "states: { sensor.x: STATE }\ncameras: { a: { \(Self.camera) } }"
        return Sample(old: file.replacing("STATE", with: old), new: file.replacing("STATE", with: new))
    }

    private static func changed(_ base: String, to new: String) -> Sample {
        Sample(old: "cameras: { a: { \(base) } }", new: "cameras: { a: { \(new) } }")
    }

    private static let samples: [(table: OptionTable, samples: [String: Sample])] = [
        (
            HTTPSection.table,
            Self.section(
                "http",
                [
                    "listen": "['127.0.0.1:8125']", "tokens": "[{ name: a, token: 0123456789abcdef }]",
                    "local": "/srv", "header_timeout": "5", "idle_timeout": "30",
                ]
            )
        ),
        (ControlSection.table, Self.section("control", ["socket": "/run/other.sock"])),
        (
            StreamSection.table,
            Self.section("stream", ["ll_hls": "false", "segment_duration": "4", "part_duration": "1"])
        ),
        (
            SupervisionSection.table,
            Self.section(
                "supervision",
                [
                    "first_restart_delay": "1", "initial_backoff": "2", "maximum_backoff": "90", "jitter": "0.1",
                    "healthy_after": "30", "restarts_per_second": "5", "concurrent_starts": "2", "ping_interval": "2",
                    "ping_timeout": "8", "handshake_timeout": "6", "stop_grace": "2", "terminate_grace": "3",
                    "stale_restart_factor": "4", "worker_uid_base": "0",
                ]
            )
        ),
        (
            StatesSection.table,
            [
                "state": Self.states("{ state: 1 }", "{ state: 2 }"),
                "attributes": Self.states("{ state: 1 }", "{ state: 1, attributes: { a: 1 } }"),
            ]
        ),
        (ProgramLimitsSection.table, Self.section("limits", ["hub": "64 MiB"])),
        (
            DefaultsSection.table,
            Self.section("defaults", ["stale_after": "20", "when_stale": "hold", "limits": "{ cpu: 50 % }"])
        ),
        (
            FilesSection.table,
            [
                "read": Sample(
                    old: "files: { read: [/srv] }\ncameras: { a: { \(Self.file) } }",
                    new: "files: { read: [/srv, /a] }\ncameras: { a: { \(Self.file) } }"
                )
            ].merging(Self.section("files", ["write": "[/srv]"])) { $1 }
        ),
        (
            CommonOptions.table,
            Self.cameras(
                Self.still,
                [
                    "name": "name: A name", "stale_after": "stale_after: 30", "when_stale": "when_stale: hold",
                    "limits": "limits: { cpu: 50 % }", "entities": "entities: { enable: [x] }",
                    "allow_unix_resolver": "allow_unix_resolver: true",
                ]
            ).merging(["platform": Self.changed(Self.camera, to: Self.still)]) { $1 }
        ),
        (
            DemoPlatform.table,
            Self.cameras(
                Self.camera,
                [
                    "width": "width: 320", "height": "height: 240", "framerate": "framerate: 5",
                    "motion_interval": "motion_interval: 60", "views": "views: 3",
                ]
            )
        ),
        (
            GenericPlatform.table,
            Self.cameras(
                Self.still,
                [
                    "username": "username: a, password: b", "password": "username: a, password: b",
                    "authentication": "authentication: digest", "verify_ssl": "verify_ssl: false",
                    "framerate": "framerate: 1", "limit_refetch_to_url_change": "limit_refetch_to_url_change: true",
                    "headers": "headers: { X-Key: a }",
                ]
            ).merging(
                [
                    "still_image_url": Self.changed(Self.still, to: Self.still.replacing("a.jpg", with: "b.jpg")),
                    "stream_source": Self.changed(Self.video, to: Self.video.replacing("live", with: "other")),
                    "rtsp_transport": Self.changed(Self.video, to: "\(Self.video), rtsp_transport: udp"),
                    "extra_arguments": Self.changed(Self.video, to: "\(Self.video), extra_arguments: '-q:v 2'"),
                    "use_wallclock_as_timestamps":
                        Self.changed(Self.video, to: "\(Self.video), use_wallclock_as_timestamps: true"),
                    "recording_lookback": Self.changed(Self.video, to: "\(Self.video), recording_lookback: 10"),
                    "preload_stream": Self.changed(Self.video, to: "\(Self.video), preload_stream: true"),
                ]
            ) { $1 }
        ),
        (
            MJPEGPlatform.table,
            Self.cameras(
                Self.stream,
                [
                    "still_image_url": "still_image_url: 'http://192.0.2.1/a'", "username": "username: a, password: b",
                    "password": "username: a, password: b", "verify_ssl": "verify_ssl: false",
                ]
            ).merging(["mjpeg_url": Self.changed(Self.stream, to: Self.stream.replacing("/v", with: "/w"))]) { $1 }
        ),
        (
            AmcrestPlatform.table,
            Self.cameras(
                Self.amcrest,
                [
                    "port": "port: 81", "https": "https: true", "verify_ssl": "verify_ssl: false",
                    "authentication": "authentication: digest", "channel": "channel: 2",
                    "resolution": "resolution: low", "stream_source": "stream_source: rtsp",
                    "framerate": "framerate: 1", "ffmpeg_arguments": "ffmpeg_arguments: '-q:v 2'",
                    "rtsp_transport": "rtsp_transport: udp", "preload_stream": "preload_stream: true",
                    "recording_lookback": "recording_lookback: 10", "scan_interval": "scan_interval: 30",
                    "binary_sensors": "binary_sensors: [online]", "sensors": "sensors: sdcard",
                    "switches": "switches: privacy_mode", "control_light": "control_light: false",
                    "heartbeat": "heartbeat: 10",
                ]
            ).merging(
                [
                    "host": Self.changed(Self.amcrest, to: Self.amcrest.replacing("192.0.2.1", with: "192.0.2.2")),
                    "username": Self.changed(
                        Self.amcrest,
                        to: Self.amcrest.replacing("username: a", with: "username: c")
                    ),
                    "password": Self.changed(
                        Self.amcrest,
                        to: Self.amcrest.replacing("password: b", with: "password: c")
                    ),
                ]
            ) { $1 }
        ),
        (
            ONVIFPlatform.table,
            Self.cameras(
                Self.onvif,
                [
                    "port": "port: 81", "https": "https: true", "verify_ssl": "verify_ssl: false",
                    "username": "username: a", "password": "username: a, password: b",
                    "snapshot_auth": "snapshot_auth: basic", "profiles": "profiles: [main]",
                    "nat_override": "nat_override: true", "adjust_clock": "adjust_clock: device",
                    "events": "events: webhook", "enable_webhooks": "enable_webhooks: false",
                    "webhook_id": "webhook_id: some-webhook", "framerate": "framerate: 1",
                    "rtsp_transport": "rtsp_transport: udp",
                    "use_wallclock_as_timestamps": "use_wallclock_as_timestamps: true",
                    "extra_arguments": "extra_arguments: '-q:v 2'", "preload_stream": "preload_stream: true",
                    "recording_lookback": "recording_lookback: 10",
                ]
            ).merging(
                [
                    "host": Self.changed(Self.onvif, to: Self.onvif.replacing("192.0.2.1", with: "192.0.2.2")),
                    "webhook_url": Self.changed(Self.onvif, to: Self.onvif.replacing("8124", with: "80")),
                    "isolate": Self.changed(
                        "\(Self.onvif), profiles: [main]",
                        to: "\(Self.onvif), profiles: [main], isolate: views"
                    ),
                ]
            ) { $1 }
        ),
        (
            PushPlatform.table,
            Self.cameras(Self.push, ["buffer": "buffer: 3", "timeout": "timeout: 9", "field": "field: picture"])
                .merging(["webhook_id": Self.changed(Self.push, to: Self.push.replacing("some", with: "other"))]) { $1 }
        ),
    ]

    /// Of the map itself, below, or compared as a whole.
    private static let elsewhere: [String: Set<String>] = [HTTPSection.table.name: ["tls"]]

    @Test("each option of each map, changed alone, is named by its key", arguments: samples.indices)
    func named(_ index: Int) throws {
        let (table, samples) = Self.samples[index]
        for option in table.options {
            guard case .available = option.availability else { continue }
            if Self.elsewhere[table.name]?.contains(option.key) == true { continue }
            let sample = try #require(samples[option.key], "\(table.name) has a new option: \(option.key)")
            let old = ConfigurationText.load(sample.old)
            let new = ConfigurationText.load(sample.new)
            #expect(old.isFlawless && new.isFlawless, "\(option.key): \(old.diagnostics + new.diagnostics)")
            let plan = ReloadPlan(
                from: try #require(old.configuration),
                to: try #require(new.configuration),
                off: [],
                sockets: InheritedSockets()
            )
            let keys = plan.cameras.flatMap(\.keys) + plan.settings + plan.notes
            #expect(
                keys.contains { $0.split(whereSeparator: { ". ".contains($0) }).contains(Substring(option.key)) },
                "\(table.name).\(option.key) is not named: \(plan.text())"
            )
            #expect(!plan.text().contains("(options"), "\(option.key): \(plan.text())")
        }
        #expect(samples.keys.allSatisfy { key in table.options.contains { $0.key == key } })
    }

    @Test("the files of the certificate are named together, and no map is left out")
    func maps() {
        var configuration = Configuration()
        configuration.http.tls = TLSFiles(certificate: "/a", key: "/b")
        for change in [\TLSFiles.certificate, \TLSFiles.key] {
            var other = configuration
            other.http.tls?[keyPath: change] = "/c"
            #expect(SettingsDifference.keys(from: configuration, to: other) == ["http.tls"])
        }
        #expect(SettingsDifference.keys(from: Configuration(), to: configuration) == ["http.tls"])
        let known =
            Self.samples.map(\.table.name) + ["the configuration", "http.tokens", "http.tls", "limits", "entities"]
        #expect(Set(OptionTable.all.map(\.name)) == Set(known))
        let top = TopLevelOptions.table.options.filter { if case .available = $0.availability { true } else { false } }
        #expect(
            Set(top.map(\.key))
                == [
                    "http", "files", "defaults", "control", "stream", "limits", "supervision", "states", "cameras",
                    "camera", "amcrest",
                ],
            "a new section is to be compared by SettingsDifference"
        )
    }
}
