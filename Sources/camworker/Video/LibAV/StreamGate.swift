internal import CLibAV
internal import Shared

/// What a stream may open: libav asks it while it waits, and before a playlist's parts are fetched.
///
/// Lives as long as the context that was prepared with it; used on the stream's thread alone.
final class StreamGate {
    /// Parts of a playlist in a row that could not be fetched, after which the stream has ended: one that has just left the
    /// window is usual.
    private static let mostFailures = 3

    private let interrupt: StreamInterrupt
    private let options: StreamInputOptions
    private let libAV: LibAVLibraries
    private let usualOpen:
        (
            @convention(c) (
                UnsafeMutablePointer<AVFormatContext>?, UnsafeMutablePointer<UnsafeMutablePointer<AVIOContext>?>?,
                UnsafePointer<CChar>?, Int32, UnsafeMutablePointer<OpaquePointer?>?
            ) -> Int32
        )?
    private var hasOpened = false
    private var failures = 0
    /// Why it goes no further.
    private(set) var refusal: StreamError?

    /// Prepares a context that was not opened yet.
    init(
        _ context: UnsafeMutablePointer<AVFormatContext>,
        options: StreamInputOptions,
        interrupt: StreamInterrupt,
        libAV: LibAVLibraries
    ) {
        self.interrupt = interrupt
        self.options = options
        self.libAV = libAV
        self.usualOpen = context.pointee.io_open
        // Both live as long as the input, which holds this and closes the context first.
        let opaque = Unmanaged.passUnretained(self).toOpaque()
        context.pointee.opaque = opaque
        context.pointee.interrupt_callback = AVIOInterruptCB(
            callback: { opaque in
                guard let opaque else { return 0 }
                return Unmanaged<StreamGate>.fromOpaque(opaque).takeUnretainedValue().isDue ? 1 : 0
            },
            opaque: opaque
        )
        context.pointee.io_open = { context, connection, url, flags, dictionary in
            guard let context, let opaque = context.pointee.opaque, let url else { return Int32(clibav_invalid) }
            return Unmanaged<StreamGate>.fromOpaque(opaque).takeUnretainedValue()
                .open(context, connection, url, flags, dictionary)
        }
    }

    private var isDue: Bool { self.interrupt.isDue || self.refusal != nil }

    private func open(
        _ context: UnsafeMutablePointer<AVFormatContext>,
        _ connection: UnsafeMutablePointer<UnsafeMutablePointer<AVIOContext>?>?,
        _ url: UnsafePointer<CChar>,
        _ flags: Int32,
        _ dictionary: UnsafeMutablePointer<OpaquePointer?>?
    ) -> Int32 {
        guard let usualOpen else { return Int32(clibav_invalid) }
        // The first is the stream itself.
        guard self.hasOpened else {
            self.hasOpened = true
            return usualOpen(context, connection, url, flags, dictionary)
        }
        // Redirects of parts are libav's business: they carry no password, and the kernel knows the ports.
        clibav_hold_redirects(0)
        // What is no URL of ours is left to the list of protocols.
        if let part = try? CameraURL(String(cString: url)) {
            guard self.options.ports?.passage(to: part) ?? .open == .open else {
                self.refusal = .misled(.port(part.effectivePort))
                return Int32(clibav_interrupted)
            }
            for option in self.options.certificateOptions where part.scheme == "https" {
                _ = self.libAV.pictures.pointee.av_dict_set(dictionary, option.name, option.value, 0)
            }
        }
        let code = usualOpen(context, connection, url, flags, dictionary)
        self.failures = code < 0 ? self.failures + 1 : 0
        if self.failures >= Self.mostFailures {
            self.refusal = .libAV(
                LibAVError("open a part of the playlist", code: code, libAV: self.libAV.pictures)
            )
        }
        return code
    }
}
