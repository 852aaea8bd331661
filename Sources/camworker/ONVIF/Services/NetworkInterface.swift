/// A network interface of a device: what tells it from others is its MAC.
struct NetworkInterface: Hashable, Sendable {
    var token: String
    var isEnabled: Bool
    /// `c0:56:e3:f9:55:68`; `nil` for what is none.
    var mac: String?

    private static let most = 16

    /// - Parameter answer: of GetNetworkInterfaces.
    static func all(in answer: XMLElement) -> [NetworkInterface] {
        answer.children("NetworkInterfaces").prefix(Self.most).map { element in
            NetworkInterface(
                token: element.attribute("token") ?? "",
                // Firmware that leaves it out has one interface only.
                isEnabled: element.flag("Enabled") ?? true,
                mac: element.child("Info")?.text("HwAddress").flatMap(Self.mac)
            )
        }
    }

    /// That of the first interface that is enabled, or of any; Home Assistant's entities are named by it.
    static func mac(of interfaces: [NetworkInterface]) -> String? {
        interfaces.first { $0.isEnabled && $0.mac != nil }?.mac ?? interfaces.lazy.compactMap(\.mac).first
    }

    /// As it is written anywhere, with colons; `nil` for what is none.
    static func mac(_ text: String) -> String? {
        let digits = Array(text.lowercased().filter { !":-. ".contains($0) })
        guard digits.count == 12, digits.allSatisfy(\.isHexDigit), digits.contains(where: { $0 != "0" }) else {
            return nil
        }
        return stride(from: 0, to: 12, by: 2).map { String(digits[$0...($0 + 1)]) }.joined(separator: ":")
    }
}
