import Shared
import TestSupport

@testable import camworker

/// The packets of a film in Samples, in the order they stand in.
enum SamplePackets {
    /// 50 pictures of 160 × 96 at 25 a second, a key frame each second, two B-frames between the others.
    static func bFrames() throws -> [VideoPacket] { try Self.read("b-frames.mp4") }

    private static func read(_ name: String) throws -> [VideoPacket] {
        let folder = "\(#filePath.split(separator: "/").dropLast().map { "/\($0)" }.joined())/Samples"
        return try self.read(path: "\(folder)/\(name)")
    }

    /// Of any film.
    static func read(path: String) throws -> [VideoPacket] {
        let options = try StreamInputOptions(of: StreamConfiguration(url: CameraAddress("file://\(path)")))
        let interrupt = StreamInterrupt()
        var input = try StreamInput.open(options, interrupt: interrupt, libAV: try .load())
        var packets: [VideoPacket] = []
        while true {
            do throws(StreamError) {
                if case .video(let packet) = try input.read() { packets.append(packet) }
            } catch {
                guard error == .ended else { throw error }
                return packets
            }
        }
    }
}
