import Shared
import Testing

@testable import camsupervisor

@Suite("LimitsSection")
struct LimitsSectionTests {
    private static func limits(_ text: String) -> WorkerLimits? {
        ConfigurationText.load(text).configuration?.cameras.first?.configuration?.limits
    }

    private static func messages(_ limits: String) -> [String] {
        ConfigurationText.messages("cameras: {a: {platform: demo, limits: \(limits)}}")
    }

    @Test("without a word: 256 MiB, one core, 32 processes")
    func standard() {
        let standard = WorkerLimits(memory: 268_435_456, processorPercent: 100, processes: 32)
        #expect(Self.limits("cameras: {a: {platform: demo}}") == standard)
        #expect(standard.addressSpace == 1 << 30)
    }

    @Test("a camera's own word goes before the defaults', key by key")
    func inheritance() {
        let text = """
            defaults: {limits: {memory: 128 MiB, cpu: 50 %}}
            cameras: {a: {platform: demo, limits: {cpu: 2, processes: 64}}}
            """
        #expect(Self.limits(text) == WorkerLimits(memory: 128 << 20, processorPercent: 200, processes: 64))
    }

    @Test("connections to the camera: three at least, for events, commands and video")
    func connections() {
        func camera(_ limits: String) -> String { "cameras: {a: {platform: demo, limits: \(limits)}}" }
        #expect(Self.limits(camera("{cpu: 2}"))?.connections == nil)
        #expect(Self.limits(camera("{connections: 6}"))?.connections == 6)
        #expect(Self.messages("{connections: 2}").count == 1)
    }

    @Test(
        "sizes as people write them",
        arguments: [
            ("256 MiB", 268_435_456), ("256MiB", 268_435_456), ("256M", 268_435_456), ("0.5 GiB", 536_870_912),
            ("1g", 1 << 30), ("300 MB", 300_000_000), ("1 GB", 1_000_000_000), ("131072 KiB", 128 << 20),
            ("100000 kB", 100_000_000), ("67108864 B", 64 << 20),
        ]
    )
    func sizes(_ text: String, _ bytes: Int) {
        #expect(ByteSize.parse(text) == bytes)
        #expect(Self.limits("cameras: {a: {platform: demo, limits: {memory: \(text)}}}")?.memory == bytes)
    }

    @Test(
        "what is no size",
        arguments: ["", "256", "MiB", "256 MiX", "-1 MiB", "1e999 GiB", "0x10 MiB", "1 2 MiB", "nan M"]
    )
    func noSizes(_ text: String) {
        #expect(ByteSize.parse(text) == nil)
    }

    @Test(
        "sizes are shown so that they can be read",
        arguments: [(256 << 20, "256 MiB"), (3 << 29, "1.5 GiB"), (1000, "1000 bytes"), (300_000_000, "286.1 MiB")]
    )
    func shown(_ bytes: Int, _ text: String) {
        #expect(ByteSize.shown(bytes) == text)
    }

    @Test(
        "shares of the processor",
        arguments: [("50 %", 50), ("50%", 50), ("150 %", 150), ("0.5", 50), ("2", 200), ("16", 1600), ("5 %", 5)]
    )
    func processor(_ text: String, _ percent: Int) {
        #expect(Self.limits("cameras: {a: {platform: demo, limits: {cpu: \(text)}}}")?.processorPercent == percent)
    }

    @Test(
        "what is wrong is refused in words, with a hint",
        arguments: [
            ("{memroy: 1 GiB}", "\"memroy\" is no option of limits (did you mean \"memory\"?)"),
            (
                "{memory: 256}",
                "'memory' must be a size from 64 MiB to 64 GiB, not \"256\" (write it with its unit, such as 256 MiB)"
            ),
            ("{memory: 1 MiB}", "'memory' must be a size from 64 MiB to 64 GiB, not \"1 MiB\""),
            (
                "{cpu: 50}",
                "'cpu' must be a share of the processor: 50 % (of one core) or 2 (cores), from 5 % to 16 cores, not \"50\""
            ),
            ("{processes: 2}", "'processes' must be a whole number from 16 to 1000, not \"2\""),
            ("many", "'limits' must be a map of options, not a single value"),
        ]
    )
    func wrong(_ limits: String, _ words: String) {
        let messages = Self.messages(limits)
        #expect(messages.count == 1)
        #expect(messages.first?.hasSuffix("error: \(words)") == true, "\(messages)")
    }
}
