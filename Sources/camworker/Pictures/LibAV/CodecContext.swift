internal import CLibAV

/// An opened libav encoder or decoder; freed with its owner.
struct CodecContext: ~Copyable {
    let raw: UnsafeMutablePointer<AVCodecContext>
    private let libAV: UnsafePointer<LibAVPictures>

    private init(taking raw: UnsafeMutablePointer<AVCodecContext>, libAV: UnsafePointer<LibAVPictures>) {
        self.raw = raw
        self.libAV = libAV
    }

    /// Opens `codec` after `configure` has set the context's fields.
    ///
    /// - Parameters:
    ///   - name: For the error: `jpeg encoder`.
    ///   - options: Private options of the codec, by name.
    static func open(
        _ codec: UnsafePointer<AVCodec>?,
        named name: String,
        libAV: UnsafePointer<LibAVPictures>,
        options: [(name: String, value: String)] = [],
        configure: (inout AVCodecContext) -> Void
    ) throws(PictureError) -> CodecContext {
        guard let codec else { throw .noLibAV("libavcodec was built without the \(name)") }
        guard let raw = libAV.pointee.avcodec_alloc_context3(codec) else {
            throw .noMemory(bytes: MemoryLayout<AVCodecContext>.size)
        }
        let context = CodecContext(taking: raw, libAV: libAV)
        raw.pointee.thread_count = libAVThreads
        configure(&raw.pointee)
        var dictionary: OpaquePointer?
        defer { libAV.pointee.av_dict_free(&dictionary) }
        for option in options {
            _ = libAV.pointee.av_dict_set(&dictionary, option.name, option.value, 0)
        }
        clibav_forget_complaint()
        let code = libAV.pointee.avcodec_open2(raw, codec, &dictionary)
        guard code >= 0 else { throw .libAV(LibAVError("open the \(name)", code: code, libAV: libAV)) }
        return context
    }

    deinit {
        var raw: UnsafeMutablePointer<AVCodecContext>? = self.raw
        self.libAV.pointee.avcodec_free_context(&raw)
    }
}
