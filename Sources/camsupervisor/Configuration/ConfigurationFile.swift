internal import Glibc

/// The configuration on disk.
enum ConfigurationFile {
    /// Where the packaged service looks.
    static let standardPath = "/etc/camsupervisor/camsupervisor.yaml"

    /// Reads, resolves and checks a file.
    ///
    /// Synchronous, bounded by ``NodeLimits``; never touches the network.
    ///
    /// - Parameter environment: what `!env_var` may ask for.
    static func load(path: String, environment: [String: String]) -> LoadedConfiguration {
        let root: Node
        do {
            root = try Self.parse(path)
        } catch {
            return LoadedConfiguration(configuration: nil, diagnostics: [error], cameraCount: 0)
        }
        let secrets = SecretStore(path: FolderPath.sibling(of: path, named: "secrets.yaml")) {
            path throws(BoundedFile.Problem) in
            try BoundedFile.read(path, limit: NodeLimits.fileSize)
        }
        var decoder = ConfigurationDecoder(
            resolver: NodeResolver(secrets: secrets, environment: environment),
            base: FolderPath.absolute(FolderPath.parent(of: path), base: Self.currentFolder)
        )
        var loaded = decoder.decode(root)
        if let ignored = ConfigurationFolder.firstFile(beside: path) {
            loaded.refuse(
                Diagnostic(
                    location: SourceLocation(file: ignored, line: 1, column: 1),
                    severity: .error,
                    message: "files in conf.d are not yet supported: put its contents into \(path)"
                )
            )
        }
        return loaded
    }

    private static func parse(_ path: String) throws(Diagnostic) -> Node {
        let bytes: [UInt8]
        do throws(BoundedFile.Problem) {
            bytes = try BoundedFile.read(path, limit: NodeLimits.fileSize)
        } catch {
            throw Diagnostic(
                location: SourceLocation(file: path, line: 1, column: 1),
                severity: .error,
                message: "cannot read the configuration: \(error)"
            )
        }
        return try NodeParser.parse(bytes, file: path)
    }

    private static var currentFolder: String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }
}
