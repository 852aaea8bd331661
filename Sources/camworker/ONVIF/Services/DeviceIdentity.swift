/// What a device says it is; words for people.
struct DeviceIdentity: Hashable, Sendable {
    var manufacturer: String?
    var model: String?
    var firmware: String?
    var serialNumber: String?
    var hardware: String?

    /// Scalars of each.
    private static let longest = 100

    /// - Parameter answer: of GetDeviceInformation.
    init(_ answer: XMLElement) {
        func words(_ name: String) -> String? {
            guard let text = answer.text(name).map({ TextExcerpt.name($0, longest: Self.longest) }) else { return nil }
            return text.isEmpty ? nil : text
        }
        self.manufacturer = words("Manufacturer")
        self.model = words("Model")
        self.firmware = words("FirmwareVersion")
        self.serialNumber = words("SerialNumber")
        self.hardware = words("HardwareId")
    }
}
