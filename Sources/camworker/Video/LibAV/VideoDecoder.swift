internal import CLibAV
internal import IPC
internal import Shared

/// Decodes a stream's packets in order.
final class VideoDecoder {
    private let context: CodecContext
    private let libAV: LibAVLibraries
    /// What it decodes.
    let format: VideoFormat
    private var arrivals = DecodedArrivals()
    /// Whether a picture since the last key frame was damaged, by which those after it are too.
    private var isTorn = false
    /// Stamps of key frames that were sent, newest last: their pictures come when those before them have come.
    private var keyStamps: [Int64] = []
    /// As many as a decoder may hold back.
    private static let mostKeyStamps = 16

    /// Less than a picture job has, so that libav is not thought to be stuck.
    static let longestWork: Duration = .seconds(4)

    /// - Throws: ``PictureError``; a stream with other parameters needs another decoder.
    init(_ format: VideoFormat) throws(PictureError) {
        let libAV: LibAVLibraries
        do throws(StreamError) {
            libAV = try LibAVLibraries.load()
        } catch {
            throw .noLibAV("\(error)")
        }
        self.libAV = libAV
        self.format = format
        self.context = try CodecContext.open(
            libAV.pictures.pointee.avcodec_find_decoder(format.codec.id),
            named: "\(format.codec) decoder",
            libAV: libAV.pictures
        ) {
            withUnsafeMutablePointer(to: &$0) { context in
                _ = libAV.streams.pointee.avcodec_parameters_to_context(context, format.parameters)
            }
            $0.max_pixels = Int64(Limits.decodedPixels)
        }
    }

    /// Decodes one packet and hands over the pictures that it completes: none, one, or several after a pause.
    ///
    /// - Throws: whatever libav says, also of a picture that it could only make in part; what comes after such a one is held
    ///   back until the next key frame.
    func decode(
        _ packet: VideoPacket,
        _ take: (borrowing DecodedPicture, MonotonicTime, WallTime) throws(PictureError) -> Void
    ) throws(PictureError) {
        clibav_forget_complaint()
        do throws(PictureError) {
            try self.send(packet)
        } catch {
            self.isTorn = true
            throw error
        }
        while let picture = try self.receive() {
            let arrival = self.arrivals.take(stamp: picture.frame.pointee.pts) ?? .init(packet.arrived, packet.wall)
            if self.keyStamps.contains(picture.frame.pointee.pts) { self.isTorn = false }
            if self.isTorn { continue }
            guard picture.damage == nil else {
                self.isTorn = true
                throw .libAV(self.error(code: Int32(clibav_invalid)))
            }
            try take(picture, arrival.time, arrival.wall)
        }
    }

    /// The last picture of some packets.
    struct Last: ~Copyable {
        let picture: DecodedPicture
        /// By the order in which pictures are shown: with B-frames the last to come is not the last to be shown.
        let arrival: PictureArrival
        /// Whether there were others after it, which are damaged.
        let isCut: Bool
    }

    /// Decodes packets that begin with a key frame, and gives the last picture without waiting for what comes after.
    ///
    /// - Parameter time: until which one more packet is begun; hundreds of a large picture can take longer than anybody
    ///   waits for it.
    /// - Throws: ``PictureError/expired`` when the time does not suffice, and whatever libav says.
    static func lastPicture(
        of packets: [VideoPacket],
        until time: MonotonicTime = .now() + VideoDecoder.longestWork
    ) throws(PictureError) -> Last {
        guard let first = packets.first else { throw .noMemory(bytes: 0) }
        let decoder = try VideoDecoder(first.format)
        clibav_forget_complaint()
        var newest = Newest()
        for packet in packets.dropLast() {
            guard MonotonicTime.now() < time else { throw .expired }
            try decoder.feed(packet, into: &newest)
            if newest.isCut { break }
        }
        if !newest.isCut {
            if let last = packets.last { try decoder.feed(last, into: &newest) }
            // The end of the stream makes the decoder give what it has.
            _ = decoder.libAV.pictures.pointee.avcodec_send_packet(decoder.context.raw, nil)
            try decoder.drain(into: &newest)
        }
        guard let last = newest.finish(first) else { throw .libAV(decoder.error(code: Int32(clibav_invalid))) }
        return last
    }

    /// A packet that is refused cuts what follows, as a damaged picture does; an error when nothing came before it.
    private func feed(_ packet: VideoPacket, into newest: inout Newest) throws(PictureError) {
        do throws(PictureError) {
            try self.send(packet)
        } catch {
            guard !newest.isEmpty else { throw error }
            newest.cut()
        }
        try self.drain(into: &newest)
    }

    private func drain(into newest: inout Newest) throws(PictureError) {
        do throws(PictureError) {
            while !newest.isCut, let picture = try self.receive() { newest.take(consume picture, self) }
        } catch {
            guard !newest.isEmpty else { throw error }
            newest.cut()
        }
    }

    /// The last picture so far; those after a damaged one are left out.
    private struct Newest: ~Copyable {
        private var picture: DecodedPicture?
        private var arrival: PictureArrival?
        private(set) var isCut = false
        private(set) var isEmpty = true

        mutating func cut() { self.isCut = true }

        mutating func take(_ picture: consuming DecodedPicture, _ decoder: VideoDecoder) {
            guard picture.damage == nil else {
                self.isCut = true
                return
            }
            self.arrival = decoder.arrivals.take(stamp: picture.frame.pointee.pts)
            self.picture = consume picture
            self.isEmpty = false
        }

        consuming func finish(_ first: VideoPacket) -> Last? {
            guard let picture = self.picture else { return nil }
            let arrival = self.arrival ?? PictureArrival(first.arrived, first.wall)
            return Last(picture: picture, arrival: arrival, isCut: self.isCut)
        }
    }

    private func send(_ packet: VideoPacket) throws(PictureError) {
        guard packet.count > 0 else { return }
        // A clone, because its stamp is made ours: arrival, which the decoder carries to the picture in its order.
        var clone = self.libAV.streams.pointee.av_packet_clone(packet.raw)
        defer { self.libAV.pictures.pointee.av_packet_free(&clone) }
        guard let clone else { throw .noMemory(bytes: packet.count) }
        let stamp = self.arrivals.add(packet.arrived, packet.wall)
        if packet.isKeyFrame {
            self.keyStamps = self.keyStamps.suffix(Self.mostKeyStamps - 1) + [stamp]
        }
        clone.pointee.pts = stamp
        clone.pointee.dts = stamp
        let code = self.libAV.pictures.pointee.avcodec_send_packet(self.context.raw, clone)
        // Supplemental information in a packet of its own (FLV, MP4: libav cuts RTP and MPEG-TS anew). Of a picture that cannot
        // be read more is complained of before.
        if code == Int32(clibav_invalid), String(cString: clibav_complaint()).hasPrefix("no frame!") { return }
        guard code >= 0 else { throw .libAV(self.error(code: code)) }
    }

    private func receive() throws(PictureError) -> DecodedPicture? {
        var allocated = self.libAV.pictures.pointee.av_frame_alloc()
        guard let frame = allocated else { throw .noMemory(bytes: MemoryLayout<AVFrame>.size) }
        let code = self.libAV.pictures.pointee.avcodec_receive_frame(self.context.raw, frame)
        guard code >= 0 else {
            self.libAV.pictures.pointee.av_frame_free(&allocated)
            if code == Int32(clibav_try_again) || code == Int32(clibav_end_of_file) { return nil }
            throw .libAV(self.error(code: code))
        }
        let size = PictureSize(width: Int(frame.pointee.width), height: Int(frame.pointee.height))
        guard let size, size.pixels <= Limits.decodedPixels else {
            self.libAV.pictures.pointee.av_frame_free(&allocated)
            throw .libAV(self.error(code: Int32(clibav_invalid)))
        }
        return DecodedPicture(taking: frame, size: size, damage: self.damage(of: frame), libAV: self.libAV.pictures)
    }

    /// Packets get lost by UDP, and inside of cameras; libav makes up what is missing of a picture.
    ///
    /// H.264's decoder says so in the picture. H.265's does not, but complains of a picture that is missing; a slice that ends too
    /// soon it passes over in silence (5.1).
    private func damage(of frame: UnsafeMutablePointer<AVFrame>) -> String? {
        let isTorn = frame.pointee.decode_error_flags != 0 || frame.pointee.flags & AV_FRAME_FLAG_CORRUPT != 0
        guard isTorn || clibav_missed_picture() != 0 else { return nil }
        let complaint = String(cString: clibav_complaint())
        return complaint.isEmpty ? "parts of it are missing" : complaint
    }

    private func error(code: Int32) -> LibAVError {
        LibAVError("decode \(self.format.codec)", code: code, libAV: self.libAV.pictures)
    }
}
