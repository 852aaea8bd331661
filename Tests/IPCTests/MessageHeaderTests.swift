import IPC
import Testing

@Suite("Message header")
struct MessageHeaderTests {
    @Test("it is 16 bytes, little-endian, in the documented order")
    func encodes() {
        let header = MessageHeader(
            length: 0x0001_0203,
            type: .frame,
            flags: .ignorable,
            sequence: 0x0A0B_0C0D,
            generation: 0x1112_1314
        )
        var bytes: [UInt8] = [0xEE]
        header.encode(into: &bytes)
        let expected: [UInt8] = [0xEE, 3, 2, 1, 0, 5, 0, 1, 0, 0x0D, 0x0C, 0x0B, 0x0A, 0x14, 0x13, 0x12, 0x11]
        #expect(bytes == expected)
        bytes.dropFirst().withUnsafeBytes { #expect(MessageHeader(decoding: $0) == header) }
    }

    @Test("every bit of a header survives the way there and back")
    func roundTrip() {
        let bytes: [UInt8] = (0..<16).map { $0 &* 17 &+ 200 }
        let header = bytes.withUnsafeBytes { MessageHeader(decoding: $0) }
        var again: [UInt8] = []
        header.encode(into: &again)
        #expect(again == bytes)
    }

    @Test("wire numbers never change")
    func numbers() {
        let numbers: [(MessageType, UInt16)] = [
            (.hello, 1), (.configure, 2), (.ready, 3), (.want, 4), (.frame, 5), (.call, 6), (.result, 7),
            (.entities, 8), (.state, 9), (.event, 10), (.states, 11), (.push, 12), (.notify, 13), (.stats, 14),
            (.log, 15), (.ping, 16), (.pong, 17), (.stop, 18), (.scale, 19), (.ports, 20), (.retune, 21),
            (.wantMedia, 22), (.mediaStart, 23), (.mediaPart, 24), (.entityStates, 25), (.probe, 26),
            (.views, 27),
        ]
        #expect(numbers.count == MessageType.allCases.count)
        for (type, number) in numbers { #expect(type.rawValue == number, "\(type)") }
    }
}
