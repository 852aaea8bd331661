internal import Shared

extension ValueReader where Value == PictureArguments {
    /// Arguments of ffmpeg's for the pictures that are made of a stream.
    static var pictureArguments: Self {
        Self("arguments of ffmpeg's in one line") { node, key, report in
            guard let line = ValueReader<String>.text().read(node, key: key, &report) else { return nil }
            do throws(PictureArguments.Problems) {
                let arguments = try PictureArguments(line)
                for note in arguments.notes { report.warning("'\(key)': \(note)", at: node.location) }
                return arguments
            } catch {
                guard node.scalar?.isSecret != true else {
                    report.error("'\(key)': the secret given holds what is not understood", at: node.location)
                    return nil
                }
                for problem in error.all {
                    report.error("'\(key)': \(problem.text)", at: node.location, hint: problem.hint)
                }
                return nil
            }
        }
    }
}
