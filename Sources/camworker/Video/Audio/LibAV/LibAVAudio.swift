internal import CLibAV

/// libav with its resampler, loaded with the first sound that has to be turned into another kind, and then kept.
struct LibAVAudio: @unchecked Sendable {
    // SAFETY: static tables in C, filled before this value exists and never written again.
    let sounds: UnsafePointer<LibAVSounds>
    let libraries: LibAVLibraries

    var pictures: UnsafePointer<LibAVPictures> { self.libraries.pictures }
    var streams: UnsafePointer<LibAVStreams> { self.libraries.streams }

    /// - Throws: ``AudioError/unavailable(_:)``, the same one every time.
    static func load() throws(AudioError) -> LibAVAudio { try self.loaded.get() }

    private static let loaded: Result<LibAVAudio, AudioError> = {
        do throws(StreamError) {
            let libraries = try LibAVLibraries.load()
            var missing: UnsafePointer<CChar>?
            guard let sounds = clibav_load_sounds(&missing) else {
                return .failure(.unavailable(missing.map { String(cString: $0) } ?? "unknown reason"))
            }
            return .success(LibAVAudio(sounds: sounds, libraries: libraries))
        } catch {
            return .failure(.unavailable("\(error)"))
        }
    }()
}
