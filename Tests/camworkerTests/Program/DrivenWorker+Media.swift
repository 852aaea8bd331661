import IPC
import Shared

extension DrivenWorker {
    /// A part as it came.
    struct Part {
        var part: MediaPart
        var fragment: [UInt8]
    }

    /// One epoch of media as it came.
    struct Epoch {
        var start: MediaStart
        var segment: [UInt8]
        var parts: [Part] = []

        /// A file that players take.
        var film: [UInt8] { self.segment + self.parts.flatMap(\.fragment) }
        var isIndependent: [Bool] { self.parts.map { $0.part.flags.contains(.independent) } }
    }

    /// What the worker sends of media, until `isEnough`.
    func media(
        partMilliseconds: UInt32 = 500,
        within limit: Duration = .seconds(60),
        line: Int = #line,
        until isEnough: ([Epoch]) -> Bool
    ) async throws -> [Epoch] {
        try self.wantMedia(partMilliseconds: partMilliseconds)
        var epochs: [Epoch] = []
        repeat {
            let message = try await self.next([.mediaStart, .mediaPart], within: limit, line: line)
            try message.body.withUnsafeBytes { bytes in
                if message.type == .mediaStart {
                    let start = try MediaStart(decoding: bytes)
                    epochs.append(Epoch(start: start, segment: Array(bytes.dropFirst(start.encodedLength))))
                } else {
                    let part = try MediaPart(decoding: bytes)
                    let fragment = Array(bytes.dropFirst(MediaPart.headerLength))
                    // Of an epoch that an earlier call saw beginning.
                    guard !epochs.isEmpty else { return }
                    epochs[epochs.count - 1].parts.append(Part(part: part, fragment: fragment))
                }
            }
        } while !isEnough(epochs)
        return epochs
    }

    /// Media of one epoch, so many parts of it.
    func media(parts: Int, line: Int = #line) async throws -> Epoch {
        let epochs = try await self.media(line: line) { ($0.last?.parts.count ?? 0) >= parts }
        return epochs[epochs.count - 1]
    }

    func wantMedia(isOn: Bool = true, partMilliseconds: UInt32 = 500) throws {
        let encoder = MessageEncoder(generation: Self.generation)
        try self.write(encoder.wantMedia(WantMedia(isOn: isOn, partMilliseconds: partMilliseconds)))
    }
}
