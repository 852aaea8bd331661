internal import Shared

/// Whether what came is a picture.
extension MultipartFormParser {
    func judge(_ headers: PartHeaders, _ bytes: [UInt8]) -> Result<UploadedPicture, UploadError> {
        guard bytes.count <= self.limit else { return .failure(.tooLarge(limit: self.limit)) }
        // RFC 7578 §4.7 deprecates the header; "binary", "8bit" and "7bit" change nothing.
        if let encoding = headers.transferEncoding, ["base64", "quoted-printable"].contains(encoding) {
            return .failure(.malformed("Content-Transfer-Encoding \(encoding): send the file as it is"))
        }
        let filename = headers.disposition.flatMap { UploadFilename.read($0) }
        let isText = filename == nil && headers.contentType.map { $0.hasPrefix("text/") } ?? true
        if isText, PictureSniffer.format(bytes.span) == nil {
            return .failure(.notAFile(String(decoding: self.field, as: UTF8.self)))
        }
        return self.judge(bytes, filename: filename, contentType: headers.contentType)
    }

    func judge(
        _ bytes: [UInt8],
        filename: String?,
        contentType: String?
    ) -> Result<UploadedPicture, UploadError> {
        guard bytes.count <= self.limit else { return .failure(.tooLarge(limit: self.limit)) }
        guard let identity = PictureSniffer.identify(bytes), identity.isComplete else {
            return .failure(.notAPicture(PictureSniffer.describe(bytes, contentType: contentType)))
        }
        return .success(UploadedPicture(bytes: bytes, identity: identity, filename: filename))
    }

    /// The wanted part's delimiter never came: some clients leave the last one out.
    func judgeUnfinished(_ headers: PartHeaders) -> Result<UploadedPicture, UploadError> {
        // A line end may have been meant for the delimiter; it may also be a picture's last bytes.
        let end = self.buffer.lastIndex { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }.map { $0 + 1 } ?? 0
        let trimmed = self.judge(headers, Array(self.buffer[..<end]))
        if case .success = trimmed { return trimmed }
        let result = self.judge(headers, self.buffer)
        if case .failure(.notAPicture) = result {
            return .failure(.malformed("it ends inside of field '\(String(decoding: self.field, as: UTF8.self))'"))
        }
        return result
    }

    /// There was no such part.
    var missing: UploadError {
        guard self.isBoundaryProven else {
            return self.total == 0 ? .notAPicture("an empty body") : .malformed("no part begins with the boundary")
        }
        return .missingField(String(decoding: self.field, as: UTF8.self), present: self.names)
    }
}
