internal import CLinux
internal import Glibc

/// The configuration on disk.
enum ConfigurationFile {
    /// Where the packaged service looks.
    static let standardPath = "/etc/camsupervisor/camsupervisor.yaml"

    /// Reads, resolves and checks a file, those in `conf.d` beside it, and all they include.
    ///
    /// Synchronous, bounded by ``NodeLimits``; never touches the network.
    ///
    /// - Parameters:
    ///   - environment: what `!env_var` may ask for, and where the credentials are.
    ///   - base: the folder relative paths begin at, absolute; that of the file unless given.
    ///   - now: seconds since 1970, for certificates.
    static func load(
        path: String,
        environment: [String: String],
        access: FileAccess = .disk,
        base: String? = nil,
        now: Int = time(nil)
    ) -> LoadedConfiguration {
        var sources = SourceReader(access)
        var report = Report()
        var roots: [Node] = []
        do throws(SourceReader.Failure) {
            roots.append(try sources.parse(path))
        } catch {
            report.append(Self.diagnostic(error, path))
            // Of a file that is not there, the folder beside it says nothing.
            if case .unreadable = error {
                return LoadedConfiguration(configuration: nil, diagnostics: report.diagnostics, cameraCount: 0)
            }
        }
        for file in ConfigurationFolder.files(beside: path, access, &report) {
            do throws(SourceReader.Failure) {
                roots.append(try sources.parse(file))
            } catch {
                report.append(Self.diagnostic(error, file))
                if case .tooMuch = error { break }
            }
        }
        var decoder = ConfigurationDecoder(
            resolver: NodeResolver(main: path, sources: sources, environment: environment),
            base: base ?? FolderPath.absolute(FolderPath.parent(of: path), base: Self.currentFolder),
            now: now,
            report: report
        )
        return decoder.decode(roots)
    }

    private static func diagnostic(_ failure: SourceReader.Failure, _ path: String) -> Diagnostic {
        let message: String
        switch failure {
        case .invalid(let diagnostic): return diagnostic
        case .unreadable(let problem): message = "cannot read the configuration: \(problem)"
        case .tooMuch(let reason): message = reason
        }
        return Diagnostic(
            location: SourceLocation(file: path, line: 1, column: 1),
            severity: .error,
            message: message
        )
    }

    private static var currentFolder: String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }
}
