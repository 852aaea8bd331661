internal import Shared

/// Makes a configuration of its files' trees.
///
/// Errors outside the cameras make it unusable, errors in a camera that camera.
struct ConfigurationDecoder {
    private var resolver: NodeResolver
    /// The folder relative paths begin at, absolute.
    private let base: String
    /// Seconds since 1970, for certificates.
    private let now: Int
    /// What is wrong outside the cameras.
    private var report: Report
    /// Whether a file is missing from the trees because of what is in the report.
    private let isPartial: Bool

    /// - Parameter report: what is known to be wrong with the files themselves.
    init(resolver: NodeResolver, base: String, now: Int, report: Report = Report()) {
        self.now = now
        self.resolver = resolver
        self.base = base
        self.report = report
        self.isPartial = report.hasErrors
    }

    /// - Parameter roots: of the main file, then of those in `conf.d`, as they are written.
    mutating func decode(_ roots: [Node]) -> LoadedConfiguration {
        let roots = roots.map { self.resolver.opened($0, &self.report) }
        var configuration = Configuration()
        var references: [TokenSection.Reference] = []
        let section = self.topLevel(roots)
        if let section {
            self.decodeSections(section, &configuration, &references)
        }
        let decoded = self.decodeCameras(roots, configuration)
        configuration.cameras = CameraSet.configured(decoded)
        // A camera that is not there may stand in the file that could not be read.
        if !self.isPartial { self.check(references, among: configuration.cameras) }
        if let first = roots.first, section != nil, decoded.isEmpty, !self.report.hasErrors {
            self.report.warning("the file names no camera", at: first.location)
        }
        self.report.append(contentsOf: self.resolver.secrets.report)
        let inCameras =
            configuration.cameras.flatMap(\.errors)
            + decoded.flatMap(\.report.diagnostics).filter {
                $0.severity == .warning
            }
        return LoadedConfiguration(
            configuration: self.report.hasErrors ? nil : configuration,
            diagnostics: (self.report.diagnostics + inCameras).sorted().withoutRepetitions,
            cameraCount: decoded.count,
            control: self.isPartial || section == nil ? nil : configuration.control,
            files: self.resolver.sources.files
        )
    }

    /// The top level of all files without the cameras, which are resolved one by one.
    private mutating func topLevel(_ roots: [Node]) -> Section? {
        var pairs: [Node.Pair] = []
        for root in roots {
            let outside = self.outside(root)
            if outside.isBroken || outside.isNull { continue }
            guard let more = outside.pairs else {
                self.report.mustBeMap(outside, TopLevelOptions.table)
                continue
            }
            pairs = self.joined(pairs, more)
        }
        guard let first = roots.first, !first.isBroken else { return nil }
        let node = Node(content: .mapping(pairs), location: first.location)
        return Section(node, table: TopLevelOptions.table, ignores: TopLevelOptions.isFree, &self.report)
    }

    /// One file's part of it.
    private mutating func outside(_ root: Node) -> Node {
        var outside = root
        if let pairs = root.pairs {
            for pair in pairs where pair.key.isMergeKey {
                self.report.error("<< is not taken at the top level", at: pair.key.location)
            }
            outside.content = .mapping(
                pairs.filter { !$0.key.isMergeKey }.map { pair in
                    guard TopLevelOptions.holdsCameras(pair.key) || TopLevelOptions.isExtension(pair.key) else {
                        return pair
                    }
                    return Node.Pair(key: pair.key, value: Node(content: .broken, location: pair.value.location))
                }
            )
        }
        return self.resolver.resolve(outside, &self.report)
    }

    /// Cameras may stand in every file, each other section in one.
    private mutating func joined(_ pairs: [Node.Pair], _ more: [Node.Pair]) -> [Node.Pair] {
        var joined = pairs
        for pair in more {
            guard let key = pair.key.scalar?.text, let first = pairs.first(where: { $0.key.scalar?.text == key }) else {
                joined.append(pair)
                continue
            }
            if TopLevelOptions.holdsCameras(pair.key) || TopLevelOptions.isExtension(pair.key) { continue }
            self.report.error(
                "\(quoted(key)) stands in two files; first at \(first.key.location)",
                at: pair.key.location,
                hint: "only cameras may be spread over several"
            )
        }
        return joined
    }

    private mutating func decodeSections(
        _ section: Section,
        _ configuration: inout Configuration,
        _ references: inout [TokenSection.Reference]
    ) {
        // A report each: "has errors" inside a section then speaks of that section.
        var parts = [Report](repeating: Report(), count: 8)
        if let node = section.value(TopLevelOptions.http, &parts[0]) {
            configuration.http = HTTPSection.decode(
                node,
                base: self.base,
                reading: &self.resolver.sources,
                now: self.now,
                references: &references,
                &parts[0]
            )
        }
        if let node = section.value(TopLevelOptions.files, &parts[1]) {
            configuration.files = FilesSection.decode(node, base: self.base, &parts[1])
        }
        if let node = section.value(TopLevelOptions.defaults, &parts[2]) {
            configuration.defaults = DefaultsSection.decode(node, &parts[2])
        }
        if let node = section.value(TopLevelOptions.control, &parts[3]) {
            configuration.control = ControlSection.decode(node, base: self.base, &parts[3])
        }
        if let node = section.value(TopLevelOptions.supervision, &parts[4]) {
            configuration.supervision = SupervisionSection.decode(node, &parts[4])
        }
        if let node = section.value(TopLevelOptions.stream, &parts[5]) {
            configuration.stream = StreamSection.decode(node, &parts[5])
        }
        if let node = section.value(TopLevelOptions.limits, &parts[6]) {
            configuration.limits = ProgramLimitsSection.decode(node, &parts[6])
        }
        if let node = section.value(TopLevelOptions.states, &parts[7]) {
            configuration.states = StatesSection.decode(node, &parts[7])
        }
        for part in parts { self.report.append(contentsOf: part) }
    }

    /// Our form first, then Home Assistant's, each in the order of the files.
    private mutating func decodeCameras(_ roots: [Node], _ configuration: Configuration) -> [DecodedCamera] {
        let pairs = roots.flatMap { $0.pairs ?? [] }
        var entries: [CameraEntry] = []
        for pair in pairs where TopLevelOptions.isMapOfCameras(pair.key) {
            entries += CameraEntry.ofMap(pair.value, resolver: &self.resolver, &self.report)
        }
        for pair in pairs where TopLevelOptions.isListOfCameras(pair.key) {
            let platform = TopLevelOptions.platform(of: pair.key)
            entries += CameraEntry.ofList(pair.value, of: platform, resolver: &self.resolver, &self.report)
        }
        if entries.count > CameraSet.mostCameras {
            self.report.error(
                "the configuration names more than \(CameraSet.mostCameras) cameras",
                at: entries[CameraSet.mostCameras].location
            )
            entries.removeSubrange(CameraSet.mostCameras...)
        }
        let decoder = CameraDecoder(files: configuration.files, defaults: configuration.defaults)
        var cameras: [DecodedCamera] = []
        for entry in entries {
            cameras += decoder.decode(entry, number: cameras.count + 1, resolver: &self.resolver).isolated
        }
        if cameras.count > CameraSet.mostCameras {
            self.report.error(
                "with those of 'isolate: views' there are more than \(CameraSet.mostCameras) cameras",
                at: cameras[CameraSet.mostCameras].location
            )
            cameras.removeSubrange(CameraSet.mostCameras...)
        }
        return cameras
    }

    private mutating func check(_ references: [TokenSection.Reference], among cameras: [ConfiguredCamera]) {
        let known = Set(cameras.map(\.id))
        for reference in references where !known.contains(reference.id) {
            self.report.error(
                "there is no camera '\(reference.id)'",
                at: reference.location,
                hint: NearestName.hint(for: reference.id.slug, among: cameras.map(\.id.slug))
            )
        }
    }
}

extension [Diagnostic] {
    /// What two cameras include, or share by an alias, is wrong once.
    fileprivate var withoutRepetitions: Self {
        var result: Self = []
        for diagnostic in self where result.last != diagnostic { result.append(diagnostic) }
        return result
    }
}

extension ConfiguredCamera {
    fileprivate var errors: [Diagnostic] {
        guard case .misconfigured(let errors) = self.state else { return [] }
        return errors
    }
}
