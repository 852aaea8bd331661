internal import Shared

/// Something of a device that is done once when it is pressed; every device has both.
enum DeviceButton: String, Hashable, Sendable, CaseIterable {
    case reboot
    case setTime = "set_system_date_and_time"

    var declaration: EntityDeclaration {
        switch self {
        case .reboot:
            EntityDeclaration(
                key: self.rawValue,
                domain: .button,
                name: "Reboot",
                deviceClass: "restart",
                category: .config
            )
        case .setTime:
            EntityDeclaration(
                key: self.rawValue,
                domain: .button,
                name: "Set System Date and Time",
                icon: "mdi:clock-check",
                category: .config
            )
        }
    }
}
