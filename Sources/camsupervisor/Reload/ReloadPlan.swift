import Shared

/// What a reload is going to do, camera by camera: the difference between the running configuration and the file.
///
/// Pure. Names keys, never values.
struct ReloadPlan: Sendable, Hashable {
    enum Action: String, Sendable, Hashable, CaseIterable {
        /// A new camera, or one whose configuration was wrong.
        case start
        /// Its worker is replaced; viewers stay.
        case restart
        /// It goes on, with other numbers.
        case retune
        /// It is gone from the file; its viewers' streams end.
        case stop
        /// It has changed or is new, and stays off because the operator switched it off.
        case leaveOff = "leave off"
    }

    struct Change: Sendable, Hashable {
        var camera: CameraID
        var action: Action
        /// Keys of the file that changed; empty for cameras that come and go.
        var keys: [String] = []
        var isAnotherCamera = false
    }

    /// In the order of the new file, then those that go in the order of the old one.
    var cameras: [Change] = []
    var unchanged = 0
    /// Keys outside of the cameras that take effect.
    var settings: [String] = []
    /// What changed and does not take effect, and why.
    var notes: [String] = []

    /// - Parameters:
    ///   - off: the cameras that the operator switched off.
    ///   - refusing: those whose worker refused its configuration and has ended; any change is worth another.
    ///   - sockets: what systemd handed over, where its units rule.
    init(
        from old: Configuration,
        to new: Configuration,
        off: Set<CameraID>,
        refusing: Set<CameraID> = [],
        sockets: InheritedSockets
    ) {
        let before = Dictionary(uniqueKeysWithValues: old.cameras.map { ($0.id, $0) })
        // A reload takes no file with errors; at a start, a camera that is wrong has no worker.
        for camera in new.cameras where camera.configuration != nil {
            if var change = Self.change(of: camera, before: before[camera.id], isOff: off.contains(camera.id)) {
                if change.action == .retune, refusing.contains(camera.id) { change.action = .restart }
                self.cameras.append(change)
            } else {
                self.unchanged += 1
            }
        }
        let after = Set(new.cameras.map(\.id))
        for camera in old.cameras where !after.contains(camera.id) {
            self.cameras.append(Change(camera: camera.id, action: .stop))
        }
        self.settings = SettingsDifference.keys(from: old, to: new)
        if !sockets.http.isEmpty { self.leave("http.listen", to: "the socket unit") }
        if !sockets.control.isEmpty { self.leave("control.socket", to: "the socket unit") }
        // A camera keeps its user as long as we run.
        self.leave("supervision.worker_uid_base", to: "the next start of the service")
    }

    private static func change(of camera: ConfiguredCamera, before: ConfiguredCamera?, isOff: Bool) -> Change? {
        guard let new = camera.configuration else { return nil }
        guard let old = before?.configuration else {
            return Change(camera: camera.id, action: isOff ? .leaveOff : .start)
        }
        guard let difference = CameraDifference(from: old, to: new) else { return nil }
        let action: Action =
            switch difference.remedy {
            case .retune: .retune
            case .restart: isOff ? .leaveOff : .restart
            }
        return Change(
            camera: camera.id,
            action: action,
            // Whether a webhook that comes or goes is the doing of this one only the file tells.
            keys: difference.keys.filter { key in
                key != ONVIFEventOptions.enablesWebhooks.description.key || camera.options[key] != before?.options[key]
            },
            isAnotherCamera: difference.isAnotherCamera
        )
    }

    private mutating func leave(_ key: String, to ruler: String) {
        guard self.settings.contains(key) else { return }
        self.settings.removeAll { $0 == key }
        self.notes.append("\(key) is left to \(ruler)")
    }

    func cameras(to action: Action) -> [Change] { self.cameras.filter { $0.action == action } }
}

extension ReloadPlan {
    /// One line: `start yard · restart gate (password) · retune shed (framerate) · stop old · 14 unchanged`.
    ///
    /// - Parameter most: cameras named per action; the others are counted.
    func text(naming most: Int = .max) -> String {
        var parts: [String] = []
        for action in Action.allCases {
            let changes = self.cameras(to: action)
            guard !changes.isEmpty else { continue }
            var names = changes.prefix(most).map { change in
                "\(change.camera)" + (change.keys.isEmpty ? "" : " (\(change.keys.joined(separator: ", ")))")
            }
            if changes.count > names.count { names.append("\(changes.count - names.count) more") }
            parts.append("\(action.rawValue) \(names.joined(separator: ", "))")
        }
        if self.unchanged > 0 || parts.isEmpty { parts.append("\(self.unchanged) unchanged") }
        if !self.settings.isEmpty { parts.append("new \(self.settings.joined(separator: ", "))") }
        return (parts + self.notes).joined(separator: " · ")
    }
}
