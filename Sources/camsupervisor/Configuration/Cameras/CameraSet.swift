internal import Shared

/// All cameras together: ids given out, and what two of them may not share found.
///
/// The first of two that collide runs on, because it did so before the second was added; the second becomes
/// misconfigured under a free id (`front_door_2`), so that `status` can show why.
enum CameraSet {
    /// Each is a process of 3 MB or more; ten times the 100 that the budgets speak of.
    static let mostCameras = 1000

    /// In the order given; every id is unique.
    static func configured(_ cameras: [DecodedCamera]) -> [ConfiguredCamera] {
        var cameras = cameras
        Self.reportSharedWebhooks(&cameras)
        let ids = Self.ids(for: &cameras)
        return zip(cameras, ids).map { $0.configured(as: $1) }
    }

    private static func ids(for cameras: inout [DecodedCamera]) -> [CameraID] {
        var owners: [CameraID: SourceLocation] = [:]
        var ids: [CameraID?] = []
        for index in cameras.indices {
            guard let wanted = cameras[index].wantedID else {
                ids.append(nil)
                continue
            }
            if let first = owners[wanted] {
                cameras[index].report.error(
                    "the id '\(wanted)' is taken by the camera at \(first)",
                    at: cameras[index].location,
                    hint: "give one of the two another id or name"
                )
                ids.append(nil)
            } else {
                owners[wanted] = cameras[index].location
                ids.append(wanted)
            }
        }
        // After all first claims, so that a substitute takes nobody's id.
        var taken = Set(owners.keys)
        return zip(cameras, ids).map { camera, id in
            let chosen = id ?? Self.freeID(like: camera.fallbackID, taken: taken)
            taken.insert(chosen)
            return chosen
        }
    }

    private static func freeID(like slug: String, taken: Set<CameraID>) -> CameraID {
        // Room for the number; one of taken.count + 1 candidates is free.
        let stem = slug.prefix(CameraID.maximumLength - 8)
        for number in 1...(taken.count + 1) {
            let text = number == 1 ? String(stem) : "\(stem)_\(number)"
            if let id = try? CameraID(text), !taken.contains(id) { return id }
        }
        preconditionFailure("'\(slug)' is no slug")
    }

    private static func reportSharedWebhooks(_ cameras: inout [DecodedCamera]) {
        var owners: [Secret<String>: SourceLocation] = [:]
        for index in cameras.indices {
            guard let id = cameras[index].source?.webhookID else { continue }
            if let first = owners[id] {
                cameras[index].report.error(
                    "'webhook_id' is the same as that of the camera at \(first)",
                    at: cameras[index].location,
                    hint: "each camera needs one of its own"
                )
            } else {
                owners[id] = cameras[index].location
            }
        }
    }
}

extension SourceConfiguration {
    /// The one that the file gives; `nil` without.
    fileprivate var webhookID: Secret<String>? {
        switch self {
        case .push(let push): push.webhookID
        case .onvif(let onvif): onvif.webhook.flatMap { $0.isNamed ? $0.id : nil }
        case .amcrest, .demo, .generic, .mjpeg: nil
        }
    }
}
