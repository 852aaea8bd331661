import Logging
import TestSupport
import Testing

@testable import camsupervisor

@Suite("The key of signed URLs")
struct SigningKeyTests {
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func code(_ key: SigningKey) -> [UInt8] { key.derived(for: "a").code(of: [1]) }

    @Test("it is kept in the folder, readable to nobody else, and a broken one is replaced")
    func kept() throws {
        let folder = try TemporaryFolder()
        let first = SigningKey(folder: folder.path, logger: Self.logger)
        #expect(Self.code(first) == Self.code(SigningKey(folder: folder.path, logger: Self.logger)))
        #expect(try readFile(folder.path(of: "signing.key")).count == SigningKey.length)
        try folder.write([1, 2, 3], to: "signing.key")
        let second = SigningKey(folder: folder.path, logger: Self.logger)
        #expect(Self.code(first) != Self.code(second))
        #expect(Self.code(second) == Self.code(SigningKey(folder: folder.path, logger: Self.logger)))
        #expect(
            Self.code(SigningKey(folder: nil, logger: Self.logger))
                != Self.code(SigningKey(folder: nil, logger: Self.logger))
        )
    }

    @Test("another purpose is another key, and only the whole code counts")
    func purposes() {
        let key = SigningKey(Array("Jefe".utf8))
        let code = key.derived(for: "one")
        #expect(code.code(of: []) != key.derived(for: "another").code(of: []))
        #expect(code.isCode(code.code(of: [1, 2]), of: [1, 2]) && !code.isCode(code.code(of: [1, 2]), of: [1, 3]))
        #expect(!code.isCode([], of: [1, 2]) && !code.isCode(Array(code.code(of: [1, 2]).dropLast()), of: [1, 2]))
    }
}
