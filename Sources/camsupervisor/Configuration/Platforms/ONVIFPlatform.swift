internal import IPC
internal import Shared

/// `isolate:`: what has a worker of its own.
enum ONVIFIsolation: String, CaseIterable {
    case views
}

/// `platform: onvif`; Home Assistant sets it up by a form, whose fields these are in lower case.
enum ONVIFPlatform {
    static let host = RequiredOption(
        "host",
        .nonEmptyText(longest: 512),
        "The device's address or name, or the URL of its device service, which is at `\(ONVIFConfiguration.usualPath)` otherwise."
    )
    static let port = DefaultedOption<Int?>(
        "port",
        .integer(1...65_535),
        shown: "80, with `https` 443",
        "The port of its web server."
    )
    static let https = DefaultedOption(
        "https",
        .boolean,
        default: false,
        shown: "`false`",
        "Whether it is asked over TLS; its video is not."
    )
    static let username = DefaultedOption(
        "username",
        .secret(),
        "Who logs in to it; an ONVIF user, which some devices keep apart from those of their pages."
    )
    static let snapshotAuth = DefaultedOption<HTTPAuthentication>(
        "snapshot_auth",
        .choice,
        default: .automatic,
        shown: "`auto`",
        "How single pictures are logged in to: `auto` does what the device asks for."
    )
    static let profiles = DefaultedOption<ProfileChoice>(
        "profiles",
        .profiles,
        default: .all,
        shown: "`all`",
        "Which of its streams are there; the largest of each lens is enabled, the others on demand."
    )
    static let isolate = DefaultedOption<ONVIFIsolation?>(
        "isolate",
        .choice,
        shown: "one worker for all",
        "`views` gives each of `profiles`, which has to be a list then, a camera and a worker of its own."
    )
    static let overridesHost = DefaultedOption(
        "nat_override",
        .boolean,
        default: false,
        shown: "`false`",
        "Whether every address that it announces is taken to be at `host` and `port`: for one behind a router."
    )
    static let adjustClock = DefaultedOption<ClockAdjustment>(
        "adjust_clock",
        .choice,
        default: .token,
        shown: "`token`",
        "Of a clock that differs from ours: `token` has logins bear its time, `device` sets it where it is set by hand."
    )

    static let table = OptionTable(
        "onvif",
        [
            host.description, port.description, https.description, LoginOptions.verifyTLS.description,
            username.description, LoginOptions.password.description, snapshotAuth.description,
            profiles.description, isolate.description, overridesHost.description, adjustClock.description,
            ONVIFEventOptions.mode.description, ONVIFEventOptions.enablesWebhooks.description,
            ONVIFEventOptions.webhookURL.description, ONVIFEventOptions.webhookID.description,
            StreamOptions.frameRate.description, StreamOptions.transport.description,
            StreamOptions.arrivalTimes.description,
            StreamOptions.extraArguments.description, StreamOptions.preload.description,
            StreamOptions.recordingLookback.description,
        ],
        // Home Assistant's, of the time when it was set up in the file.
        hints: [
            "profile": "profiles are named, not counted: `profiles: [TOKEN]`; camsupervisor probe onvif HOST shows them"
        ]
    )

    static func source(_ section: Section, _ report: inout Report) -> SourceConfiguration? {
        let device = ONVIFAddress.device(section, &report)
        let events = ONVIFEventOptions.events(section, &report)
        let arguments = section.value(StreamOptions.extraArguments, &report)
        let transport = section.value(StreamOptions.transport, &report)
        var configuration = ONVIFConfiguration(
            device: device ?? ONVIFAddress.nowhere,
            credentials: Self.credentials(section, &report),
            verifyTLS: section.value(LoginOptions.verifyTLS, &report),
            overridesHost: section.value(overridesHost, &report),
            profiles: section.value(profiles, &report),
            events: events.mode,
            webhook: events.webhook,
            adjustClock: section.value(adjustClock, &report),
            snapshotAuthentication: section.value(snapshotAuth, &report),
            frameRate: section.value(StreamOptions.frameRate, &report)
        )
        let isGiven = section.mentions(StreamOptions.transport.description.key)
        configuration.stream.transport = isGiven ? transport : arguments.transport ?? transport
        configuration.stream.usesArrivalTimes = section.value(StreamOptions.arrivalTimes, &report)
        configuration.stream.verifyTLS = configuration.verifyTLS
        configuration.stream.encoding = arguments.encoding
        configuration.stream.isPreloaded = section.value(StreamOptions.preload, &report)
        configuration.share = Self.share(configuration.profiles, section, &report)
        configuration.stream.recordingLookback = section.value(StreamOptions.recordingLookback, &report)
        return device == nil ? nil : .onvif(configuration)
    }

    /// Which profiles there are only the device knows, and how many workers there are is known before it is asked.
    private static func share(_ profiles: ProfileChoice, _ section: Section, _ report: inout Report) -> ONVIFShare {
        guard section.value(isolate, &report) == .views else { return .everything }
        guard case .tokens = profiles else {
            report.error(
                "'isolate: views' needs the list of 'profiles'",
                at: section.location(of: isolate.description),
                hint: "camsupervisor probe onvif shows them; such as profiles: [MainStream, SubStream]"
            )
            return .everything
        }
        return .firstView
    }

    /// One without the other is seldom meant; who writes an empty password means it.
    private static func checkPair(
        _ user: Secret<String>,
        _ password: Secret<String>,
        _ section: Section,
        _ report: inout Report
    ) {
        let (name, word) = (username.description, LoginOptions.password.description)
        if user.reveal().isEmpty, !password.reveal().isEmpty {
            report.warning("'\(word.key)' without '\(name.key)': nobody logs in by it", at: section.location(of: word))
        } else if !user.reveal().isEmpty, !section.mentions(word.key) {
            report.warning("'\(name.key)' without '\(word.key)': an empty one is used", at: section.location(of: name))
        }
    }

    /// Home Assistant's form leaves both empty for a device without users: that is no login.
    private static func credentials(_ section: Section, _ report: inout Report) -> Credentials? {
        let user = section.value(username, &report) ?? Secret("")
        let password = section.value(LoginOptions.password, &report) ?? Secret("")
        Self.checkPair(user, password, section, &report)
        guard !user.reveal().isEmpty || !password.reveal().isEmpty else { return nil }
        return Credentials(user: user, password: password)
    }
}

extension ValueReader where Value == ProfileChoice {
    /// `all`, `best`, or a list of profiles.
    fileprivate static var profiles: Self {
        let form = "all, best or a list of profiles' tokens or names"
        let item = ValueReader<String>.nonEmptyText(longest: ViewDeclaration.longest)
        return Self(form) { node, key, report in
            guard case .sequence(let nodes) = node.content else {
                switch node.scalar?.text.lowercased() {
                case "all": return .all
                case "best": return .best
                default:
                    report.wrongValue(node, key: key, form: form, hint: "of one profile it is a list as well: [main]")
                    return nil
                }
            }
            let list = ValueReader<[String]>.list(of: item, form, longest: ViewDeclaration.most)
            guard !nodes.isEmpty else {
                report.error("'\(key)' names no profile", at: node.location, hint: "it must be \(form)")
                return nil
            }
            return list.read(node, key: key, &report).map { .tokens($0) }
        }
    }
}
