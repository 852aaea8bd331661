import TestSupport

@testable import camworker

/// Answers and notifications of real devices, in Samples.
enum ONVIFSamples {
    private static let folder = #filePath.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/Samples"

    static func bytes(_ path: String) throws -> [UInt8] { try readFile("\(Self.folder)/\(path)") }

    /// What answers an operation in a recording; a file's name begins with the operation's.
    static func answer(_ device: String, _ request: SOAPRequest, kind: String = "Response") throws -> XMLElement {
        try SOAPAnswer.read(
            Self.bytes("recordings/\(device)/\(request.operation).\(kind).xml"),
            status: kind == "Error" ? 400 : 200,
            to: request
        )
    }

    static var notifications: [String] { namesInFolder("\(Self.folder)/events").filter { $0.hasSuffix(".xml") } }
}
