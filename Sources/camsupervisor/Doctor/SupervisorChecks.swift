import CLinux
import FoundationEssentials
import Glibc
import NIOCore
import NIOHTTP1
import Shared

/// The running supervisor: whether it answers, and how its cameras are.
///
/// Pictures are asked for through it: a second connection to a camera could be the one too many.
struct SupervisorChecks {
    /// Seconds until the next try of a camera that the doctor waits for; when it is later, the last was moments ago.
    private static let longestRetry = 5.0

    let socket: String

    struct Outcome: Sendable {
        var findings: [DoctorFinding]
        /// `nil` when none answers.
        var cameras: [CameraDocument]?
    }

    func ask() async -> Outcome {
        do {
            let answer = try await ControlClient(path: self.socket).send(.GET, "/api/v1/cameras")
            let bytes = Data(answer.body.readableBytesView)
            let cameras = try JSONDecoder().decode([String: [CameraDocument]].self, from: bytes)["cameras"] ?? []
            return Outcome(findings: [.ok("supervisor", "answers at \(self.socket)")], cameras: cameras)
        } catch ControlClient.Failure.noPermission(let path) {
            let advice = "run this as root, or join the group: usermod -aG camsupervisor YOU"
            return Outcome(findings: [.failed("supervisor", "no permission for \(path)", advice: advice)])
        } catch ControlClient.Failure.cannotConnect(_, let reason) {
            let words = "none runs: nobody answers at \(self.socket) (\(reason))"
            let advice = "systemctl start camsupervisor, or name its socket with --socket"
            return Outcome(findings: [.warning("supervisor", words, advice: advice)])
        } catch {
            let advice = "is it of another version? systemctl restart camsupervisor; journalctl -u camsupervisor"
            return Outcome(findings: [
                .failed("supervisor", "it does not answer as it should: \(error)", advice: advice)
            ])
        }
    }

    /// A picture of each camera, all at once, and the video of those whose pictures say nothing of it.
    func cameras(_ cameras: [CameraDocument], withVideoBesidePictures ids: Set<String>) async -> [DoctorFinding] {
        await withTaskGroup(of: (Int, [DoctorFinding]).self) { group in
            for (index, camera) in cameras.enumerated() {
                group.addTask {
                    let picture = await self.picture(of: camera)
                    let problems = Self.problems(of: camera).map { [$0] } ?? []
                    guard ids.contains(camera.id), camera.media != nil, camera.state != CameraState.off.rawValue,
                        // As CameraConfiguration.hasVideoWithoutPictures says.
                        picture.verdict != .failed || camera.platform != "onvif"
                    else { return (index, [picture] + problems) }
                    let hasPicture = picture.verdict != .failed
                    return (index, [picture, await self.video(of: camera, hasPicture: hasPicture)] + problems)
                }
            }
            var findings: [Int: [DoctorFinding]] = [:]
            for await (index, found) in group { findings[index] = found }
            return cameras.indices.flatMap { findings[$0] ?? [] }
        }
    }

    /// What else does not work, of a camera whose pictures may be well.
    static func problems(of camera: CameraDocument) -> DoctorFinding? {
        camera.problems.map { problems in
            .warning(
                "\(camera.id), problems",
                problems.printable,
                advice:
                    "its pictures may come nevertheless; camsupervisor inspect \(camera.id) --diagnostics has the details"
            )
        }
    }

    private func video(of camera: CameraDocument, hasPicture: Bool) async -> DoctorFinding {
        let target = "/api/v1/cameras/\(CameraURL.percentEncoded(camera.id))/video"
        let subject = "\(camera.id), video"
        guard let answer = try? await ControlClient(path: self.socket).send(.GET, target) else {
            return .failed(subject, "the supervisor gave none in time")
        }
        let words = try? JSONDecoder().decode([String: String].self, from: Data(answer.body.readableBytesView))
        if answer.status == 200 { return .ok(subject, "gave \(words?["video"] ?? "some")".printable) }
        struct Refusal: Decodable { var detail: String }
        let refusal = try? JSONDecoder().decode(Refusal.self, from: Data(answer.body.readableBytesView))
        return .failed(
            subject,
            (refusal?.detail ?? "status \(answer.status)").printable,
            advice: Self.adviceOnVideo(of: camera.platform, hasPicture: hasPicture)
        )
    }

    /// What to do about video that does not come.
    ///
    /// - Parameter hasPicture: whether pictures come; where they do not, what to do is said of them already.
    static func adviceOnVideo(of platform: String, hasPicture: Bool) -> String? {
        guard platform == "amcrest" || platform == "onvif" else {
            return "its pictures come from still_image_url: try the stream_source with ffplay"
        }
        guard hasPicture else { return nil }
        return "its pictures come otherwise: look in the camera's own pages whether RTSP is on, and at which port"
    }

    private func picture(of camera: CameraDocument) async -> DoctorFinding {
        let state = CameraState(rawValue: camera.state) ?? .idle
        // What else is known of it may be of the last time that somebody asked.
        if state == .off || state == .misconfigured {
            return CameraAdvice.finding(camera.id, state, camera.reason, isTurnedOff: camera.override == nil)
        }
        if camera.platform == "push" {
            return .ok(
                camera.id,
                "waits for uploads; it has \(camera.frameAge.map { "one of \(Duration.seconds($0).forPeople) ago" } ?? "none yet")"
            )
        }
        var picture = await self.newPicture(of: camera.id)
        // One that was away is waited for only for a moment, too short for a stream's first key frame; and not at all
        // where its worker has just tried, and tries again soon.
        if state.isAway, picture?.status != 200 {
            if let retry = await self.document(of: camera.id)?.retryIn, retry <= Self.longestRetry {
                // Rounded to a tenth.
                try? await Task.sleep(for: .seconds(retry + 0.1))
            }
            picture = await self.newPicture(of: camera.id)
        }
        guard let answer = picture else {
            return .failed(camera.id, "the supervisor gave no picture in time")
        }
        guard answer.status == 200 else {
            // Asked again: why it gives none is known only now.
            guard let after = await self.document(of: camera.id), let state = CameraState(rawValue: after.state),
                state.isAway
            else {
                return CameraAdvice.finding(camera.id, .stale, "it gave no picture in time")
            }
            return CameraAdvice.finding(camera.id, state, after.reason, platform: camera.platform)
        }
        return .ok(camera.id, "gave a picture of \(answer.body.readableBytes) bytes")
    }

    private func newPicture(of camera: String) async -> ControlClient.Answer? {
        let target = "/api/camera_proxy/\(CameraURL.percentEncoded(camera))?max_age=0"
        return try? await ControlClient(path: self.socket).send(.GET, target)
    }

    /// What a restart of the service would cut short.
    static func recordings(of cameras: [CameraDocument]) -> DoctorFinding {
        let running = cameras.flatMap { camera in (camera.recordings ?? []).map { "\(camera.id) to \($0.words)" } }
        guard !running.isEmpty else { return .ok("recordings", "none under way") }
        return .ok("recordings", "\(running.count) under way: \(running.joined(separator: "; "))".printable)
    }

    private func document(of camera: String) async -> CameraDocument? {
        let target = "/api/v1/cameras/\(CameraURL.percentEncoded(camera))"
        guard let answer = try? await ControlClient(path: self.socket).send(.GET, target) else { return nil }
        return try? JSONDecoder().decode(CameraDocument.self, from: Data(answer.body.readableBytesView))
    }
}
