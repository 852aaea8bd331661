internal import Shared

/// Why an upload is refused, with the HTTP status for its sender.
enum UploadError: Error, Hashable, Sendable {
    /// The form has no such field; `present` are the names it has.
    case missingField(String, present: [String])
    /// The field holds text.
    case notAFile(String)
    case malformed(String)
    case tooLarge(limit: Int)
    /// Something else came; in words.
    case notAPicture(String)
    case urlEncoded

    var status: Int {
        switch self {
        case .missingField, .notAFile, .malformed: 400
        case .tooLarge: 413
        case .notAPicture, .urlEncoded: 415
        }
    }
}

extension UploadError: CustomStringConvertible {
    /// For the sender and the log; no secrets, bounded.
    var description: String {
        switch self {
        case .missingField(let field, let present) where present.isEmpty:
            "the form has no field '\(field)' and no other: send the picture with curl -F \"\(field)=@picture.jpg\""
        case .missingField(let field, let present):
            "the form has no field '\(field)', only " + present.map { "'\($0)'" }.joined(separator: ", ")
        case .notAFile(let field):
            "field '\(field)' holds text, not a file: with curl it is -F \"\(field)=@picture.jpg\", with the @"
        case .malformed(let reason):
            "the form is malformed: \(reason)"
        case .tooLarge(let limit):
            "the picture is larger than \(limit) bytes"
        case .notAPicture(let what):
            "a JPEG, PNG, GIF, WebP, AVIF or SVG picture is expected, not \(what)"
        case .urlEncoded:
            "application/x-www-form-urlencoded cannot hold a picture: send multipart/form-data (curl -F "
                + "\"image=@picture.jpg\") or the bare file with its own type (-H \"Content-Type: image/jpeg\")"
        }
    }
}
