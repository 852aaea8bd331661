/// Where one of a camera's URLs leads: it stands in the configuration, or a template there makes it.
package enum CameraAddress: Sendable, Hashable {
    case fixed(CameraURL)
    /// Rendered in the camera's worker.
    case template(URLTemplate)

    /// A URL that is no template.
    package init(_ text: String) throws(CameraURLError) {
        self = .fixed(try CameraURL(text))
    }

    /// `nil` of a template.
    package var fixedURL: CameraURL? {
        guard case .fixed(let url) = self else { return nil }
        return url
    }

    /// `nil` of a URL that always stays the same.
    package var template: URLTemplate? {
        guard case .template(let template) = self else { return nil }
        return template
    }
}

extension CameraAddress: CustomStringConvertible {
    /// For people, without secrets.
    package var description: String {
        switch self {
        case .fixed(let url): "\(url)"
        case .template: "a template"
        }
    }
}

extension CameraAddress: Codable {
    private enum CodingKeys: String, CodingKey {
        case template
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let text = try container.decodeIfPresent(Secret<String>.self, forKey: .template) {
            self = .template(URLTemplate(text))
        } else {
            self = .fixed(try CameraURL(from: decoder))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .fixed(let url): try url.encode(to: encoder)
        case .template(let template):
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(template.text, forKey: .template)
        }
    }
}
