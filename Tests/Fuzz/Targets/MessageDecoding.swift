import IPC
import Shared

/// The wire protocol: the decoder never traps, agrees with a decoder written the plain way, however the bytes are cut, and
/// what a message holds encodes again to what it was.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzMessageDecoding(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    fuzz(start, count) { bytes in
        guard bytes.count > 1 else { return }
        let stream = Array(bytes.dropFirst())
        let expected = PlainDecoder(stream)
        for largest in [stream.count, 1 + Int(bytes[0])] {
            let run = DecoderRun(stream, largestPiece: largest)
            invariant(run.messages == expected.messages, "messages are not what they were")
            invariant(run.failure == expected.failure, "another violation was found")
        }
        for message in expected.messages { checkPayload(message) }
        let isDeep = expected.messages.contains { $0.type == .push && $0.body.count > 4 && $0.body[0] & 4 != 0 }
        PlantedBug.trigger(when: isDeep, stream)
    }
}

private struct Message: Hashable {
    var header: MessageHeader
    var type: MessageType
    var body: [UInt8]
}

/// The same rules without increments, to compare with.
private struct PlainDecoder {
    var messages: [Message] = []
    var failure: ProtocolError?

    init(_ stream: [UInt8]) {
        var rest = stream[...]
        while rest.count >= MessageHeader.encodedLength, self.failure == nil {
            let header = rest.prefix(MessageHeader.encodedLength).withUnsafeBytes { MessageHeader(decoding: $0) }
            rest = rest.dropFirst(MessageHeader.encodedLength)
            guard let type = MessageType(rawValue: header.type) else {
                if !header.flags.contains(.ignorable) {
                    self.failure = .unknownType(header.type)
                } else if header.length > 2 * 1024 * 1024 {
                    self.failure = .ignorableTooLong(type: header.type, length: header.length)
                }
                rest = rest.dropFirst(Int(header.length))
                continue
            }
            guard header.length <= type.maximumLength else {
                self.failure = .tooLong(type: type, length: header.length)
                return
            }
            guard rest.count >= Int(header.length) else { return }
            self.messages.append(Message(header: header, type: type, body: Array(rest.prefix(Int(header.length)))))
            rest = rest.dropFirst(Int(header.length))
        }
    }
}

/// The decoder under test.
private struct DecoderRun {
    var messages: [Message] = []
    var failure: ProtocolError?

    init(_ stream: [UInt8], largestPiece: Int) {
        var decoder = MessageDecoder<[UInt8]>()
        var start = 0
        while start < stream.count {
            let end = min(stream.count, start + largestPiece)
            let error = self.feed(stream[start..<end], to: &decoder)
            invariant(self.failure == nil || self.failure == error, "a broken decoder recovered")
            self.failure = error
            start = end
        }
    }

    private mutating func feed(_ bytes: ArraySlice<UInt8>, to decoder: inout MessageDecoder<[UInt8]>) -> ProtocolError?
    {
        var delivered: [Message] = []
        let error = bytes.withUnsafeBytes { raw -> ProtocolError? in
            do throws(ProtocolError) {
                try decoder.feed(raw) { (header, type, body) throws(ProtocolError) in
                    delivered.append(Message(header: header, type: type, body: body))
                }
                return nil
            } catch {
                return error
            }
        }
        self.messages += delivered
        return error
    }
}

/// What decodes must encode to the same bytes; what does not must say why within bounds.
private func checkPayload(_ message: Message) {
    do throws(ProtocolError) {
        try decodePayload(message)
    } catch {
        invariant(isPresentable(error.description, longest: 600), "an error that cannot be shown")
    }
}

private func decodePayload(_ message: Message) throws(ProtocolError) {
    let body = message.body
    switch message.type {
    case .frame:
        let frame = try read(body) { raw throws(ProtocolError) in try FramePayload(decoding: raw) }
        var encoded: [UInt8] = []
        frame.encode(into: &encoded)
        invariant(encoded.count == FramePayload.headerLength, "a frame of another length")
    case .want:
        let want = try read(body) { raw throws(ProtocolError) in try Want(decoding: raw) }
        var encoded: [UInt8] = []
        want.encode(into: &encoded)
        invariant(encoded[4...] == body[4...] && encoded[..<2] == body[..<2], "a want encodes to something else")
    case .scale:
        _ = try read(body) { raw throws(ProtocolError) in try ScaleRequest(decoding: raw) }
    case .push:
        let chunk = try read(body) { raw throws(ProtocolError) in try PushChunk(decoding: raw) }
        var encoded: [UInt8] = []
        chunk.encode(into: &encoded)
        invariant(body.starts(with: encoded), "an upload's bytes begin elsewhere")
    case .wantMedia:
        let want = try read(body) { raw throws(ProtocolError) in try WantMedia(decoding: raw) }
        var encoded: [UInt8] = []
        want.encode(into: &encoded)
        invariant(encoded[4...] == body[4...] && encoded[..<2] == body[..<2], "a want encodes to something else")
    case .mediaStart:
        let start = try read(body) { raw throws(ProtocolError) in try MediaStart(decoding: raw) }
        var encoded: [UInt8] = []
        start.encode(into: &encoded)
        let again = try read(encoded + [0]) { raw throws(ProtocolError) in try MediaStart(decoding: raw) }
        invariant(again == start && encoded.count == start.encodedLength, "a start of media encodes to something else")
    case .mediaPart:
        let part = try read(body) { raw throws(ProtocolError) in try MediaPart(decoding: raw) }
        var encoded: [UInt8] = []
        part.encode(into: &encoded)
        invariant(encoded.count == MediaPart.headerLength, "a part of another length")
        for times in [part.video, part.audio].compactMap(\.self) {
            invariant(Int(times.position) + 8 <= body.count - encoded.count, "a decode time outside of its fragment")
        }
    case .hello:
        try roundTrip(WorkerHello.self, message)
        try roundTrip(SupervisorHello.self, message)
    case .configure: try roundTrip(Configure.self, message)
    case .ready: try roundTrip(Ready.self, message)
    case .probe: try roundTrip(ProbeRequest.self, message)
    case .state: try roundTrip(StateReport.self, message)
    case .result: try roundTrip(CallResult.self, message)
    case .stats: try roundTrip(Stats.self, message)
    case .log: try roundTrip(LogLine.self, message)
    case .ports: try roundTrip(PortsReport.self, message)
    case .retune: try roundTrip(CameraTuning.self, message)
    case .views: try roundTrip(ViewList.self, message)
    case .entities: try roundTrip(EntityList.self, message)
    case .entityStates: try roundTrip(EntityStates.self, message)
    case .event: try roundTrip(CameraEvent.self, message)
    case .call: try roundTrip(ServiceCall.self, message)
    case .states: try roundTrip(TemplateStates.self, message)
    case .notify, .ping, .pong, .stop: break
    }
}

private func read<Value>(
    _ body: [UInt8],
    _ decode: (UnsafeRawBufferPointer) throws(ProtocolError) -> Value
) throws(ProtocolError) -> Value {
    let result = body.withUnsafeBytes { raw -> Result<Value, ProtocolError> in
        do throws(ProtocolError) { return .success(try decode(raw)) } catch { return .failure(error) }
    }
    return try result.get()
}

private func roundTrip<Value: Codable & Hashable>(_ type: Value.Type, _ message: Message) throws(ProtocolError) {
    let value = try ControlCoding.decode(type, from: message.body, of: message.type)
    let again = try ControlCoding.decode(type, from: ControlCoding.encode(value, secrets: true), of: message.type)
    invariant(again == value, "no round trip")
}
