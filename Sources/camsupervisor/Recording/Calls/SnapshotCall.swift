import Shared

/// `camera.snapshot`, checked.
struct SnapshotCall: Sendable {
    var path: WritePath
    var replaces: Bool
    var still: StillRequest
    /// Whether the name's ending must be one of the picture's format.
    ///
    /// Not for Home Assistant's service: there automations have written what came to any name for years, and what reads
    /// the file looks at its bytes.
    var isNameJudged: Bool

    static let names = [
        CallTarget.name, "filename", "overwrite", "max_age", "width", "height",
    ]

    /// - Parameters:
    ///   - folders: `files.write`.
    ///   - replaces: what holds when the call does not say.
    ///   - isNameJudged: whether the name's ending must be one of the picture's format.
    ///   - isPushed: whether pictures are events, which nobody can ask for.
    init(
        _ parameters: CallParameters,
        folders: [String],
        replaces: Bool,
        isNameJudged: Bool,
        isPushed: Bool
    ) throws(InvalidCall) {
        self.path = try parameters.path(of: .snapshot, in: folders)
        self.replaces = try parameters.flag("overwrite") ?? replaces
        self.isNameJudged = isNameJudged
        var query: [String] = []
        for name in ["max_age", "width", "height"] {
            if let text = try parameters.text(name) { query.append("\(name)=\(CameraURL.percentEncoded(text))") }
        }
        // A snapshot shows what is to be seen when it is asked for.
        if try parameters.text("max_age") == nil, !isPushed { query.append("max_age=0") }
        do {
            self.still = try StillRequest(RequestTarget("?\(query.joined(separator: "&"))"))
        } catch {
            throw InvalidCall(error.description)
        }
    }
}

/// The camera a service is called on.
enum CallTarget {
    static let name = "entity_id"

    /// The one that is named; several cannot write one file.
    static func camera(_ parameters: CallParameters) throws(InvalidCall) -> String {
        let names = try parameters.texts(Self.name).flatMap { $0.split(separator: ",").map(String.init) }
        guard let name = names.first else { throw InvalidCall("entity_id is missing: camera.front_door") }
        guard names.count == 1 else {
            throw InvalidCall("\(names.count) cameras cannot be written to one file: call once for each")
        }
        return name.filter { $0 != " " }
    }
}

extension CallParameters {
    func path(of kind: WritePath.Kind, in folders: [String]) throws(InvalidCall) -> WritePath {
        guard let filename = try self.text("filename") else { throw InvalidCall("filename is missing") }
        do {
            return try WritePath(filename, of: kind, in: folders)
        } catch {
            throw InvalidCall(error.description)
        }
    }
}
