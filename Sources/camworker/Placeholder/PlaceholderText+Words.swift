internal import CLinux
internal import Shared

extension PlaceholderText {
    /// The words on the picture, in the local time of the machine: `no picture since 22:41`.
    var words: String {
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
