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
        if let unreached = Self.unreached(self.complaint) { return unreached }
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

    /// A complaint of libav's TCP that it found nobody, as people say it: `cannot connect to 192.0.2.10:554: Connection
    /// refused`; `nil` when it is another.
    ///
    /// libav 5.1 writes `Connection to tcp://192.0.2.10:554?timeout=0 failed: Connection refused`, with what it was given
    /// to do it by.
    static func unreached(_ complaint: String) -> String? {
        let (beginning, middle) = ("Connection to tcp://", " failed: ")
        guard complaint.hasPrefix(beginning) else { return nil }
        let rest = complaint.dropFirst(beginning.count)
        guard let failed = rest.firstRange(of: middle) else { return nil }
        let place = rest[..<failed.lowerBound].prefix { $0 != "?" && $0 != "/" }
        let reason = rest[failed.upperBound...]
        return place.isEmpty || reason.isEmpty ? nil : "cannot connect to \(place): \(reason)"
    }

    private static func printable(_ text: String) -> String {
        let kept = text.unicodeScalars.map { (0x20...0x7E).contains($0.value) ? Character($0) : " " }
        var trimmed = String(kept)[...]
        while trimmed.last == " " { trimmed.removeLast() }
        return String(trimmed)
    }
}
