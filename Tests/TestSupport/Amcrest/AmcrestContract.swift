/// The commands that a client of ours may send: method GET, path and exact query.
///
/// The table of what Home Assistant sends (amcrest 1.9.9), and what we send beyond it.
package enum AmcrestContract {
    /// `#` is a number, `?` a boolean, `*` a word.
    private static let patterns: [String] =
        fromHomeAssistant + ours
        + [("Main", 4), ("Extra", 3)].flatMap { format, count in
            ["Video", "Audio"].map { kind in
                let changes = (0..<count).map { "&Encode[#].\(format)Format[\($0)].\(kind)Enable=?" }
                return "configManager.cgi?action=setConfig" + changes.joined()
            }
        }

    private static let fromHomeAssistant = [
        "snapshot.cgi",
        "mjpg/video.cgi?channel=#&subtype=#",
        "magicBox.cgi?action=getVendor", "magicBox.cgi?action=getDeviceType", "magicBox.cgi?action=getSerialNo",
        "magicBox.cgi?action=getMachineName",
        "global.cgi?action=getCurrentTime",
        "configManager.cgi?action=getConfig&name=RTSP", "configManager.cgi?action=getConfig&name=Encode",
        "configManager.cgi?action=getConfig&name=RecordMode", "configManager.cgi?action=getConfig&name=MotionDetect",
        "configManager.cgi?action=getConfig&name=VideoInOptions", "configManager.cgi?action=getConfig&name=LightGlobal",
        "configManager.cgi?action=getConfig&name=LeLensMask",
        "configManager.cgi?action=setConfig&VideoInOptions[#].InfraRed=?",
        "configManager.cgi?action=setConfig&VideoInOptions[#].DayNightColor=#",
        "configManager.cgi?action=setConfig&RecordMode[#].Mode=#",
        "configManager.cgi?action=setConfig&MotionDetect[#].Enable=?",
        "configManager.cgi?action=setConfig&MotionDetect[#].EventHandler.RecordEnable=?",
        "configManager.cgi?action=setConfig&LightGlobal[0].Enable=?",
        "configManager.cgi?action=setConfig&LeLensMask[0].Enable=?",
        "ptz.cgi?action=getPresets&channel=#",
        "ptz.cgi?action=start&channel=#&code=*&arg1=#&arg2=#&arg3=0",
        "ptz.cgi?action=stop&channel=#&code=*&arg1=#&arg2=#&arg3=0",
        "storageDevice.cgi?action=getDeviceAllInfo",
        "eventManager.cgi?action=getEventIndexes&code=*",
        "eventManager.cgi?action=attach&codes=[All]",
    ]

    /// Heartbeats, channels of a recorder (Home Assistant knows the first's privacy mode alone), and what `probe` prints.
    private static let ours = [
        "snapshot.cgi?channel=#", "snapshot.cgi?channel=#&type=#",
        "configManager.cgi?action=setConfig&LeLensMask[#].Enable=?",
        "eventManager.cgi?action=attach&codes=[All]&heartbeat=#",
        "magicBox.cgi?action=getSoftwareVersion", "magicBox.cgi?action=getHardwareVersion",
        "magicBox.cgi?action=getDeviceClass", "magicBox.cgi?action=getSystemInfo",
        "magicBox.cgi?action=getProductDefinition&name=MaxExtraStream",
        "configManager.cgi?action=getConfig&name=ChannelTitle",
        "configManager.cgi?action=getConfig&name=SmartMotionDetect",
        "configManager.cgi?action=getConfig&name=AudioDetect",
        "configManager.cgi?action=getConfig&name=VideoAnalyseRule",
        "eventManager.cgi?action=getExposureEvents",
        "devVideoInput.cgi?action=getCollect",
    ]

    package static func knows(_ target: String) -> Bool {
        guard target.hasPrefix("/cgi-bin/") else { return false }
        let command = self.withBrackets(target.dropFirst("/cgi-bin/".count))
        return self.patterns.contains { self.matches(command[...], Array($0.utf8)[...]) }
    }

    /// Libraries differ in whether they encode brackets (requests and httpx do), and cameras take both.
    private static func withBrackets(_ text: Substring) -> [UInt8] {
        Array(text.replacing("%5B", with: "[").replacing("%5D", with: "]").utf8)
    }

    private static func matches(_ text: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
        var (text, pattern) = (text, pattern)
        while let sign = pattern.popFirst() {
            switch sign {
            case UInt8(ascii: "#"):
                let digits = text.prefix { (0x30...0x39).contains($0) }
                guard !digits.isEmpty else { return false }
                text = text.dropFirst(digits.count)
            case UInt8(ascii: "*"):
                let word = text.prefix { $0 != UInt8(ascii: "&") && $0 != UInt8(ascii: "=") }
                guard !word.isEmpty else { return false }
                text = text.dropFirst(word.count)
            case UInt8(ascii: "?") where text.first != sign:
                guard let value = ["true", "false"].first(where: { text.starts(with: $0.utf8) }) else { return false }
                text = text.dropFirst(value.utf8.count)
            default:
                guard text.popFirst() == sign else { return false }
            }
        }
        return text.isEmpty
    }
}
