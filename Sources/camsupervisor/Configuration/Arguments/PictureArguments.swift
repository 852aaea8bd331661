internal import Shared

/// What ffmpeg's arguments say about the pictures that are made of a stream, and how it is fetched.
///
/// Home Assistant hands them to an ffmpeg of its own; here they are read, and nothing is ever run with them.
struct PictureArguments: Sendable, Hashable {
    var encoding = EncodingOptions()
    /// By `-rtsp_transport`.
    var transport: RTSPTransport?
    /// What was understood and does nothing, in words.
    var notes: [String] = []
    /// `-s` comes behind all filters, wherever it stands.
    fileprivate var lastSize: PictureFilter?

    /// Words that no line of sense has more of.
    private static let mostWords = 64

    /// Every problem there is, each fit behind the option's name.
    struct Problems: Error, Equatable {
        struct Problem: Equatable {
            var text: String
            var hint: String?
        }

        private(set) var all: [Problem] = []

        init() {}

        fileprivate init(_ text: String) {
            self.add(text)
        }
    }

    init() {}

    init(_ line: String) throws(Problems) {
        let words: [String]
        do throws(ShellWords.Problem) {
            words = try ShellWords.split(line)
        } catch {
            throw Problems("\(error)")
        }
        guard words.count <= Self.mostWords else { throw Problems("more than \(Self.mostWords) words") }
        var problems = Problems()
        var rest = words[...]
        while let name = rest.popFirst() {
            guard let argument = PictureArgument.all.first(where: { $0.names.contains(name) }) else {
                problems.add(unknown: name)
                // Its value, most likely.
                if name.hasPrefix("-"), rest.first?.hasPrefix("-") == false { rest.removeFirst() }
                continue
            }
            var value = ""
            if argument.takesValue {
                guard let next = rest.popFirst() else {
                    problems.add("\(name) has no value; it is written \(argument.form)")
                    break
                }
                value = next
            }
            do throws(PictureArgument.Refusal) {
                try argument.apply(value, &self)
            } catch {
                problems.add("\(name) \(quoted(value)): \(error.reason)")
            }
        }
        if let lastSize { self.encoding.filters.append(lastSize) }
        guard problems.all.isEmpty else { throw problems }
    }

    mutating func setLastSize(_ filter: PictureFilter) { self.lastSize = filter }
}

extension PictureArguments.Problems {
    fileprivate mutating func add(_ text: String, hint: String? = nil) {
        self.all.append(Problem(text: text, hint: hint))
    }

    /// What is known is listed once, with the first.
    fileprivate mutating func add(unknown name: String) {
        let nearest = NearestName.hint(for: name, among: PictureArgument.all.flatMap(\.names))
        let known = "known are \(PictureArgument.all.map(\.form).joined(separator: ", "))"
        let isFirst = !self.all.contains { $0.hint?.hasSuffix(known) == true }
        let hints = [nearest, isFirst ? known : nil].compactMap(\.self)
        self.add(
            "\(quoted(name)) is no argument that is known here",
            hint: hints.isEmpty ? nil : hints.joined(separator: "; ")
        )
    }
}
