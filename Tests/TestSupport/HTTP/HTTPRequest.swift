/// A request as it goes over the wire, broken ones included: nothing is checked or completed but `Host` and
/// `Content-Length`, and those only when they are missing and `isBare` is false.
package struct HTTPRequest: Sendable {
    package var method: String
    package var target: String
    package var version: String
    package var fields: HTTPFields
    package var body: [UInt8]
    /// Send exactly the given header lines.
    package var isBare = false

    package init(
        _ method: String,
        _ target: String,
        version: String = "HTTP/1.1",
        fields: HTTPFields = [:],
        body: [UInt8] = []
    ) {
        self.method = method
        self.target = target
        self.version = version
        self.fields = fields
        self.body = body
    }

    /// The bytes on the wire; cut them to send half a request.
    package var bytes: [UInt8] {
        var fields = self.fields
        if !self.isBare {
            if fields["Host"] == nil { fields.lines.insert(.init(name: "Host", value: "localhost"), at: 0) }
            let wantsLength = !self.body.isEmpty || ["POST", "PUT"].contains(self.method)
            if wantsLength, fields["Content-Length"] == nil, fields["Transfer-Encoding"] == nil {
                fields["Content-Length"] = "\(self.body.count)"
            }
        }
        return Array("\(self.method) \(self.target) \(self.version)\r\n\(fields)\r\n".utf8) + self.body
    }

    /// A form upload with one file, as `curl -F "field=@filename"` sends it.
    package static func upload(
        _ picture: [UInt8],
        to target: String,
        field: String = "image",
        filename: String = "picture.jpg",
        type: String = "image/jpeg"
    ) -> HTTPRequest {
        let boundary = "------------------------d74496d66958873e"
        let disposition = "Content-Disposition: form-data; name=\"\(field)\"; filename=\"\(filename)\""
        let head = "--\(boundary)\r\n\(disposition)\r\nContent-Type: \(type)\r\n\r\n"
        let body = Array(head.utf8) + picture + Array("\r\n--\(boundary)--\r\n".utf8)
        return HTTPRequest(
            "POST",
            target,
            fields: ["Content-Type": "multipart/form-data; boundary=\(boundary)"],
            body: body
        )
    }
}
