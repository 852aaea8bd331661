import Glibc
import IPC
import TestSupport
import Testing

@Suite("docs/wire-protocol.md")
struct WireProtocolDocumentTests {
    private static let begin = "<!-- Written by the tests of IPC; do not edit below. -->\n"

    @Test("it shows every message as it is on the wire")
    func document() throws {
        let path = Self.root + "/docs/wire-protocol.md"
        let document = String(decoding: try readFile(path), as: UTF8.self)
        let marker = try #require(document.firstRange(of: Self.begin), "the marker is missing")
        let expected = try Self.examples()
        if Self.isUpdate {
            try writeFile(Array((document[..<marker.upperBound] + expected).utf8), to: path)
        } else {
            #expect(document[marker.upperBound...] == expected, "\(Golden.updateSwitch)=1 writes it anew")
        }
    }

    @Test("its table names every type with its number and limit")
    func table() throws {
        let document = String(decoding: try readFile(Self.root + "/docs/wire-protocol.md"), as: UTF8.self)
        for type in MessageType.allCases {
            #expect(document.contains("| \(type.rawValue) | `\(type)` |"), "\(type)")
        }
    }

    @Test("there is an example of every type, and all of them decode")
    func complete() throws {
        var types: Set<MessageType> = []
        for example in try WireExample.all() {
            let messages = try DecoderHarness.decode(example.bytes)
            #expect(messages.count == 1, "\(example.title)")
            types.formUnion(messages.map(\.type))
        }
        #expect(types == Set(MessageType.allCases))
    }

    @Test("the kept seeds of the fuzz target are the examples")
    func seeds() throws {
        let folder = Self.root + "/Tests/Fuzz/corpus/MessageDecoding"
        let examples = try WireExample.all()
        var seeds = examples.map { (Self.slug($0.title), [200] + $0.bytes) }
        seeds.append(("all", [3] + examples.flatMap(\.bytes)))
        seeds.append(("ignorable", [1] + rawMessage(type: 99, flags: 1, body: [1, 2, 3]) + examples[0].bytes))
        seeds.append(("unknown", [1] + rawMessage(type: 99) + examples[0].bytes))
        seeds.append(("too-long", [1] + rawMessage(type: 15, length: 8193)))
        for (name, bytes) in seeds {
            let path = "\(folder)/seed-\(name)"
            if Self.isUpdate {
                mkdir(folder, 0o755)
                try writeFile(bytes, to: path)
            } else {
                #expect(try readFile(path) == bytes, "\(Golden.updateSwitch)=1 writes \(name)")
            }
        }
    }

    private static func examples() throws -> String {
        try WireExample.all().map { "\n### \($0.title)\n\n```\n\($0.hexadecimal)\n```\n" }.joined()
    }

    private static func slug(_ title: String) -> String {
        title.split { !$0.isLetter }.joined(separator: "-")
    }

    private static let isUpdate = getenv(Golden.updateSwitch).map { String(cString: $0) == "1" } ?? false
    private static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        .dropLast(3).joined(separator: "/")
}
