extension ScriptedDeviceState {
    /// Does what a request asks for; what is asked is known to be well-formed.
    mutating func answer(_ request: ReceivedRequest) -> ONVIFReply {
        guard let operation = ONVIFContract.operations[request.key], self.has(operation.service) else {
            return .fault(.notSupported)
        }
        let (name, body) = (operation.name, request.body)
        return switch operation.service {
        case .device: self.answerDevice(name, body)
        case .media: self.answerMedia(name, body)
        case .media2: self.answerMedia2(name, body)
        case .ptz: self.answerPTZ(name, body)
        case .imaging: self.answerImaging(name, body)
        case .events: self.answerEvents(name, request)
        }
    }

    /// `<prefix:NameResponse>content</prefix:NameResponse>`.
    static func response(_ service: ScriptedService, _ name: String, _ content: String = "") -> ONVIFReply {
        .body(Self.element("\(service.prefix):\(name)Response", content))
    }

    static func element(_ name: String, _ content: String) -> String { "<\(name)>\(content)</\(name)>" }
}
