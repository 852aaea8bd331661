/// The schema files of ONVIF, as Tests/Python/onvif_schemas.py reads them.
package enum ONVIFSchemas {
    /// The checker did not do its work.
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    /// What is wrong with messages, in words that begin with `N.request` or `N.answer`; empty when all are valid.
    ///
    /// - Throws: ``Failure``, and ``MissingTool`` without Python's packages.
    package static func complaints(requests: [[UInt8]] = [], answers: [[UInt8]] = []) async throws -> [String] {
        let folder = try TemporaryFolder()
        for (kind, messages) in [("request", requests), ("answer", answers)] {
            for (index, message) in messages.enumerated() {
                try folder.write(message, to: "\(index).\(kind)")
            }
        }
        let program = try RunningProgram(
            PythonClients.interpreter(),
            ["-I", TestPrograms.path(of: "../Python/onvif_schemas.py"), folder.path]
        )
        let exit = try await program.waitForExit(within: .seconds(120))
        var lines = program.standardOutput.split(separator: "\n").map(String.init)
        guard exit == .code(0), let last = lines.popLast(), last.hasPrefix("valid ") else {
            throw Failure(description: "onvif_schemas.py ended with \(exit): \(program.standardError)")
        }
        return lines
    }
}
