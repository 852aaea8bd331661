import Testing

@testable import Shared
@testable import camsupervisor

@Suite("configuration, properties")
struct ConfigurationPropertyTests {
    private static let good = "\(RepositoryFiles.here)/Golden/good-everything.yaml"

    @Test("a good file with bytes changed, cut or doubled is read or refused, never a crash", arguments: 0..<8)
    func mutations(_ seed: UInt64) throws {
        let original = Array(try RepositoryFiles.read(Self.good).utf8)
        let secrets = try RepositoryFiles.read("\(RepositoryFiles.here)/Golden/secrets.yaml")
        var generator = SeededGenerator(seed: seed)
        let clock = ContinuousClock()
        for _ in 0..<250 {
            let mutated = Self.mutated(original, using: &generator)
            let taken = clock.measure {
                let loaded = ConfigurationText.load(
                    String(decoding: mutated, as: UTF8.self),
                    secrets: secrets,
                    environment: ["CAMERA_HOST": "192.0.2.7"]
                )
                // Whatever comes is consistent: unusable means a reason, ids are unique.
                #expect(loaded.configuration != nil || !loaded.isFlawless)
                let cameras = loaded.configuration?.cameras ?? []
                #expect(Set(cameras.map(\.id)).count == cameras.count)
                #expect(loaded.diagnostics == loaded.diagnostics.sorted())
            }
            #expect(taken < .seconds(10))
        }
    }

    @Test("the raw bytes go through the parser too", arguments: 0..<8)
    func rawMutations(_ seed: UInt64) throws {
        let original = Array(try RepositoryFiles.read(Self.good).utf8)
        var generator = SeededGenerator(seed: 1000 + seed)
        for _ in 0..<500 {
            let mutated = Self.mutated(original, using: &generator)
            _ = try? NodeParser.parse(mutated, file: "f")
        }
    }

    struct SlowFile: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String

        init(_ testDescription: String, _ text: String) {
            self.testDescription = testDescription
            self.text = text
        }
    }

    static let slowFiles = [
        SlowFile("lists in lists", String(repeating: "[", count: 1_000_000)),
        SlowFile("dashes in a row", String(repeating: "- ", count: 500_000)),
        SlowFile("question marks", String(repeating: "? ", count: 500_000)),
        SlowFile("keys in a row", String(repeating: "a: ", count: 300_000)),
        SlowFile("maps in maps", String(repeating: "{", count: 1_000_000)),
        SlowFile("backslashes", "a: \"" + String(repeating: "\\", count: 1_000_000)),
        SlowFile("one long word", String(repeating: "x", count: 1_000_000)),
        SlowFile("one key 200,000 times", String(repeating: "k: v\n", count: 200_000)),
        SlowFile("45,000 cameras of one id", "cameras:\n" + String(repeating: "  a: 5\n", count: 45_000)),
        SlowFile("45,000 cameras", "cameras:\n" + (0..<45_000).map { "  c\($0): 5\n" }.joined()),
        SlowFile("45,000 unknown keys", (0..<45_000).map { "k\($0): 5\n" }.joined()),
        SlowFile("45,000 undefined secrets", "http: [" + String(repeating: "!secret a,", count: 45_000) + "]"),
        SlowFile("anchors", String(repeating: "&a ", count: 300_000)),
        SlowFile("one long tag", String(repeating: "!", count: 1_000_000)),
    ]

    @Test("files made to be slow are read or refused within seconds", arguments: slowFiles)
    func slow(_ file: SlowFile) {
        let clock = ContinuousClock()
        #expect(clock.measure { _ = ConfigurationText.load(file.text) } < .seconds(10))
    }

    @Test("nothing prints a secret: not the configuration, not its mirror")
    func printing() throws {
        let text = try RepositoryFiles.read(Self.good)
        let secrets = try RepositoryFiles.read("\(RepositoryFiles.here)/Golden/secrets.yaml")
        let loaded = ConfigurationText.load(text, secrets: secrets, environment: ["CAMERA_HOST": "192.0.2.7"])
        let configuration = try #require(loaded.configuration)
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!dumped.contains("hunter2"))
        #expect(!"\(configuration)".contains("hunter2"))
        #expect(!String(reflecting: configuration).contains("hunter2"))
    }

    private static func mutated(_ original: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...6, using: &generator) where !bytes.isEmpty {
            let index = Int.random(in: 0..<bytes.count, using: &generator)
            let end = min(bytes.count, index + Int.random(in: 1...40, using: &generator))
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.removeSubrange(index..<end)
            case 2: bytes.insert(contentsOf: bytes[index..<end], at: index)
            case 3:
                bytes.insert(Array(":{}[]&*!|>'\"%@`#-? \n\t,".utf8).randomElement(using: &generator) ?? 0, at: index)
            default: bytes.swapAt(index, Int.random(in: 0..<bytes.count, using: &generator))
            }
        }
        return bytes
    }
}
