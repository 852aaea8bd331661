import Hummingbird
import Shared

/// `/api/`, `/api/config` and `/api/components`: what Home Assistant's clients look at first.
struct InstanceRoutes: Routes {
    let services: FrontServices

    func add(to router: Router<CameraRequestContext>) {
        router.get("/api") { request, context in
            try self.services.require(.view, request, context)
            return HomeAssistantAnswer.message("API running.")
        }
        router.get("/api/config") { request, context in
            try self.services.require(.view, request, context)
            // Who may not write there need not know where that is.
            let mayWrite = (try? self.services.scope(request, context, may: .control)) == .all
            return HomeAssistantAnswer.json(self.config(showsFolders: mayWrite))
        }
        router.get("/api/components") { request, context in
            try self.services.require(.view, request, context)
            return HomeAssistantAnswer.json(.list(Self.components))
        }
    }

    private static let components: [JSONValue] = [
        "api", "binary_sensor", "button", "camera", "event", "homeassistant", "http", "sensor", "stream", "switch",
        "webhook",
    ]

    /// Home Assistant's keys; there is no place, and so none is made up.
    private func config(showsFolders: Bool) -> JSONValue {
        let written = showsFolders ? self.services.rules.current.writeFolders : []
        let folders: [JSONValue] = written.map { .text($0) }
        return [
            "allowlist_external_dirs": .list(folders), "allowlist_external_urls": [],
            "components": .list(Self.components),
            "config_dir": "/etc/camsupervisor", "config_source": "yaml", "country": .null, "currency": "EUR",
            "elevation": 0, "external_url": .null, "internal_url": .null, "language": "en", "latitude": 0.0,
            "location_name": "camsupervisor", "longitude": 0.0, "recovery_mode": false, "safe_mode": false,
            "state": "RUNNING", "time_zone": .text(MachineZone.name), "unit_system": Self.units,
            "version": .text(BuildIdentity.current), "whitelist_external_dirs": .list(folders),
        ]
    }

    private static let units: JSONValue = [
        "accumulated_precipitation": "mm", "length": "km", "mass": "g", "pressure": "Pa", "temperature": "°C",
        "volume": "L",
        "wind_speed": "m/s",
    ]
}
