internal import Shared

/// `platform: generic`.
enum GenericPlatform {
    static let stillImageURL = DefaultedOption(
        "still_image_url",
        .address(GenericConfiguration.stillSchemes),
        shown: "a key frame of the stream",
        "Where the picture is fetched; `file:` only inside a folder of `files.read`."
    )
    static let authentication = DefaultedOption<HTTPAuthentication>(
        "authentication",
        .choice,
        default: .automatic,
        shown: "`auto`",
        "`auto` does what the camera asks for; `basic` and `digest` force one."
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

    static let table = OptionTable(
        "generic",
        [
            stillImageURL.description, StreamOptions.source.description, LoginOptions.username.description,
            LoginOptions.password.description, authentication.description, LoginOptions.verifyTLS.description,
            StreamOptions.frameRate.description, limitRefetch.description, headers.description,
            StreamOptions.transport.description, StreamOptions.arrivalTimes.description,
            StreamOptions.extraArguments.description, StreamOptions.preload.description,
            StreamOptions.recordingLookback.description,
            .ignored("content_type", "a picture's kind is told by its content"),
        ]
    )

    static func source(
        _ section: Section,
        files: FilesConfiguration,
        _ report: inout Report
    ) -> SourceConfiguration? {
        let url = section.value(stillImageURL, &report)
        let streamKey = StreamOptions.source.description.key
        if !section.mentions(stillImageURL.description.key), !section.mentions(streamKey) {
            report.error("a generic camera needs 'still_image_url' or '\(streamKey)'", at: section.location)
        }
        let credentials = LoginOptions.credentials(section, &report)
        let authentication = section.value(authentication, &report)
        let verifyTLS = section.value(LoginOptions.verifyTLS, &report)
        let frameRate = section.value(StreamOptions.frameRate, &report)
        let limitRefetch = section.value(limitRefetch, &report)
        let headers = section.value(headers, &report)
        let stream = StreamOptions.stream(
            section,
            credentials: credentials,
            verifyTLS: verifyTLS,
            files: files,
            &report
        )
        guard url != nil || stream != nil else { return nil }
        var configuration = GenericConfiguration(
            stillImageURL: url,
            stream: stream,
            credentials: credentials,
            authentication: authentication,
            verifyTLS: verifyTLS,
            frameRate: frameRate,
            limitRefetchToURLChange: limitRefetch,
            headers: headers
        )
        if let url, files.mayBeFile(url, of: stillImageURL.description, in: section, &report) {
            configuration.readableFolders = files.read
        }
        return .generic(configuration)
    }
}
