internal import Shared

/// Where an ONVIF device is, as people write it.
enum ONVIFAddress {
    private static let standard = (http: UInt16(80), https: UInt16(443))

    static let hostForm = "'host' must be an address or a name, or the http or https URL of the device service"

    /// `nil`, with an error, when there is none.
    static func device(_ section: Section, _ report: inout Report) -> CameraURL? {
        let text = section.value(ONVIFPlatform.host, &report)
        let port = section.value(ONVIFPlatform.port, &report)
        let isSecure = section.value(ONVIFPlatform.https, &report)
        guard let text else { return nil }
        let isSaid = section.mentions(ONVIFPlatform.https.description.key)
        let place = section.location(of: ONVIFPlatform.host.description)
        guard var url = Self.url(of: text, https: isSaid ? isSecure : nil) else {
            report.error(Self.hostForm, at: place, hint: "user and password have options of their own")
            return nil
        }
        if isSaid, !isSecure, text.lowercased().hasPrefix("https://") {
            report.error("'host' says https, and 'https' says no", at: place, hint: "leave one of the two out")
            return nil
        }
        if let written = url.port, let port, Int(written) != port {
            report.error("'host' says port \(written), and 'port' says \(port)", at: place)
            return nil
        }
        url.port = port.map { UInt16($0) } ?? url.port
        if url.port == (url.scheme == "https" ? standard.https : standard.http) { url.port = nil }
        return url
    }

    /// The device service; `nil` when the text is more, or less, than where that is.
    ///
    /// - Parameter https: `nil` when nobody said: then the text may.
    static func url(of text: String, https: Bool?) -> CameraURL? {
        var rest = text[...]
        var scheme = https == true ? "https" : "http"
        for prefix in ["http", "https"] where rest.lowercased().hasPrefix("\(prefix)://") {
            rest = rest.dropFirst(prefix.count + 3)
            // Who writes it so means it so, unless the option says otherwise.
            if prefix == "https", https == nil { scheme = prefix }
        }
        // A login, whose password would stand in the open here; a query, which no device service has; another scheme.
        guard !rest.contains(where: { "@?#".contains($0) }), !rest.contains("://") else { return nil }
        // An address of IPv6 as people write it.
        let host = rest.prefix { $0 != "/" }
        if host.count(where: { $0 == ":" }) > 1, host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) {
            rest = "[\(host)]\(rest.dropFirst(host.count))"
        }
        guard var url = try? CameraURL("\(scheme)://\(rest)") else { return nil }
        if url.path == "/" { url.path = ONVIFConfiguration.usualPath }
        return url
    }

    /// Stands for a device that was refused, while the other options are still read for their errors.
    static let nowhere: CameraURL = {
        guard let url = try? CameraURL("http://nowhere.invalid/") else { preconditionFailure("a constant URL") }
        return url
    }()
}
