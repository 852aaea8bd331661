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

/// The cameras a service is called on.
enum CallTarget: Equatable {
    case all
    case cameras([String])

    static let name = "entity_id"

    init(_ parameters: CallParameters) throws(InvalidCall) {
        let given = try parameters.texts(Self.name)
        let names = given.flatMap { text in text.filter { $0 != " " }.split(separator: ",").map(String.init) }
        guard !names.isEmpty else { throw InvalidCall("entity_id is missing: camera.front_door") }
        guard names.count <= ServiceTarget.most else {
            throw InvalidCall("\(names.count) cameras are more than \(ServiceTarget.most)")
        }
        var seen: Set<String> = []
        self = names == ["all"] ? .all : .cameras(names.filter { seen.insert($0).inserted })
    }
}

extension CallParameters {
    func path(of kind: WritePath.Kind, in folders: [String]) throws(InvalidCall) -> WritePath {
        guard let filename = try self.text("filename") else {
            throw InvalidCall("required key not provided @ data['filename']")
        }
        do {
            return try WritePath(filename, of: kind, in: folders)
        } catch {
            throw InvalidCall(error.description)
        }
    }
}
