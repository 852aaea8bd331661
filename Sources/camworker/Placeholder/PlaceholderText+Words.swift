internal import CLinux
internal import Shared

extension PlaceholderText {
    /// The words on the picture, line by line, in the local time of the machine: `no picture since 22:41`.
    var words: String {
        [self.since, self.trouble?.words].compactMap(\.self).joined(separator: "\n")
    }

    private var since: String {
        guard let lastPicture else { return "no picture yet" }
        var seconds = time_t(lastPicture.wholeSeconds)
        var local = tm()
        guard localtime_r(&seconds, &local) != nil else { return "no picture" }
        return "no picture since \(Self.twoDigits(local.tm_hour)):\(Self.twoDigits(local.tm_min))"
    }

    private static func twoDigits(_ number: Int32) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}

extension PlaceholderText.Trouble {
    fileprivate var words: String {
        switch self {
        case .offline: "the camera is offline"
        case .refused: "it refuses user or password"
        case .off: "the camera is turned off"
        case .misconfigured: "its configuration is wrong"
        }
    }
}
