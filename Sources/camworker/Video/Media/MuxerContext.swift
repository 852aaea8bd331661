internal import CLibAV

/// An MP4 muxer of libav that writes into memory; freed with its owner.
final class MuxerContext {
    /// Where libav's bytes go, at an address of its own.
    private final class Output {
        var bytes: [UInt8] = []
    }

    private let raw: UnsafeMutablePointer<AVFormatContext>
    private let output = Output()
    private let libAV: LibAVLibraries

    init(libAV: LibAVLibraries, bufferSize: Int32) throws(StreamError) {
        var allocated: UnsafeMutablePointer<AVFormatContext>?
        let code = libAV.streams.pointee.avformat_alloc_output_context2(&allocated, nil, "mp4", nil)
        guard code >= 0, let raw = allocated else { throw Self.error("begin an MP4", code: code, libAV) }
        self.raw = raw
        self.libAV = libAV
        guard let buffer = libAV.pictures.pointee.av_mallocz(Int(bufferSize)) else {
            throw Self.error("begin an MP4", code: Int32(clibav_no_memory), libAV)
        }
        let opaque = Unmanaged.passUnretained(self.output).toOpaque()
        raw.pointee.pb = libAV.streams.pointee.avio_alloc_context(
            buffer.assumingMemoryBound(to: UInt8.self),
            bufferSize,
            1,
            opaque,
            nil,
            { opaque, bytes, count in
                guard let opaque, let bytes else { return 0 }
                // The output lives as long as the context, whose owner holds both.
                let output = Unmanaged<Output>.fromOpaque(opaque).takeUnretainedValue()
                output.bytes.append(contentsOf: UnsafeBufferPointer(start: bytes, count: Int(count)))
                return count
            },
            nil
        )
        guard raw.pointee.pb != nil else {
            libAV.pictures.pointee.av_free(buffer)
            throw Self.error("begin an MP4", code: Int32(clibav_no_memory), libAV)
        }
        raw.pointee.pb.pointee.seekable = 0
    }

    deinit {
        var output = self.raw.pointee.pb
        if let output { self.libAV.pictures.pointee.av_free(output.pointee.buffer) }
        self.libAV.streams.pointee.avio_context_free(&output)
        self.raw.pointee.pb = nil
        self.libAV.streams.pointee.avformat_free_context(self.raw)
    }

    func addStream(
        timescale: Int32,
        extradata: [UInt8],
        _ configure: (inout AVCodecParameters) -> Void
    ) throws(StreamError) {
        guard let stream = self.libAV.streams.pointee.avformat_new_stream(self.raw, nil),
            let parameters = stream.pointee.codecpar
        else { throw self.error("begin an MP4", code: Int32(clibav_no_memory)) }
        stream.pointee.time_base = AVRational(num: 1, den: timescale)
        configure(&parameters.pointee)
        guard !extradata.isEmpty else { return }
        let padded = extradata.count + Int(AV_INPUT_BUFFER_PADDING_SIZE)
        guard let copy = self.libAV.pictures.pointee.av_mallocz(padded) else {
            throw self.error("begin an MP4", code: Int32(clibav_no_memory))
        }
        extradata.withUnsafeBytes { bytes in
            if let from = bytes.baseAddress { copy.copyMemory(from: from, byteCount: bytes.count) }
        }
        parameters.pointee.extradata = copy.assumingMemoryBound(to: UInt8.self)
        parameters.pointee.extradata_size = Int32(extradata.count)
    }

    /// Begins the file, and returns what stands before the first fragment.
    func writeHeader(_ options: [(name: String, value: String)]) throws(StreamError) -> [UInt8] {
        var dictionary: OpaquePointer?
        defer { self.libAV.pictures.pointee.av_dict_free(&dictionary) }
        for option in options { _ = self.libAV.pictures.pointee.av_dict_set(&dictionary, option.name, option.value, 0) }
        clibav_forget_complaint()
        let code = self.libAV.streams.pointee.avformat_write_header(self.raw, &dictionary)
        guard code >= 0 else { throw self.error("begin an MP4", code: code) }
        return self.takeOutput()
    }

    func timescale(of track: Int32) -> UInt32 {
        UInt32(clamping: self.raw.pointee.streams?[Int(track)]?.pointee.time_base.den ?? 0)
    }

    /// - Parameter packet: `nil` to end the fragment.
    func write(_ packet: UnsafeMutablePointer<AVPacket>?) throws(StreamError) {
        clibav_forget_complaint()
        let code = self.libAV.streams.pointee.av_write_frame(self.raw, packet)
        guard code >= 0 else { throw self.error("write MP4", code: code) }
    }

    func takeOutput() -> [UInt8] {
        self.libAV.streams.pointee.avio_flush(self.raw.pointee.pb)
        defer { self.output.bytes = [] }
        return self.output.bytes
    }

    func error(_ doing: String, code: Int32) -> StreamError { Self.error(doing, code: code, self.libAV) }

    private static func error(_ doing: String, code: Int32, _ libAV: LibAVLibraries) -> StreamError {
        .libAV(LibAVError(doing, code: code, libAV: libAV.pictures))
    }
}
