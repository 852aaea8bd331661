import Testing

@testable import camsupervisor

@Suite("NearestName")
struct NearestNameTests {
    static let names = GenericPlatform.table.including(CommonOptions.table).proposals

    @Test(
        "a misspelt key finds the right one",
        arguments: [
            ("frame_rate", "framerate"), ("framrate", "framerate"), ("Frame Rate", "framerate"),
            ("still_image", "still_image_url"), ("Still Image URL", "still_image_url"), ("user_name", "username"),
            ("pasword", "password"), ("verify-ssl", "verify_ssl"), ("stale_aftre", "stale_after"),
            ("nmae", "name"), ("platfrom", "platform"), ("header", "headers"), ("stale", "stale_after"),
        ]
    )
    func found(_ text: String, _ expected: String) {
        #expect(NearestName.to(text, among: Self.names) == expected)
    }

    @Test("what resembles nothing proposes nothing", arguments: ["colour", "", "x", "zoom_factor", "---"])
    func notFound(_ text: String) {
        #expect(NearestName.to(text, among: Self.names) == nil)
    }

    @Test("a text of a megabyte costs nothing")
    func long() {
        #expect(NearestName.to(String(repeating: "framerate", count: 100_000), among: Self.names) == nil)
    }
}
