import IPC
import Shared
import Synchronization

/// What `GET /metrics` says.
///
/// Labels are `camera` and words of ours: never an address, a URL or a client. Times are exported as times; the query
/// makes the age (prometheus.io/docs/practices/instrumentation).
struct MetricsPage {
    /// The cameras that whoever asks may see.
    let cameras: [CameraBoard.Entry]
    let view: (CameraID) -> ViewHub?
    /// Players of HLS.
    var players: (CameraID) -> Int = { _ in 0 }
    /// A view above 0 and its players of HLS, by its camera as it is for who looks at it.
    var other: (CameraBoard.Entry) -> (view: ViewHub, players: Int)? = { _ in nil }
    let counters: SupervisorCounters
    /// Clients that were given up or turned away, by why.
    let refused: [(reason: String, count: Int)]
    let process: ProcessUsage
    var recordings = RecordingTotals()
    /// `nil` where nothing is held.
    var held: HubBudget?

    private static let prefix = "camsupervisor_"

    var text: String {
        var page = PrometheusText()
        self.addSupervisor(to: &page)
        self.addCameras(to: &page)
        self.addMedia(to: &page)
        self.addRecordings(to: &page)
        self.addWorkers(to: &page)
        return page.text
    }

    private func addSupervisor(to page: inout PrometheusText) {
        let configuration = self.counters.configurationRecord
        page.add(
            "\(Self.prefix)build_info",
            .gauge,
            "The build; always 1.",
            [([("version", BuildIdentity.current)], 1)]
        )
        page.add(
            "\(Self.prefix)config_last_reload_successful",
            .gauge,
            "Whether the last reload of the configuration was applied.",
            configuration.lastReloadSucceeded ? 1 : 0
        )
        page.add(
            "\(Self.prefix)config_last_reload_success_timestamp_seconds",
            .gauge,
            "When a configuration was last applied.",
            configuration.lastSuccess.inSeconds
        )
        page.add(
            "\(Self.prefix)ipc_bytes_total",
            .counter,
            "Bytes between the supervisor and all workers.",
            [
                ([("direction", "in")], Double(self.counters.bytesFromWorkers.load(ordering: .relaxed))),
                ([("direction", "out")], Double(self.counters.bytesToWorkers.load(ordering: .relaxed))),
            ]
        )
        page.add(
            "\(Self.prefix)http_request_duration_seconds",
            "From a request's head to its answer's; streams are not among them.",
            self.counters.requests.all.map { ([("route", $0.route), ("status", $0.status)], $1) }
        )
        page.add(
            "\(Self.prefix)http_clients_refused_total",
            .counter,
            "Clients that were given up or turned away, by why.",
            self.refused.map { ([("reason", $0.reason)], Double($0.count)) }
        )
        page.add("process_cpu_seconds_total", .counter, "CPU time of the supervisor.", self.process.cpuSeconds)
        page.add("process_open_fds", .gauge, "Open descriptors of the supervisor.", self.process.openDescriptors)
        page.add("process_max_fds", .gauge, "Most descriptors it may open.", self.process.mostDescriptors)
        page.add("process_resident_memory_bytes", .gauge, "Memory of the supervisor.", self.process.residentBytes)
        page.add("process_threads", .gauge, "Threads of the supervisor.", self.process.threads)
        page.add(
            "process_start_time_seconds",
            .gauge,
            "When the supervisor started.",
            self.counters.startedAt.inSeconds
        )
    }

    private func addCameras(to page: inout PrometheusText) {
        page.add(
            "\(Self.prefix)camera_state",
            .gauge,
            "1 for the state a camera is in, 0 for the others.",
            self.cameras.flatMap(\.withViews).flatMap { entry in
                CameraState.allCases.map { state in
                    (Self.labels(entry) + [("state", state.rawValue)], entry.status.state == state ? 1 : 0)
                }
            }
        )
        page.add(
            "\(Self.prefix)camera_newest_frame_timestamp_seconds",
            .gauge,
            "When the newest picture was captured.",
            self.each { _, view in view?.newest?.payload.capturedWall.inSeconds }
                + self.eachOther { view, _ in view.newest?.payload.capturedWall.inSeconds }
        )
        page.add(
            "\(Self.prefix)camera_frames_total",
            .counter,
            "Pictures that came from the camera, wanted or not.",
            self.each { status, _ in Double(status.totals.frames &+ (status.worker.stats?.frames ?? 0)) }
        )
        page.add(
            "\(Self.prefix)camera_bytes_total",
            .counter,
            "Bytes that came from the camera.",
            self.each { status, _ in Double(status.totals.bytes &+ (status.worker.stats?.bytes ?? 0)) }
        )
        page.add(
            "\(Self.prefix)camera_connections_total",
            .counter,
            "Connections opened to the camera.",
            self.each { status, _ in Double(status.totals.connections &+ (status.worker.stats?.connections ?? 0)) }
        )
        page.add(
            "\(Self.prefix)camera_frames_dropped_total",
            .counter,
            "Pictures replaced by newer ones: in the worker before anybody asked, or before a slow viewer took them.",
            self.each("where", ["worker", "viewer"]) { status, view, place in
                place == "worker" ? Double(status.totals.droppedByWorker) : Double(view?.skippedByViewers ?? 0)
            }
        )
        page.add(
            "\(Self.prefix)camera_reconnects_total",
            .counter,
            "Connections to the camera that had to be made again, by why the one before was lost.",
            self.each("reason", CameraTotals.Loss.allCases.map(\.rawValue)) { status, _, reason in
                CameraTotals.Loss(rawValue: reason).map { Double(status.totals.reconnects[$0] ?? 0) }
            }
        )
        page.add(
            "\(Self.prefix)camera_events_total",
            .counter,
            "What happened at the camera: upload is a picture that was accepted, notification a body that it posted.",
            self.each("kind", ["upload", "notification"]) { status, _, kind in
                switch (status.platform, kind) {
                case ("push", "upload"): Double(self.counters.uploads(for: status.id))
                case ("onvif", "notification"): Double(self.counters.notifications(for: status.id))
                default: nil
                }
            }
        )
        page.add(
            "\(Self.prefix)viewers",
            .gauge,
            "Clients that watch a stream.",
            self.each("kind", ["hls", "mjpeg", "mp4"]) { status, view, kind in
                switch kind {
                case "hls": Double(self.players(status.id))
                case "mjpeg": Double(view?.viewers ?? 0)
                default: Double(view?.media.summary.viewers ?? 0)
                }
            } + self.otherViewers
        )
    }

    private func addMedia(to page: inout PrometheusText) {
        page.add(
            "\(Self.prefix)media_wanted",
            .gauge,
            "1 while somebody wants a camera's video.",
            self.eachMedia { $0.isWanted ? 1 : 0 }
        )
        page.add(
            "\(Self.prefix)media_newest_part_timestamp_seconds",
            .gauge,
            "When the newest video was captured.",
            self.eachMedia { $0.newestWall?.inSeconds }
        )
        page.add(
            "\(Self.prefix)media_parts_total",
            .counter,
            "Parts of video that came from workers.",
            self.eachMedia { Double($0.parts) }
        )
        page.add(
            "\(Self.prefix)media_bytes_total",
            .counter,
            "Bytes of these parts.",
            self.eachMedia { Double($0.partBytes) }
        )
        page.add(
            "\(Self.prefix)media_skipped_parts_total",
            .counter,
            "Parts that a viewer of live MP4, or a recording, was too late for.",
            self.eachMedia { Double($0.skippedParts) }
        )
        page.add(
            "\(Self.prefix)media_squeezed_segments_total",
            .counter,
            "Segments that were dropped because the video of all cameras together takes too much memory.",
            self.eachMedia { Double($0.squeezedSegments) }
        )
        page.add(
            "\(Self.prefix)media_held_bytes",
            .gauge,
            "Video that is held for players and recordings.",
            self.eachMedia { Double($0.bytesHeld) }
        )
    }

    private func addRecordings(to page: inout PrometheusText) {
        let totals = self.recordings
        page.add("\(Self.prefix)recordings_running", .gauge, "Recordings under way.", Double(totals.running))
        page.add(
            "\(Self.prefix)recordings_total",
            .counter,
            "Recordings that were made, whole or as far as they came.",
            Double(totals.made)
        )
        page.add(
            "\(Self.prefix)recording_bytes_total",
            .counter,
            "Bytes that recordings wrote to disks.",
            Double(totals.bytes)
        )
        page.add(
            "\(Self.prefix)recordings_failed_total",
            .counter,
            "Recordings that were asked for and not made, by why.",
            RecordingTotals.Reason.allCases.map { ([("reason", $0.rawValue)], Double(totals.failed[$0] ?? 0)) }
        )
        guard let held else { return }
        page.add(
            "\(Self.prefix)hub_bytes",
            .gauge,
            "What is held of all cameras in memory.",
            [([("kind", "video")], Double(held.videoBytes)), ([("kind", "pictures")], Double(held.pictureBytes))]
        )
        page.add("\(Self.prefix)hub_limit_bytes", .gauge, "The most of it: limits.hub.", Double(held.most))
    }

    /// A sample for each camera that has video.
    private func eachMedia(_ value: (MediaSummary) -> Double?) -> Samples {
        self.cameras.compactMap { entry in
            guard entry.configuration?.source.stream != nil, let view = self.view(entry.status.id),
                let value = value(view.media.summary)
            else { return nil }
            return ([("camera", "\(entry.status.id)")], value)
        } + self.eachOther(havingVideo: true) { view, _ in value(view.media.summary) }
    }

    /// Of a camera itself without the label `view`.
    private static func labels(_ entry: CameraBoard.Entry) -> PrometheusText.Labels {
        let camera = [("camera", "\(entry.status.id)")]
        return entry.status.view == nil ? camera : camera + [("view", entry.status.slug)]
    }

    /// A sample for each view above 0 of which the value is known.
    private func eachOther(havingVideo: Bool = false, _ value: (ViewHub, _ players: Int) -> Double?) -> Samples {
        self.cameras.flatMap { $0.withViews.dropFirst() }.compactMap { entry in
            guard entry.hasVideo || !havingVideo, let (view, players) = self.other(entry),
                let value = value(view, players)
            else { return nil }
            return (Self.labels(entry), value)
        }
    }

    private var otherViewers: Samples {
        let kinds: [(String, (ViewHub, Int) -> Double?)] = [
            ("hls", { Double($1) }), ("mjpeg", { view, _ in Double(view.viewers) }),
            ("mp4", { view, _ in Double(view.media.summary.viewers) }),
        ]
        return kinds.flatMap { kind, value in
            self.eachOther(value).map { ($0.labels + [("kind", kind)], $0.value) }
        }
    }

    private func addWorkers(to page: inout PrometheusText) {
        page.add(
            "\(Self.prefix)worker_restarts_total",
            .counter,
            "Ends of workers that another one followed, by why they ended.",
            self.each("reason", ExitKind.allCases.map(\.rawValue)) { status, _, kind in
                ExitKind(rawValue: kind).map { Double(status.restartsByKind[$0] ?? 0) }
            }
        )
        page.add(
            "\(Self.prefix)worker_parked",
            .gauge,
            "1 while a worker fails again and again, and its starts are far apart.",
            self.each { status, _ in status.worker.isParked ? 1 : 0 }
        )
        page.add(
            "\(Self.prefix)worker_start_timestamp_seconds",
            .gauge,
            "When the running worker was started.",
            self.each { status, _ in status.worker.startedAt?.inSeconds }
        )
        page.add(
            "\(Self.prefix)worker_resident_memory_bytes",
            .gauge,
            "Memory of the running worker.",
            self.each { status, _ in status.worker.stats?.residentMemoryKilobytes.map { Double($0) * 1024 } }
        )
        page.add(
            "\(Self.prefix)worker_cpu_seconds_total",
            .counter,
            "CPU time of all workers of a camera.",
            self.each { status, _ in
                Double(status.totals.cpuMilliseconds &+ (status.worker.stats?.cpuMilliseconds ?? 0)) / 1_000
            }
        )
    }

    private typealias Samples = [(labels: PrometheusText.Labels, value: Double)]

    /// A sample for each camera of which the value is known.
    private func each(_ value: (CameraStatus, ViewHub?) -> Double?) -> Samples {
        self.cameras.compactMap { entry in
            value(entry.status, self.view(entry.status.id)).map { ([("camera", "\(entry.status.id)")], $0) }
        }
    }

    /// The same for each of a few words.
    private func each(
        _ label: String,
        _ words: [String],
        _ value: (CameraStatus, ViewHub?, String) -> Double?
    ) -> Samples {
        self.cameras.flatMap { entry in
            words.compactMap { word in
                value(entry.status, self.view(entry.status.id), word).map {
                    ([("camera", "\(entry.status.id)"), (label, word)], $0)
                }
            }
        }
    }
}

extension WallTime {
    fileprivate var inSeconds: Double { Double(self.nanoseconds / 1_000_000) / 1_000 }
}
