/// A place, a way or a speed: of pan and tilt, of zoom, or of both.
struct PTZVector: Hashable, Sendable {
    struct PanTilt: Hashable, Sendable {
        var x: Double
        var y: Double
    }

    var panTilt: PanTilt?
    var zoom: Double?

    /// As an element of a request.
    func element(_ name: String) -> RequestElement {
        var children: [RequestElement] = []
        if let panTilt {
            let (x, y) = (Self.text(panTilt.x), Self.text(panTilt.y))
            children.append(RequestElement("tt:PanTilt", attributes: ["x": x, "y": y]))
        }
        if let zoom { children.append(RequestElement("tt:Zoom", attributes: ["x": Self.text(zoom)])) }
        return RequestElement(name, children)
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
