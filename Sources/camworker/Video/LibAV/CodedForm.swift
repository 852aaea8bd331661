internal import CLibAV

extension LibAVLibraries {
    /// A copy of what a container says of a stream, for the caller to free.
    ///
    /// - Parameter extradata: What is said of it since, in the place of the container's first words.
    /// - Returns: `nil` without memory.
    func copy(
        of parameters: UnsafePointer<AVCodecParameters>,
        extradata: [UInt8]?
    ) -> UnsafeMutablePointer<AVCodecParameters>? {
        guard let copy = self.streams.pointee.avcodec_parameters_alloc() else { return nil }
        guard self.streams.pointee.avcodec_parameters_copy(copy, parameters) >= 0,
            extradata.map({ self.replaceExtradata(of: copy, with: $0) }) ?? true
        else {
            var copy: UnsafeMutablePointer<AVCodecParameters>? = copy
            self.streams.pointee.avcodec_parameters_free(&copy)
            return nil
        }
        return copy
    }

    private func replaceExtradata(of parameters: UnsafeMutablePointer<AVCodecParameters>, with bytes: [UInt8]) -> Bool {
        let size = bytes.count + Int(AV_INPUT_BUFFER_PADDING_SIZE)
        guard let copy = self.pictures.pointee.av_mallocz(size) else { return false }
        copy.copyMemory(from: bytes, byteCount: bytes.count)
        self.pictures.pointee.av_free(parameters.pointee.extradata)
        parameters.pointee.extradata = copy.assumingMemoryBound(to: UInt8.self)
        parameters.pointee.extradata_size = Int32(bytes.count)
        return true
    }
}

extension AVCodecParameters {
    /// `avcC`, `hvcC`, parameter sets after start codes, AudioSpecificConfig; empty when nothing was said.
    var extradataBytes: [UInt8] {
        guard self.extradata_size > 0, let bytes = self.extradata else { return [] }
        return Array(UnsafeBufferPointer(start: bytes, count: Int(self.extradata_size)))
    }
}

extension AVPacket {
    /// What the container says anew about the coding, from this packet on.
    ///
    /// FLV does so in the midst of a connection, and MP4 with several descriptions; the stream's own parameters stay as
    /// they were (libavformat 5.1).
    var newExtradata: [UInt8]? {
        for index in 0..<Int(self.side_data_elems) {
            guard let side = self.side_data?[index], side.type == AV_PKT_DATA_NEW_EXTRADATA, let bytes = side.data,
                side.size > 0
            else { continue }
            return Array(UnsafeBufferPointer(start: bytes, count: Int(side.size)))
        }
        return nil
    }
}
