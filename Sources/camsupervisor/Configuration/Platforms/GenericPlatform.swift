internal import Shared

/// `platform: generic`, the stills part.
enum GenericPlatform {
    static let stillImageURL = DefaultedOption(
        "still_image_url",
        .url(["http", "https", "file"]),
        shown: "required until `stream_source` is supported",
        "Where the picture is fetched; `file:` only inside a folder of `files.read`."
    )
    static let authentication = DefaultedOption<HTTPAuthentication>(
        "authentication",
        .choice,
        default: .automatic,
        shown: "`auto`",
        "`auto` does what the camera asks for; `basic` and `digest` force one."
    )
    static let frameRate = DefaultedOption(
        "framerate",
        // Once a day at the least: 3 / framerate must be a time that clocks can count.
        .number(0.00001...60, "a number from 0.00001 (about once a day) to 60"),
        default: 2,
        shown: "2",
        "Most fetches a second."
    )
    static let limitRefetch = DefaultedOption(
        "limit_refetch_to_url_change",
        .boolean,
        default: false,
        shown: "`false`",
        "Fetch again only when the URL has changed."
    )
    static let headers = DefaultedOption(
        "headers",
        .headers,
        default: [],
        shown: "none",
        "Request headers to send along; values may be secrets."
    )
    private static let streamSource = OptionDescription.notYet("stream_source", "A video stream.")

    static let table = OptionTable(
        "generic",
        [
            stillImageURL.description, streamSource, LoginOptions.username.description,
            LoginOptions.password.description, authentication.description, LoginOptions.verifyTLS.description,
            frameRate.description, limitRefetch.description, headers.description,
            .notYet("rtsp_transport", "How the stream's packets travel."),
            .notYet("use_wallclock_as_timestamps", "Stamps the stream's packets on arrival."),
            .ignored("content_type", "a picture's kind is told by its content"),
        ]
    )

    static func source(
        _ section: Section,
        files: FilesConfiguration,
        _ report: inout Report
    ) -> SourceConfiguration? {
        let url = section.value(stillImageURL, &report)
        if !section.mentions(stillImageURL.description.key), !section.mentions(streamSource.key) {
            report.error("'still_image_url' is missing: a generic camera needs a URL", at: section.location)
        }
        let credentials = LoginOptions.credentials(section, &report)
        let authentication = section.value(authentication, &report)
        let verifyTLS = section.value(LoginOptions.verifyTLS, &report)
        let frameRate = section.value(frameRate, &report)
        let limitRefetch = section.value(limitRefetch, &report)
        let headers = section.value(headers, &report)
        guard let url else { return nil }
        var configuration = GenericConfiguration(
            stillImageURL: url,
            credentials: credentials,
            authentication: authentication,
            verifyTLS: verifyTLS,
            frameRate: frameRate,
            limitRefetchToURLChange: limitRefetch,
            headers: headers
        )
        if url.scheme == "file" {
            configuration.readableFolders = files.read
            Self.checkFile(url, files: files, at: section.location(of: stillImageURL.description), &report)
        }
        return .generic(configuration)
    }

    /// By the path as written; the worker asks again after links are followed.
    private static func checkFile(
        _ url: CameraURL,
        files: FilesConfiguration,
        at location: SourceLocation,
        _ report: inout Report
    ) {
        guard url.host.isEmpty || url.host == "localhost" else {
            report.error(
                "'still_image_url' names another machine's file",
                at: location,
                hint: "a path of this machine begins with three slashes: file:///srv/pictures/yard.jpg"
            )
            return
        }
        let path = FolderPath.absolute(CameraURL.percentDecoded(url.path), base: "/")
        guard !files.read.contains(where: { FolderPath.contains($0, path) }) else { return }
        report.error(
            "'still_image_url' names a file outside the folders of files.read",
            at: location,
            hint: files.read.isEmpty ? "files.read is empty; add the picture's folder" : nil
        )
    }
}
