/// Commands that move, count and listen.
extension AmcrestState {
    // MARK: Pan, tilt, zoom

    private static let moves: Set<String> = [
        "Up", "Down", "Left", "Right", "LeftUp", "LeftDown", "RightUp", "RightDown", "ZoomTele", "ZoomWide",
        "FocusNear",
        "FocusFar", "IrisLarge", "IrisSmall",
    ]

    mutating func movement(_ command: AmcrestCommand) -> AmcrestReply {
        guard self.facts.hasPTZ, let channel = Int(command["channel"] ?? "0"),
            (0..<self.facts.channels).contains(channel)
        else { return .badRequest }
        switch command.action {
        case "getPresets":
            let lines = self.presets.sorted { $0.key < $1.key }.enumerated().map { place, preset in
                "presets[\(place)].Index=\(preset.key)\r\npresets[\(place)].Name=\(preset.value)\r\n"
            }
            return .text(lines.joined())
        case "getStatus": return .text(AmcrestShapes.text("ptz.getStatus"))
        case "start", "stop": return self.move(command, channel)
        default: return .badRequest
        }
    }

    private mutating func move(_ command: AmcrestCommand, _ channel: Int) -> AmcrestReply {
        let arguments = ["arg1", "arg2", "arg3"].compactMap { command[$0] }
        guard let code = command["code"], arguments.count == 3 else { return .badRequest }
        switch code {
        case "GotoPreset":
            // Real cameras stay where they are, and say OK or Error; this one says what is of use.
            guard let number = Int(arguments[1]), self.presets[number] != nil else { return .badRequest }
            self.position = number
        case "SetPreset":
            guard let number = Int(arguments[1]), number > 0 else { return .badRequest }
            self.presets[number] = self.presets[number] ?? "Preset\(number)"
        case "ClearPreset":
            self.presets[Int(arguments[1]) ?? 0] = nil
        case "StartTour": self.tour = Int(arguments[0])
        case "StopTour": self.tour = nil
        case _ where Self.moves.contains(code): break
        default: return .badRequest
        }
        self.movements.append(AmcrestMovement(command.action, code, channel: channel, arguments))
        return .ok
    }

    // MARK: The card

    func card(_ command: AmcrestCommand) -> AmcrestReply {
        guard command.action == "getDeviceAllInfo" else { return .badRequest }
        guard let storage = self.storage else { return .error("Bad Request!") }
        guard storage.state == "Success" else {
            return .text("list.info[0].Name=/dev/mmc0\r\nlist.info[0].State=\(storage.state)\r\n")
        }
        let lines = [
            "Detail[0].IsError=false", "Detail[0].Path=/mnt/sd", "Detail[0].TotalBytes=\(storage.total).000000",
            "Detail[0].Type=ReadWrite", "Detail[0].UsedBytes=\(storage.used).000000", "Name=/dev/mmc0",
            "State=\(storage.state)",
        ]
        return .text(lines.map { "list.info[0].\($0)\r\n" }.joined())
    }

    // MARK: Events

    func events(_ command: AmcrestCommand) -> AmcrestReply {
        switch command.action {
        case "attach":
            guard let codes = command["codes"], codes.hasPrefix("["), codes.hasSuffix("]") else { return .badRequest }
            return .events(
                codes: Set(codes.dropFirst().dropLast().split(separator: ",").map(String.init)),
                heartbeat: self.facts.hasHeartbeats ? command["heartbeat"].flatMap { Int($0) } : nil
            )
        case "getEventIndexes":
            guard let code = command["code"] else { return .badRequest }
            let channels = (self.active[code] ?? []).sorted()
            guard !channels.isEmpty else { return .error("No Events", status: 200) }
            return .text(channels.enumerated().map { "channels[\($0)]=\($1)\r\n" }.joined())
        default: return .badRequest
        }
    }

    /// Keeps what `getEventIndexes` says in step with what the stream tells.
    mutating func note(_ event: AmcrestEvent) {
        switch event.action {
        case "Start": self.active[event.code, default: []].insert(event.index)
        case "Stop": self.active[event.code]?.remove(event.index)
        default: break
        }
    }
}
