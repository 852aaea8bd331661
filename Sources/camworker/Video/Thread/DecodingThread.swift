internal import IPC
internal import Shared

/// Makes JPEGs of a running stream, once for all viewers, on a thread of its own: the stream's thread never waits for it.
struct DecodingThread: Sendable {
    /// Bytes; as for the picture thread, with H.265's larger tables.
    private static let stackSize = 2 * 1024 * 1024

    let bench: DecodingBench

    /// - Returns: `false` when the system refuses a thread.
    func start() -> Bool {
        DetachedThread.start(name: "decoding", stackSize: Self.stackSize) { self.run() }
    }

    private func run() {
        let encoder = StreamPictureEncoder()
        var decoder: VideoDecoder?
        var pace = FramePace()
        while true {
            switch self.bench.next(at: .now()) {
            case .leave: return
            case .sleep: self.bench.sleep()
            case .decode(let entry):
                do throws(PictureError) {
                    if entry.isAfterGap || decoder?.format !== entry.packet.format {
                        decoder = try VideoDecoder(entry.packet.format)
                    }
                    try decoder?.decode(entry.packet) { (picture, captured, wall) throws(PictureError) in
                        guard self.bench.wants(capturedAt: captured),
                            // By what comes in: with B-frames two pictures can have one capture time.
                            pace.takes(entry.packet.arrived, rate: self.bench.frameRate)
                        else { return }
                        let rendered = try encoder.encode(picture, as: self.bench.encoding)
                        self.bench.deliver(Picture(rendered, captured: captured, wall: wall))
                    }
                } catch {
                    self.bench.fail(error)
                }
            }
        }
    }
}
