import Testing

@testable import camsupervisor

@Suite("The machine's time zone")
struct MachineZoneTests {
    static let cases: [(String?, String?, String)] = [
        (nil, "/usr/share/zoneinfo/Europe/Zurich", "Europe/Zurich"), (nil, "../usr/share/zoneinfo/Etc/UTC", "Etc/UTC"),
        (":America/New_York", "/usr/share/zoneinfo/UTC", "America/New_York"), ("UTC", nil, "UTC"), (nil, nil, "UTC"),
        ("", "/usr/share/zoneinfo/UTC", "UTC"), ("CET-1CEST,M3.5.0,M10.5.0", "/usr/share/zoneinfo/Asia/Tokyo", "UTC"),
        (nil, "/etc/elsewhere", "UTC"), ("/etc/zone", nil, "UTC"),
    ]

    @Test("is what TZ names, else where /etc/localtime leads to, else UTC", arguments: cases)
    func names(_ environment: String?, _ link: String?, _ name: String) {
        #expect(MachineZone.name(environment: environment, link: link) == name)
    }
}
