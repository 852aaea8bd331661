internal import Shared

/// `platform: mjpeg`.
enum MJPEGPlatform {
    static let mjpegURL = RequiredOption("mjpeg_url", .url(["http", "https"]), "Where the camera streams.")
    static let stillImageURL = DefaultedOption(
        "still_image_url",
        .url(["http", "https"]),
        shown: "cut from the stream",
        "Where single pictures are fetched."
    )

    static let table = OptionTable(
        "mjpeg",
        [
            mjpegURL.description, stillImageURL.description, LoginOptions.username.description,
            LoginOptions.password.description, LoginOptions.verifyTLS.description,
            .ignored("authentication", "each URL of an mjpeg camera is logged in to as the camera asks"),
        ]
    )

    static func source(_ section: Section, _ report: inout Report) -> SourceConfiguration? {
        let url = section.value(mjpegURL, &report)
        let still = section.value(stillImageURL, &report)
        let credentials = LoginOptions.credentials(section, &report)
        let verifyTLS = section.value(LoginOptions.verifyTLS, &report)
        guard let url else { return nil }
        return .mjpeg(
            MJPEGConfiguration(mjpegURL: url, stillImageURL: still, credentials: credentials, verifyTLS: verifyTLS)
        )
    }
}
