import IPC
import Shared

/// One MJPEG stream over a camera's connection.
struct CameraStream {
    let connection: CameraConnection
    let path: String
    let begunAs: MJPEGScript

    /// Streams until the script or the client ends it.
    func run() throws {
        var fields: HTTPFields = ["Content-Type": self.begunAs.declaredType, "Connection": "close"]
        if self.begunAs.isChunked { fields["Transfer-Encoding"] = "chunked" }
        try self.connection.sendHead(200, fields)
        try self.send(self.begunAs.opening, self.begunAs, number: 0)
        var sent = 0
        var next = MonotonicTime.now()
        while let script = self.connection.core.currentStream(for: self.path, begunAs: self.begunAs) {
            let part = script.part(script.picture.bytes(counter: self.connection.core.nextPictureNumber()))
            guard try !self.ends(script, after: sent, part) else { return }
            try self.send(part, script, number: sent)
            sent += 1
            // By the clock and not by pauses, so that the rate is right; what was missed is not made up for.
            next = max(next + .seconds(1 / script.frameRate), MonotonicTime.now())
            guard !self.connection.socket.waitForDisconnect(until: next) else { return }
        }
    }

    /// Performs the scripted end when its time has come.
    private func ends(_ script: MJPEGScript, after sent: Int, _ part: [UInt8]) throws -> Bool {
        switch script.ending {
        case .closes(let count) where sent >= count:
            try self.send(Array("--\(script.boundary)--\r\n".utf8), script, number: sent)
            if script.isChunked { try self.connection.send(Array("0\r\n\r\n".utf8)) }
        case .closesMidFrame(let count) where sent >= count:
            try self.send(Array(part.prefix(part.count / 2)), script, number: sent)
        case .hangs(let count) where sent >= count:
            self.connection.waitForClient()
        case .hangsMidFrame(let count) where sent >= count:
            try self.send(Array(part.prefix(part.count / 2)), script, number: sent)
            self.connection.waitForClient()
        case .endlessFrame(let count) where sent >= count:
            try self.send(Array(part.prefix(part.count / 2)), script, number: sent)
            let filler = [UInt8](repeating: 0x55, count: 65_536)
            while true { try self.send(filler, script, number: sent) }
        default:
            return false
        }
        return true
    }

    private func send(_ bytes: [UInt8], _ script: MJPEGScript, number: Int) throws {
        guard !bytes.isEmpty else { return }
        for piece in self.pieces(of: bytes, script, number: number) {
            guard script.isChunked else {
                try self.connection.send(piece)
                continue
            }
            try self.connection.send(Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + Array("\r\n".utf8))
        }
    }

    private func pieces(of bytes: [UInt8], _ script: MJPEGScript, number: Int) -> [[UInt8]] {
        switch script.pieces {
        case .whole:
            return [bytes]
        case .every(let count):
            return stride(from: 0, to: bytes.count, by: count).map { Array(bytes[$0..<min(bytes.count, $0 + count)]) }
        case .random(let seed, let maximum):
            var generator = SeededGenerator(seed: seed &+ UInt64(number))
            return generator.pieces(of: bytes, maximum: maximum)
        }
    }
}
