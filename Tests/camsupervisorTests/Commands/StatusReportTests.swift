import IPC
import NIOEmbedded
import Shared
import Testing

@testable import camsupervisor

@Suite("StatusReport")
struct StatusReportTests {
    private static let now = MonotonicTime(nanoseconds: 1_000_000_000_000)

    private func document(_ change: (inout CameraStatus) -> Void) throws -> CameraDocument {
        let id = try CameraID("yard")
        var status = CameraStatus(id: id, name: "Yard", platform: "mjpeg", stateSince: WallTime(nanoseconds: 0))
        change(&status)
        return CameraDocument(.init(configuration: nil, status: status), view: nil, now: Self.now)
    }

    static let waits: [(Double, String)] = [
        (0.2, "1 s"), (59.1, "60 s"), (119, "119 s"), (121, "3 min"), (839, "14 min"), (1_800, "30 min"),
        (7_201, "3 h"),
    ]

    @Test("a camera that is away: why, and when it is asked again", arguments: waits)
    func retry(_ seconds: Double, _ words: String) throws {
        let camera = try self.document {
            $0.state = .refused
            $0.reason = "http://cam/: 401"
            $0.retryAt = Self.now + .seconds(seconds)
        }
        let line = "http://cam/: 401; asked again in \(words)"
        #expect(StatusReport.table([camera]).hasSuffix("\n  └ \(line)"))
        #expect(StatusReport.detail(camera).contains("refused since 1970-01-01T00:00:00Z: \(line)\n"))
    }

    @Test("nothing is said of a time that is over, or of none")
    func noRetry() throws {
        for retryAt in [nil, Self.now, Self.now.advanced(by: .seconds(-5))] {
            let camera = try self.document {
                $0.state = .offline
                $0.reason = "gone"
                $0.retryAt = retryAt
            }
            #expect(camera.retryIn == nil)
            #expect(StatusReport.table([camera]).hasSuffix("\n  └ gone"))
        }
    }

    @Test("the columns keep their place beside long names, in status and in inspect, and one is one")
    func columns() throws {
        var camera = try self.document {
            $0.attributes = ["brand": "Fake & Sons", "serial_number": "SN-1"]
        }
        (camera.worker.cameraFrames, camera.worker.cameraConnections, camera.worker.cameraBytes) = (1, 1, 5)
        for text in [StatusReport.detail(camera), InspectionReport.text(camera)] {
            #expect(text.contains("\n  brand          Fake & Sons\n"), "\(text)")
            #expect(text.contains("\n  serial_number  SN-1") && text.contains("\n  watching       0\n"), "\(text)")
            #expect(text.contains("1 connection\n") && text.contains(" 1 frame, "), "\(text)")
        }
    }

    @Test("what of a camera does not work stands below it though it is well")
    func problems() throws {
        let camera = try self.document {
            $0.state = .idle
            $0.attributes = ["brand": "Acme", "problems": "events: CreatePullPointSubscription: 500"]
        }
        #expect(StatusReport.table([camera]).hasSuffix("\n  └ events: CreatePullPointSubscription: 500"))
    }

    @Test("a camera with views: how each is, and how many watch all of them")
    func views() throws {
        var camera = try self.document { $0.state = .live }
        camera.viewers = 1
        let sub = ViewDocument(
            id: "yard_sub",
            name: "Yard Sub",
            number: 1,
            key: "Profile_2",
            enabled: true,
            state: "offline",
            reason: "404",
            frameAge: 61,
            frameSize: "320x180",
            viewers: 2
        )
        var spare = sub
        (spare.id, spare.name, spare.enabled, spare.viewers) = ("yard_spare", "Yard Spare", false, 0)
        camera.take(views: [sub, spare])
        let detail = StatusReport.detail(camera)
        #expect(
            detail.contains(
                "\n  view      yard_sub (Yard Sub), offline: 404, 1 min 1 s old, 320x180, 2 watching\n"
                    + "  view      yard_spare (Yard Spare), not shown: 'entities:' enables it"
            ),
            "\(detail)"
        )
        #expect(detail.contains("\n  watching  3\n"))
        let inspection = InspectionReport.text(camera)
        #expect(inspection.contains("\n  view       yard_sub (Yard Sub), offline: 404, "), "\(inspection)")
        #expect(inspection.contains("\n  view       yard_spare (Yard Spare), not shown"), "\(inspection)")
        camera.take(views: [])
        #expect(camera.views == nil && !StatusReport.detail(camera).contains("view "))
    }

    @Test("a camera whose video is watched and recorded looks alive, though nobody asks for pictures")
    func video() throws {
        var camera = try self.document { $0.state = .live }
        camera.frameAge = 720
        camera.viewers = 1
        camera.media = MediaDocument(
            wanted: true,
            viewers: 2,
            players: 3,
            recordings: 1,
            size: "1280x720",
            age: 0.5,
            segments: 0,
            bytesHeld: 0
        )
        let progress = Recorder.Progress(
            path: WritePath(folder: "/srv", folders: [], name: "a.mp4"),
            startedAt: WallTime(nanoseconds: 0),
            length: .seconds(4),
            bytes: 1_024,
            duration: .seconds(30)
        )
        camera.recordings = [RunningRecordingDocument(progress, isWhole: true)]
        let lines = StatusReport.table([camera]).split(separator: "\n").map(String.init)
        #expect(lines.count == 3)
        #expect(lines[1].hasPrefix("yard    live   500 ms old  1280x720  6 "), "\(lines[1])")
        #expect(lines[2] == "  └ records /srv/a.mp4: 4.0 s, 1024 bytes")
        let detail = StatusReport.detail(camera)
        #expect(detail.contains("\n  watching  6\n"))
        #expect(detail.contains("2 of MP4 watching, 3 of HLS watching, 1 recording"))
        // Older than the picture: a stream that stands still says nothing new.
        camera.media?.age = 800
        #expect(StatusReport.table([camera]).contains("yard    live   12 min 0 s old"))
    }
}
