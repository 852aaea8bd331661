import FoundationEssentials
import TestSupport
import Testing

@testable import camsupervisor

@Suite("InspectionReport")
struct InspectionReportTests {
    /// The document of ``CameraDocumentTests``, as a text for people.
    @Test("nothing that the document says is left out", arguments: ["everything", "least"])
    func golden(_ which: String) throws {
        let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
        let json = try readFile("\(root)/Golden/documents/camera-\(which).json")
        let document = try JSONDecoder().decode(CameraDocument.self, from: Data(json))
        try Golden.check(InspectionReport.text(document) + "\n", against: "documents/inspect-\(which).txt")
    }
}
