import CLinux
import Glibc
import IPC
import NIOCore
import Shared

/// All that is known of one camera, to be given away: in the envelope of Home Assistant's diagnostics, without secrets.
struct CameraDiagnostics {
    let entry: CameraBoard.Entry
    let camera: CameraDocument
    let entities: [EntityHub.Described]
    /// What its worker says of the camera itself, ``WorkerDiagnostics``.
    var told: [String: JSONValue] = [:]

    /// Bytes of a camera's own document as it is read again: five ends with fifty lines of log each.
    private static let bounds = JSONBounds(bytes: 4 * 1024 * 1024, depth: 16, values: 100_000)

    var document: JSONValue {
        let redaction = self.entry.configuration.map { Redaction(of: $0) }
        let document: JSONValue = [
            "home_assistant": Self.machine,
            "custom_components": .object([:]),
            "integration_manifest": [
                "domain": .text(self.camera.platform), "name": .text(self.camera.platform), "is_built_in": true,
            ],
            "data": .object(self.contents),
        ]
        // Whatever comes into it one day.
        return document.mapTexts { redaction?.apply(to: $0) ?? $0 }
    }

    /// The name a browser keeps it under, as Home Assistant's.
    var fileName: String { "config_entry-\(self.camera.platform)-\(self.camera.id).json" }

    private var contents: [String: JSONValue] {
        var contents: [String: JSONValue] = [
            "title": .text(self.camera.name), "data": .object([:]), "options": .object(self.entry.options),
            "entities": .list(self.entities.map(Self.document)),
        ]
        // It has no text that could not be read again.
        let camera = Array(JSONBody.encode(self.camera).readableBytesView)
        contents["camera"] = (try? JSONReader.read(camera, within: Self.bounds)) ?? .null
        if let media = self.camera.media { contents["stream"] = self.stream(media) }
        // What is ours is not the worker's to say.
        return contents.merging(self.told) { ours, _ in ours }
    }

    /// In the words of Home Assistant's stream diagnostics.
    private func stream(_ media: MediaDocument) -> JSONValue {
        let codecs = media.codecs?.split(separator: ",").map { $0.filter { $0 != " " } } ?? []
        let sound = codecs.first { $0.hasPrefix("mp4a") || $0.hasPrefix("opus") }
        let stream: [String: JSONValue] = [
            "container_format": "mp4",
            "video_codec": codecs.first { $0 != sound }.map { .text($0) } ?? .null,
            "audio_codec": sound.map { .text($0) } ?? .null,
            "start_worker": .integer(Int(self.camera.worker.generation)),
            "worker_error": .integer(self.camera.worker.restarts),
            "reason": media.reason.map { .text($0) } ?? .null,
        ]
        return .object(["camera.\(self.camera.id)": .object(stream)])
    }

    private static func document(_ entity: EntityHub.Described) -> JSONValue {
        let state = entity.state
        let attributes = state.attributes.merging(
            state.attributes.keys.filter(CameraEntity.secrets.contains).map { ($0, .text(ShownOptions.mask)) }
        ) { $1 }
        var document: [String: JSONValue] = [
            "entity_id": .text(state.entity.text), "state": .text(state.state), "attributes": .object(attributes),
            "last_changed": .text(state.lastChanged.isoText), "last_updated": .text(state.lastUpdated.isoText),
            "last_reported": .text(state.lastReported.isoText),
        ]
        guard let declaration = entity.declaration else { return .object(document) }
        document["unique_id"] = .text(declaration.key)
        document["entity_category"] = declaration.category.map { .text($0.rawValue) } ?? .null
        document["is_told"] = .bool(entity.isTold)
        return .object(document)
    }

    /// What it runs on, in Home Assistant's words.
    private static var machine: JSONValue {
        var names = utsname()
        uname(&names)
        return [
            "installation_type": "camsupervisor", "version": .text(BuildIdentity.current), "dev": false,
            "hassio": false, "virtualenv": false, "python_version": .null, "timezone": .text(MachineZone.name),
            "os_name": .text(Self.text(names.sysname)), "os_version": .text(Self.text(names.release)),
            "arch": .text(Self.text(names.machine)), "run_as_root": .bool(geteuid() == 0),
        ]
    }

    private static func text<Characters>(_ characters: Characters) -> String {
        withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
