import IPC
import Shared
import Synchronization
import TestSupport
import Testing

@Suite("Message decoder")
struct MessageDecoderTests {
    @Test("messages come out as they went in, wherever the reads end")
    func randomChunking() throws {
        for seed in 1...40 as ClosedRange<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let expected = (0..<30).map { _ in Self.randomMessage(&generator) }
            let stream = expected.flatMap { Self.encoded($0) }
            #expect(try DecoderHarness.decode(stream) == expected, "seed \(seed)")
            var harness = DecoderHarness()
            let maximum = Int.random(in: 1...200, using: &generator)
            for piece in generator.pieces(of: stream, maximum: maximum) { try harness.feed(piece) }
            #expect(harness.messages == expected, "seed \(seed)")
            #expect(harness.decoder.isBetweenMessages)
        }
    }

    @Test(
        "a message of exactly its type's limit passes, one byte more is refused at its header",
        arguments: MessageType.allCases
    )
    func limits(_ type: MessageType) throws {
        let limit = type.maximumLength
        var harness = DecoderHarness()
        try harness.feed(rawMessage(type: type.rawValue, body: [UInt8](repeating: 7, count: limit)))
        #expect(harness.messages.map(\.body.count) == [limit])
        let header = rawMessage(type: type.rawValue, length: UInt32(limit) + 1)
        try harness.feed(Array(header.dropLast()))
        #expect(throws: ProtocolError.tooLong(type: type, length: UInt32(limit) + 1)) { try harness.feed([header[15]]) }
    }

    @Test("limits are those of the design")
    func limitValues() {
        #expect(MessageType.hello.maximumLength == 64 * 1024)
        #expect(MessageType.states.maximumLength == 2 * 1024 * 1024)
        #expect(MessageType.result.maximumLength == 2 * 1024 * 1024)
        #expect(MessageType.entities.maximumLength == 2 * 1024 * 1024)
        #expect(MessageType.log.maximumLength == 8 * 1024)
        #expect(MessageType.frame.maximumLength == 16 * 1024 * 1024 + FramePayload.headerLength)
        #expect(MessageType.push.maximumLength >= 256 * 1024 + 4)
    }

    @Test(
        "an unknown type ends the connection unless it is marked ignorable",
        arguments: [0, 99, 999, 65_535] as [UInt16]
    )
    func unknownTypes(_ type: UInt16) throws {
        #expect(throws: ProtocolError.unknownType(type)) {
            try DecoderHarness.decode(rawMessage(type: type, body: [1]))
        }
        let ping = rawMessage(type: MessageType.ping.rawValue, sequence: 9)
        for count in [0, 1, 1000] {
            let skipped = rawMessage(type: type, flags: 1, body: [UInt8](repeating: 5, count: count))
            for chunk in [1, 7, 5000] {
                var harness = DecoderHarness()
                let stream = skipped + ping + skipped + ping
                for start in stride(from: 0, to: stream.count, by: chunk) {
                    try harness.feed(Array(stream[start..<min(stream.count, start + chunk)]))
                }
                #expect(harness.messages.map(\.header.sequence) == [9, 9])
            }
        }
    }

    @Test("an ignorable message above 2 MiB is refused, one of 2 MiB is skipped")
    func ignorableLimit() throws {
        let limit = UInt32(MessageDecoderLimits.ignorable)
        let skipped = rawMessage(type: 500, flags: 1, body: [UInt8](repeating: 0, count: Int(limit)))
        #expect(try DecoderHarness.decode(skipped).isEmpty)
        #expect(throws: ProtocolError.ignorableTooLong(type: 500, length: limit + 1)) {
            try DecoderHarness.decode(rawMessage(type: 500, flags: 1, length: limit + 1))
        }
    }

    @Test("ignorable messages are told of as they are skipped, and whoever is told may refuse")
    func skippedAreTold() throws {
        let stream = (1...3).flatMap { rawMessage(type: 500, flags: 1, sequence: $0, body: [1, 2, 3]) }
        for chunk in [1, 7, 500] {
            var decoder = MessageDecoder<[UInt8]>()
            var told: [UInt32] = []
            var start = 0
            #expect(throws: ProtocolError.tooMany(kind: "message", perSecond: 2)) {
                while start < stream.count {
                    let piece = Array(stream[start..<min(stream.count, start + chunk)])
                    start += chunk
                    try piece.withUnsafeBytes { raw in
                        try decoder.feed(
                            raw,
                            skip: { header throws(ProtocolError) in
                                guard told.count < 2 else { throw .tooMany(kind: "message", perSecond: 2) }
                                told.append(header.sequence)
                            },
                            deliver: { _, _, _ throws(ProtocolError) in }
                        )
                    }
                }
            }
            #expect(told == [1, 2])
        }
    }

    @Test("the ignorable flag does not make a known message skipped")
    func ignorableKnown() throws {
        let message = rawMessage(type: MessageType.ping.rawValue, flags: 0xFFFF)
        #expect(try DecoderHarness.decode(message).map(\.type) == [.ping])
    }

    @Test("after a violation the decoder stays broken and delivers nothing")
    func staysBroken() throws {
        var harness = DecoderHarness()
        #expect(throws: ProtocolError.unknownType(77)) { try harness.feed(rawMessage(type: 77)) }
        let ping = rawMessage(type: MessageType.ping.rawValue)
        #expect(throws: ProtocolError.unknownType(77)) { try harness.feed(ping) }
        #expect(throws: ProtocolError.unknownType(77)) { try harness.feed([]) }
        #expect(harness.messages.isEmpty)
    }

    @Test("messages before a violation in the same read are delivered")
    func deliversBefore() {
        var harness = DecoderHarness()
        let stream = rawMessage(type: MessageType.ping.rawValue) + rawMessage(type: 77)
        #expect(throws: ProtocolError.unknownType(77)) { try harness.feed(stream) }
        #expect(harness.messages.count == 1)
    }

    @Test("an error of the receiver breaks the decoder too")
    func receiverError() {
        var decoder = MessageDecoder<[UInt8]>()
        let ping = rawMessage(type: MessageType.ping.rawValue)
        for _ in 0..<2 {
            #expect(throws: ProtocolError.unexpected(type: .ping, phase: "testing")) {
                try ping.withUnsafeBytes { raw in
                    try decoder.feed(raw) { (_, type, _) throws(ProtocolError) in
                        throw .unexpected(type: type, phase: "testing")
                    }
                }
            }
        }
    }

    @Test("the body grows with the bytes that arrive, never by what a header announces")
    func boundedMemory() throws {
        var decoder = MessageDecoder<CountingBody>()
        let header = rawMessage(type: MessageType.frame.rawValue, length: UInt32(MessageType.frame.maximumLength))
        CountingBody.$appended.withValue(Counter()) {
            let arrived = header + [UInt8](repeating: 1, count: 5)
            arrived.withUnsafeBytes { raw in
                #expect(throws: Never.self) { try decoder.feed(raw) { (_, _, _) throws(ProtocolError) in } }
            }
            #expect(CountingBody.appended.value == 5)
        }
        #expect(!decoder.isBetweenMessages)
    }

    @Test("whether the stream may end is known at every byte")
    func betweenMessages() throws {
        let message = rawMessage(type: MessageType.stats.rawValue, body: [1, 2, 3])
        var harness = DecoderHarness()
        for (index, byte) in message.enumerated() {
            #expect(harness.decoder.isBetweenMessages == (index == 0))
            try harness.feed([byte])
        }
        #expect(harness.decoder.isBetweenMessages)
        try harness.feed(Array(rawMessage(type: 99, flags: 1, body: [1, 2]).dropLast()))
        #expect(!harness.decoder.isBetweenMessages)
    }

    @Test("random bytes never trap")
    func randomBytes() {
        for seed in 0..<300 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            var harness = DecoderHarness()
            var bytes = generator.bytes(64)
            // Small lengths and types let it come past the first header.
            for index in [1, 2, 3, 5, 17, 18, 19, 21] { bytes[index] = 0 }
            try? harness.feed(bytes)
        }
    }

    private static func randomMessage(_ generator: inout SeededGenerator) -> DecodedMessage {
        let type = MessageType.allCases.randomElement(using: &generator) ?? .ping
        let body = generator.bytes(Int.random(in: 0...300, using: &generator))
        let header = MessageHeader(
            length: body.count,
            type: type,
            sequence: UInt32.random(in: 0 ... .max, using: &generator),
            generation: UInt32.random(in: 0 ... .max, using: &generator)
        )
        return DecodedMessage(header: header, type: type, body: body)
    }

    private static func encoded(_ message: DecodedMessage) -> [UInt8] {
        var bytes: [UInt8] = []
        message.header.encode(into: &bytes)
        return bytes + message.body
    }
}

/// Counts what a decoder asked its body to hold.
private final class Counter: Sendable {
    private let count = Mutex(0)
    var value: Int { self.count.withLock { $0 } }
    func add(_ number: Int) { self.count.withLock { $0 += number } }
}

private struct CountingBody: MessageBody {
    @TaskLocal static var appended = Counter()
    var count = 0

    init() {}

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        Self.appended.add(bytes.count)
        self.count += bytes.count
    }
}
