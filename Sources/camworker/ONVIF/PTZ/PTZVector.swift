/// A place, a way or a speed: of pan and tilt, of zoom, or of both.
struct PTZVector: Hashable, Sendable {
    struct PanTilt: Hashable, Sendable {
        var x: Double
        var y: Double
        /// The space that the numbers are of; `nil` for the profile's default one.
        var space: String?
    }

    var panTilt: PanTilt?
    var zoom: Double?
    /// As of ``PanTilt/space``.
    var zoomSpace: String?

    /// As an element of a request.
    func element(_ name: String) -> RequestElement {
        var children: [RequestElement] = []
        if let panTilt {
            let (x, y) = (Self.text(panTilt.x), Self.text(panTilt.y))
            children.append(Self.element("tt:PanTilt", ["x": x, "y": y], panTilt.space))
        }
        if let zoom { children.append(Self.element("tt:Zoom", ["x": Self.text(zoom)], self.zoomSpace)) }
        return RequestElement(name, children)
    }

    private static func element(
        _ name: String,
        _ numbers: KeyValuePairs<String, String>,
        _ space: String?
    ) -> RequestElement {
        var element = RequestElement(name, attributes: numbers)
        if let space { element.attributes.append(RequestElement.Attribute(name: "space", value: space)) }
        return element
    }

    /// Without exponents and what floating point leaves behind, which old parsers do not read.
    private static func text(_ number: Double) -> String {
        guard number.isFinite else { return "0" }
        let millionths = (max(-1e6, min(1e6, number)) * 1e6).rounded()
        let whole = Int64(millionths.magnitude)
        var fraction = "\(whole % 1_000_000 + 1_000_000)".dropFirst()
        while fraction.last == "0" { fraction.removeLast() }
        let sign = millionths < 0 ? "-" : ""
        return "\(sign)\(whole / 1_000_000)" + (fraction.isEmpty ? "" : ".\(fraction)")
    }
}
