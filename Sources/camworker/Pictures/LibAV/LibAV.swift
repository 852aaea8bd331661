internal import CLibAV

/// libav, loaded on the first use and then kept.
///
/// Only this folder, `Video/LibAV` and `Video/Audio` import CLibAV. Nothing here is on the way of a picture that is merely passed on.
enum LibAV {
    /// The table of functions.
    ///
    /// - Throws: ``PictureError/noLibAV(_:)``, the same one every time: a library installed meanwhile needs a new worker.
    static func pictures() throws(PictureError) -> UnsafePointer<LibAVPictures> {
        switch self.loaded {
        case .success(let table): return table.functions
        case .failure(let error): throw error
        }
    }

    private struct Table: @unchecked Sendable {
        // SAFETY: a static table in C, filled before this value exists and never written again.
        let functions: UnsafePointer<LibAVPictures>
    }

    private static let loaded: Result<Table, PictureError> = {
        var missing: UnsafePointer<CChar>?
        guard let functions = clibav_load_pictures(&missing) else {
            return .failure(.noLibAV(missing.map { String(cString: $0) } ?? "unknown reason"))
        }
        return .success(Table(functions: functions))
    }()
}

/// Threads a decoder or encoder may use.
///
/// Set explicitly, since libav's default of one per core multiplies its memory by the cores; one, since a worker makes one picture at a time and its neighbours need the other cores.
let libAVThreads: Int32 = 1
