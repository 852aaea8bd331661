import Testing

@testable import camsupervisor

@Suite("StillRequest")
struct StillRequestTests {
    private func parse(_ query: String) throws(StillRequest.InvalidParameter) -> StillRequest {
        try StillRequest(RequestTarget("/api/camera_proxy/yard\(query)"))
    }

    @Test("without parameters nothing is scaled and the age is the camera's business")
    func empty() throws {
        let request = try self.parse("")
        #expect(request.width == 0 && request.height == 0 && request.maximumAge == nil)
        #expect(!request.isScaled)
    }

    @Test(
        "a box has one side or two",
        arguments: [("?width=640", 640, 0), ("?height=1", 0, 1), ("?width=8192&height=2", 8192, 2)]
    )
    func sides(_ query: String, _ width: Int, _ height: Int) throws {
        let request = try self.parse(query)
        #expect(request.width == width && request.height == height)
        #expect(request.isScaled)
    }

    @Test(
        "an age is a number of seconds",
        arguments: [
            ("0", Duration.zero), ("1", .seconds(1)), ("0.5", .milliseconds(500)), ("10s", .seconds(10)),
            ("86400", .seconds(86_400)),
        ]
    )
    func age(_ text: String, _ age: Duration) throws {
        #expect(try self.parse("?max_age=\(text)").maximumAge == age)
    }

    static let refused = [
        "width=0", "width=-1", "width=8193", "width=abc", "width=", "width", "width=1.5", "width=99999999999999999999",
        "height=0", "height=1e3", "max_age=", "max_age=-1", "max_age=-0.001", "max_age=nan", "max_age=inf",
        "max_age=86401", "max_age=s", "max_age=10 s", "max_age=1m", "max_age=ten",
    ]

    @Test("everything else is refused with the parameter's name, its range and what was given", arguments: refused)
    func wrong(_ query: String) {
        let name = query.prefix { $0 != "=" }
        do {
            _ = try self.parse("?\(query.replacing(" ", with: "%20"))")
            Issue.record("\(query) was taken")
        } catch {
            #expect(error.description.hasPrefix("\(name) is a number of"))
            #expect(
                error.description.contains(query.contains("=") ? "'\(query.drop { $0 != "=" }.dropFirst())'" : "''")
            )
        }
    }

    @Test("what is quoted is short")
    func quoted() {
        do {
            _ = try self.parse("?width=\(String(repeating: "9", count: 9_000))")
            Issue.record("taken")
        } catch {
            #expect(error.description.count < 120)
        }
    }
}
