internal import CLibAV

/// A refusal of libav: what we were doing, its error number in words, and the first thing its log said about it.
struct LibAVError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What we were doing, for people: `decode jpeg`.
    var doing: String
    var code: Int32
    /// libav's words for `code`.
    var text: String
    /// libav's own first complaint; printable ASCII only, since it can quote the camera.
    var complaint: String

    var description: String {
        let reason = self.complaint.isEmpty ? self.text : "\(self.text) (\(self.complaint))"
        return "libav could not \(self.doing): \(reason)"
    }

    /// Reads the words for `code` and the complaint of this thread.
    init(_ doing: String, code: Int32, libAV: UnsafePointer<LibAVPictures>) {
        self.doing = doing
        self.code = code
        self.text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(clibav_error_text_size)) { buffer in
            guard let text = buffer.baseAddress else { return "error \(code)" }
            buffer.initialize(repeating: 0)
            _ = libAV.pointee.av_strerror(code, text, buffer.count)
            return String(cString: text)
        }
        self.complaint = Self.printable(String(cString: clibav_complaint()))
    }

    private static func printable(_ text: String) -> String {
        let kept = text.unicodeScalars.map { (0x20...0x7E).contains($0.value) ? Character($0) : " " }
        var trimmed = String(kept)[...]
        while trimmed.last == " " { trimmed.removeLast() }
        return String(trimmed)
    }
}
