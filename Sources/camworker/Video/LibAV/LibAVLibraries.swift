internal import CLibAV

/// libav with its demuxers, loaded with the first stream and then kept.
struct LibAVLibraries: @unchecked Sendable {
    // SAFETY: static tables in C, filled before this value exists and never written again.
    let pictures: UnsafePointer<LibAVPictures>
    let streams: UnsafePointer<LibAVStreams>

    /// - Throws: ``StreamError/noLibAV(_:)``, the same one every time.
    static func load() throws(StreamError) -> LibAVLibraries { try self.loaded.get() }

    private static let loaded: Result<LibAVLibraries, StreamError> = {
        do throws(PictureError) {
            let pictures = try LibAV.pictures()
            var missing: UnsafePointer<CChar>?
            guard let streams = clibav_load_streams(&missing) else {
                return .failure(.noLibAV(missing.map { String(cString: $0) } ?? "unknown reason"))
            }
            return .success(LibAVLibraries(pictures: pictures, streams: streams))
        } catch {
            return .failure(.noLibAV("\(error)"))
        }
    }()
}
