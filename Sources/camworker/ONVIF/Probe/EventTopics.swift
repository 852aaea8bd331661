/// What a device says can happen: the tree of its topics (WS-Topics 1.3 §7, ONVIF Core §9.7).
enum EventTopics {
    /// The largest tree that was seen has 130.
    static let most = 400
    private static let longestPath = 200

    /// - Parameter answer: of GetEventProperties.
    /// - Returns: paths as ``EventMessage/path`` has them, in the device's order.
    static func all(in answer: XMLElement) -> [String] {
        var paths: [String] = []
        for child in answer.child("TopicSet")?.children ?? [] { Self.collect(child, below: "", into: &paths) }
        return paths
    }

    private static func collect(_ element: XMLElement, below path: String, into paths: inout [String]) {
        guard paths.count < Self.most, element.name != "MessageDescription" else { return }
        let path = path.isEmpty ? element.name : "\(path)/\(element.name)"
        guard path.utf8.count <= Self.longestPath else { return }
        // Some firmware forgets the mark and describes the message all the same, some marks every folder.
        let mark = element.attribute("topic").flatMap { XMLElement.flag($0) }
        let isTopic =
            mark != false && (element.child("MessageDescription") != nil || mark == true && element.children.isEmpty)
        if isTopic { paths.append(path) }
        for child in element.children { Self.collect(child, below: path, into: &paths) }
    }
}

extension SOAPRequest {
    /// Which topics there are.
    static let getEventProperties = SOAPRequest(
        operation: "GetEventProperties",
        service: .events,
        action: "\(ONVIFService.events.namespace)/EventPortType/GetEventPropertiesRequest",
        body: RequestElement("tev:GetEventProperties")
    )
}
