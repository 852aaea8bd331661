/// What the camera is: what it says once.
///
/// Pure.
struct AmcrestFacts: Hashable {
    private(set) var vendor: String?
    private(set) var model: String?
    private(set) var serialNumber: String?
    private(set) var firmware: String?
    private(set) var rtspPort: UInt16?

    /// What is asked at start, the port of the video first: whoever waits for video waits for it.
    static let questions: [AmcrestCommand] = [
        .getConfig(.rtsp), .vendor, .deviceType, .serialNumber, .softwareVersion,
    ]

    /// Scalars of a camera's word that are kept; serial numbers have 15, versions 40.
    private static let longestWord = 64

    mutating func take(_ answer: AmcrestAnswer, to question: AmcrestCommand) {
        switch question {
        case .getConfig(.rtsp): self.rtspPort = answer["RTSP.Port"].flatMap { UInt16($0) }.flatMap { $0 > 0 ? $0 : nil }
        case .vendor: self.vendor = Self.word(answer["vendor"])
        case .deviceType: self.model = Self.word(answer["type"])
        case .serialNumber: self.serialNumber = Self.word(answer["sn"])
        // Behind the version stands `,build:2021-12-20`, or the build in a line of its own.
        case .softwareVersion:
            self.firmware = Self.word(answer["version"]?.split(separator: ",").first.map(String.init))
        default: break
        }
    }

    private static func word(_ text: String?) -> String? {
        guard let text, !text.isEmpty else { return nil }
        return TextExcerpt.of(text, longest: Self.longestWord)
    }

    /// In a sentence: `Amcrest IP8M-T2599E, firmware 2.800.00AC003.0.R`.
    var words: String {
        let name = [self.vendor, self.model].compactMap(\.self).joined(separator: " ")
        let firmware = self.firmware.map { ", firmware \($0)" } ?? ""
        return (name.isEmpty ? "a camera that does not say what it is" : name) + firmware
    }

    /// Beside a camera's state; the names are Home Assistant's where it has any.
    var attributes: [String: String] {
        [
            "brand": self.vendor, "model_name": self.model, "firmware": self.firmware,
            "serial_number": self.serialNumber,
        ].compactMapValues(\.self)
    }
}
