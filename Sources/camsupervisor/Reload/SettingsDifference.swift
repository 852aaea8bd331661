/// In what two configurations differ outside of their cameras, by the names of the keys.
///
/// Pure. `defaults` and `files.read` are not among them: what they change they change in cameras.
enum SettingsDifference {
    static func keys(from old: Configuration, to new: Configuration) -> [String] {
        ComparedKey.names(in: Self.http, between: old.http, and: new.http).map { "http.\($0)" }
            + ComparedKey.names(in: Self.files, between: old.files, and: new.files).map { "files.\($0)" }
            + ComparedKey.names(in: Self.control, between: old.control, and: new.control).map { "control.\($0)" }
            + ComparedKey.names(in: Self.stream, between: old.stream, and: new.stream).map { "stream.\($0)" }
            + ComparedKey.names(in: Self.limits, between: old.limits, and: new.limits).map { "limits.\($0)" }
            + ComparedKey.names(in: Self.supervision, between: old.supervision, and: new.supervision)
            .map { "supervision.\($0)" }
            + FixedState.differences(from: old.states, to: new.states)
    }

    private static var http: [ComparedKey<HTTPConfiguration>] {
        [
            ComparedKey("listen") { $0.listen },
            ComparedKey("tls") { $0.tls },
            ComparedKey("tokens") { $0.tokens },
            ComparedKey("local") { $0.local },
            ComparedKey("header_timeout") { $0.headerTimeout },
            ComparedKey("idle_timeout") { $0.idleTimeout },
        ]
    }

    private static var files: [ComparedKey<FilesConfiguration>] {
        [ComparedKey("write") { $0.write }]
    }

    private static var control: [ComparedKey<ControlConfiguration>] {
        [ComparedKey("socket") { $0.path }]
    }

    private static var stream: [ComparedKey<HLSConfiguration>] {
        [
            ComparedKey("ll_hls") { $0.isLowLatency },
            ComparedKey("segment_duration") { $0.segmentDuration },
            ComparedKey("part_duration") { $0.partDuration },
        ]
    }

    private static var limits: [ComparedKey<ProgramLimits>] {
        [ComparedKey("hub") { $0.hub }]
    }

    private static var supervision: [ComparedKey<SupervisionConfiguration>] {
        [
            ComparedKey("first_restart_delay") { $0.firstRestartDelay },
            ComparedKey("initial_backoff") { $0.initialBackoff },
            ComparedKey("maximum_backoff") { $0.maximumBackoff },
            ComparedKey("jitter") { $0.jitter },
            ComparedKey("healthy_after") { $0.healthyAfter },
            ComparedKey("restarts_per_second") { $0.restartsPerSecond },
            ComparedKey("concurrent_starts") { $0.concurrentStarts },
            ComparedKey("ping_interval") { $0.pingInterval },
            ComparedKey("ping_timeout") { $0.pingTimeout },
            ComparedKey("handshake_timeout") { $0.handshakeTimeout },
            ComparedKey("stop_grace") { $0.stopGrace },
            ComparedKey("terminate_grace") { $0.terminateGrace },
            ComparedKey("stale_restart_factor") { $0.staleRestartFactor },
            ComparedKey("worker_uid_base") { $0.workerUIDBase },
        ]
    }
}
