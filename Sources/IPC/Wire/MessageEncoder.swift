internal import Shared

/// Messages to bytes: header and body in one array.
package struct MessageEncoder: Sendable {
    package var generation: UInt32

    package init(generation: UInt32) {
        self.generation = generation
    }

    /// A message with a JSON body.
    ///
    /// A body that would exceed its type's limit is a mistake of ours, except for texts that others chose; those are
    /// cut where they come in.
    package func control(
        _ type: MessageType,
        _ value: some Encodable,
        sequence: UInt32 = 0,
        secrets: Bool = false
    ) -> [UInt8] {
        self.message(type, body: ControlCoding.encode(value, secrets: secrets), sequence: sequence)
    }

    /// A message without a body.
    package func empty(_ type: MessageType, sequence: UInt32 = 0) -> [UInt8] {
        self.message(type, body: [], sequence: sequence)
    }

    /// Header of a message whose body is encoded already; it follows.
    package func prefix(_ type: MessageType, bodyLength: Int) -> [UInt8] {
        self.header(type, length: bodyLength)
    }

    package func want(_ want: Want) -> [UInt8] {
        var bytes = self.header(.want, length: Want.encodedLength)
        want.encode(into: &bytes)
        return bytes
    }

    package func wantMedia(_ want: WantMedia) -> [UInt8] {
        var bytes = self.header(.wantMedia, length: WantMedia.encodedLength)
        want.encode(into: &bytes)
        return bytes
    }

    /// Header and front of an initialization segment; its bytes follow.
    package func mediaStartPrefix(_ start: MediaStart, segmentLength: Int) -> [UInt8] {
        var bytes = self.header(.mediaStart, length: start.encodedLength + segmentLength)
        start.encode(into: &bytes)
        return bytes
    }

    /// Header and fixed part of a fragment; its bytes follow.
    package func mediaPartPrefix(_ part: MediaPart, fragmentLength: Int) -> [UInt8] {
        var bytes = self.header(.mediaPart, length: MediaPart.headerLength + fragmentLength)
        part.encode(into: &bytes)
        return bytes
    }

    /// Header and fixed part of a frame; the picture's bytes follow.
    package func framePrefix(_ payload: FramePayload, pictureLength: Int, sequence: UInt32 = 0) -> [UInt8] {
        var bytes = self.header(.frame, length: FramePayload.headerLength + pictureLength, sequence: sequence)
        payload.encode(into: &bytes)
        return bytes
    }

    /// Header and fixed parts of a scale request; the picture's bytes follow.
    package func scalePrefix(
        _ request: ScaleRequest,
        _ payload: FramePayload,
        pictureLength: Int,
        sequence: UInt32
    ) -> [UInt8] {
        let fixed = ScaleRequest.headerLength + FramePayload.headerLength
        var bytes = self.header(.scale, length: fixed + pictureLength, sequence: sequence)
        request.encode(into: &bytes)
        payload.encode(into: &bytes)
        return bytes
    }

    /// Header and front of an upload's chunk; the upload's bytes follow.
    package func pushPrefix(_ chunk: PushChunk, dataLength: Int, upload: UInt32) -> [UInt8] {
        var bytes = self.header(.push, length: chunk.encodedLength + dataLength, sequence: upload)
        chunk.encode(into: &bytes)
        return bytes
    }

    private func message(_ type: MessageType, body: [UInt8], sequence: UInt32) -> [UInt8] {
        self.header(type, length: body.count, sequence: sequence) + body
    }

    private func header(_ type: MessageType, length: Int, sequence: UInt32 = 0) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(MessageHeader.encodedLength + min(length, 64))
        MessageHeader(length: length, type: type, sequence: sequence, generation: self.generation).encode(into: &bytes)
        return bytes
    }
}
