/// All commands of all models; what a client may ask is ``AmcrestContract``'s matter.
extension AmcrestState {
    mutating func answer(_ command: AmcrestCommand) -> AmcrestReply {
        switch command.program {
        case "magicBox.cgi": self.identity(command)
        case "global.cgi": self.clock(command)
        case "configManager.cgi": self.configuration(command)
        case "ptz.cgi": self.movement(command)
        case "storageDevice.cgi": self.card(command)
        case "eventManager.cgi": self.events(command)
        case "snapshot.cgi": self.picture(command)
        case "mjpg/video.cgi": self.film(command)
        case "devVideoInput.cgi" where command.action == "getCollect": .text("result=\(self.facts.channels)\r\n")
        case "devAudioInput.cgi" where command.action == "getCollect": .text("result=1\r\n")
        case "coaxialControlIO.cgi" where command.action == "getStatus":
            .text(AmcrestShapes.text("coaxialControlIO.getStatus"))
        default: .nothingThere
        }
    }

    // MARK: What it is

    private mutating func identity(_ command: AmcrestCommand) -> AmcrestReply {
        switch command.action {
        case "getVendor": .text("vendor=\(self.facts.vendor)\r\n")
        case "getDeviceType": .text("type=\(self.facts.deviceType)\r\n")
        case "getDeviceClass": .text("class=\(self.facts.deviceClass)\r\n")
        case "getSerialNo": .text("sn=\(self.facts.serial)\r\n")
        case "getMachineName": .text("name=\(self.table["General.MachineName"] ?? "")\r\n")
        case "getHardwareVersion": .text("version=\(self.facts.hardware)\r\n")
        case "getSoftwareVersion": .text(self.facts.software.map { "\($0)\r\n" }.joined())
        case "getSystemInfo": .text(self.systemInformation)
        case "getProductDefinition" where command["name"] == "MaxExtraStream":
            .text("table.MaxExtraStream=\(self.facts.extraStreams)\r\n")
        case "reboot": self.restart()
        default: .badRequest
        }
    }

    private var systemInformation: String {
        let lines = [
            "appAutoStart=true", "deviceType=\(self.facts.deviceType)", "hardwareVersion=\(self.facts.hardware)",
            "processor=S3LM", "serialNumber=\(self.facts.serial)", "updateSerial=\(self.facts.deviceType)",
        ]
        return lines.map { "\($0)\r\n" }.joined()
    }

    private mutating func restart() -> AmcrestReply {
        self.restarts += 1
        return .restart
    }

    private mutating func clock(_ command: AmcrestCommand) -> AmcrestReply {
        switch command.action {
        case "getCurrentTime": return .text("result=\(self.time)\r\n")
        case "setCurrentTime":
            self.time = command["time"] ?? self.time
            return .ok
        default: return .badRequest
        }
    }

    // MARK: Configuration

    private mutating func configuration(_ command: AmcrestCommand) -> AmcrestReply {
        switch command.action {
        case "getConfig":
            return command["name"].flatMap { self.table.answer($0) }.map { .text($0) } ?? .badRequest
        case "setConfig":
            let changes = command.items.filter { $0.name != "action" }
            guard !changes.isEmpty else { return .badRequest }
            // All or nothing: a copy takes them first.
            var changed = self.table
            guard changes.allSatisfy({ changed.set($0.name, to: $0.value) }) else { return .badRequest }
            self.table = changed
            return .ok
        default: return .badRequest
        }
    }

    // MARK: Pictures

    private func picture(_ command: AmcrestCommand) -> AmcrestReply {
        // `type`, and not `subtype`, says which stream the picture is of in Dahua's document; few firmwares obey it.
        guard let place = self.place(command, subtypeName: "type") else { return .badRequest }
        return self.isShown(place) ? .picture(channel: place.channel, subtype: place.subtype) : .badRequest
    }

    private func film(_ command: AmcrestCommand) -> AmcrestReply {
        guard let place = self.place(command, subtypeName: "subtype"), self.isShown(place),
            place.subtype > 0 || self.facts.hasMainMJPEG
        else { return .badRequest }
        return .film(channel: place.channel, subtype: place.subtype)
    }

    private func place(_ command: AmcrestCommand, subtypeName: String) -> (channel: Int, subtype: Int)? {
        guard let channel = Int(command["channel"] ?? "1"), let subtype = Int(command[subtypeName] ?? "0"),
            (1...self.facts.channels).contains(channel), (0...self.facts.extraStreams).contains(subtype)
        else { return nil }
        return (channel, subtype)
    }

    /// A stream that was turned off has no pictures.
    ///
    /// What a camera shows that looks away (`LeLensMask`) is not known to us: here nothing changes.
    private func isShown(_ place: (channel: Int, subtype: Int)) -> Bool {
        let format = place.subtype == 0 ? "MainFormat[0]" : "ExtraFormat[\(place.subtype - 1)]"
        return self.table["Encode[\(place.channel - 1)].\(format).VideoEnable"] != "false"
    }
}
