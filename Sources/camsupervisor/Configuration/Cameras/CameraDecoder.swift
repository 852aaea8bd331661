internal import Shared

/// Makes a typed camera of an entry, with its own report.
struct CameraDecoder {
    let files: FilesConfiguration
    let defaults: CameraDefaults

    func decode(_ entry: CameraEntry, number: Int, resolver: inout NodeResolver) -> DecodedCamera {
        var report = Report()
        var camera = DecodedCamera(
            location: entry.location,
            wantedID: nil,
            fallbackID: "camera_\(number)",
            name: "Camera \(number)",
            whenStale: self.defaults.whenStale,
            limits: self.defaults.limits,
            report: Report()
        )
        var givenName: String?
        let options = resolver.resolve(entry.options, &report)
        camera.options = ShownOptions.of(options)
        // Of an included one: where it stands, not who includes it.
        if entry.key == nil { camera.location = options.location }
        if let platform = Self.platform(options, given: entry.platform, &report),
            let section = Section(options, table: platform.table, &report)
        {
            camera.source = platform.source(section, files: self.files, &report)
            givenName = section.value(CommonOptions.name, &report)
            if entry.key == nil {
                camera.name = platform.standardName ?? camera.source?.host.map { Slug.make($0) } ?? camera.name
            }
            camera.whenStale = section.value(CommonOptions.whenStale, &report) ?? self.defaults.whenStale
            camera.allowsUnixResolver = section.value(CommonOptions.allowsUnixResolver, &report)
            camera.staleAfter = self.staleAfter(section, camera.source, &report)
            if let entities = section.value(CommonOptions.entities, &report) {
                camera.entities = EntitiesSection.decode(entities, &report)
            }
            if let limits = section.value(CommonOptions.limits, &report) {
                camera.limits = LimitsSection.decode(limits, over: self.defaults.limits, &report)
            }
            AmcrestPlatform.check(camera, section, &report)
        }
        if let key = entry.key {
            Self.takeID(from: key, &camera, &report)
            camera.name = givenName ?? camera.name
        } else {
            camera.name = givenName ?? camera.name
            Self.takeIDFromName(&camera, &report)
        }
        camera.report = report
        return camera
    }

    // MARK: - Platform

    private static func platform(_ options: Node, given: Platform?, _ report: inout Report) -> Platform? {
        guard !options.isBroken else { return nil }
        guard let pairs = options.pairs else {
            report.error("a camera must be a map of options, not \(options.kind)", at: options.location)
            return nil
        }
        let key = CommonOptions.platform.description.key
        guard let pair = pairs.first(where: { $0.key.scalar?.text == key }) else {
            if let given { return given }
            let meant = pairs.first { NearestName.to($0.key.scalar?.text ?? "", among: [key]) != nil }
            report.error(
                "'\(key)' is missing: it says how the camera is reached",
                at: meant?.key.location ?? options.location,
                hint: meant.map { "did you mean it by \(quoted($0.key.scalar?.text ?? ""))?" }
                    ?? CommonOptions.platform.reader.form
            )
            return nil
        }
        if let name = pair.value.scalar?.text, let other = Platform.others[name] {
            report.error("there is no platform '\(name)' here: \(other)", at: pair.value.location)
            return nil
        }
        guard let given else { return CommonOptions.platform.reader.read(pair.value, key: key, &report) }
        guard pair.value.scalar?.text == given.rawValue else {
            report.error("'\(key)' stands in the list of \(given.rawValue) cameras", at: pair.key.location)
            return nil
        }
        return given
    }

    // MARK: - Freshness

    private func staleAfter(
        _ section: Section,
        _ source: SourceConfiguration?,
        _ report: inout Report
    ) -> Duration? {
        let interval = source?.pace
        if let given = section.value(CommonOptions.staleAfter, &report) {
            if let interval, given < interval {
                report.warning(
                    "'stale_after' is shorter than the time between two pictures at this 'framerate': "
                        + "every picture will be stale",
                    at: section.location(of: CommonOptions.staleAfter.description)
                )
            }
            return given
        }
        // A pushed picture is an event: it does not grow stale unless the operator says so of this camera.
        if case .push = source { return nil }
        return max(self.defaults.staleAfter, (interval ?? .zero) * 3)
    }

    // MARK: - Name and id

    private static func takeID(from key: Node, _ camera: inout DecodedCamera, _ report: inout Report) {
        guard let text = key.scalar?.text else {
            report.error("a camera's id must be a text, not \(key.kind)", at: key.location)
            return
        }
        let slug = Slug.make(text)
        if !slug.isEmpty { camera.fallbackID = slug }
        do throws(InvalidCameraID) {
            let id = try CameraID(text)
            camera.wantedID = id
            camera.name = Self.name(from: id)
        } catch {
            report.error(
                "\(quoted(text)) is no camera id: use 1 to \(CameraID.maximumLength) of a-z, 0-9 and _",
                at: key.location,
                hint: (try? CameraID(slug)).map { "such as \"\($0)\"" }
            )
        }
    }

    private static func takeIDFromName(_ camera: inout DecodedCamera, _ report: inout Report) {
        let slug = Slug.make(camera.name)
        guard let id = try? CameraID(slug) else {
            report.error(
                "the name \(quoted(camera.name)) makes no id",
                at: camera.location,
                hint: "write the camera under cameras: with an id of its own"
            )
            return
        }
        camera.wantedID = id
        camera.fallbackID = slug
    }

    /// `front_door` → `Front door`.
    private static func name(from id: CameraID) -> String {
        let words = id.slug.split(separator: "_").joined(separator: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}

extension SourceConfiguration {
    /// The host a camera without a name is named for.
    fileprivate var host: String? {
        switch self {
        case .generic(let generic):
            (generic.stillImageURL ?? generic.stream?.url).flatMap(\.host)
        case .mjpeg(let mjpeg): mjpeg.mjpegURL.host
        case .onvif(let onvif): onvif.device.host
        case .amcrest, .demo, .push: nil
        }
    }
}

extension CameraAddress {
    /// Of a template the one that stands in its text.
    fileprivate var host: String? {
        switch self {
        case .fixed(let url): url.host.isEmpty ? nil : url.host
        case .template(let template): template.writtenURLs.lazy.compactMap(\.host).first
        }
    }
}
