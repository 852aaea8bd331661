internal import Shared

/// How a camera that is asked over HTTP is logged in to: the same options for several platforms.
enum LoginOptions {
    static let username = DefaultedOption(
        "username",
        .secret(),
        "Who logs in to the camera. A user in the URL goes before it."
    )
    static let password = DefaultedOption("password", .secret(), "The password that goes with `username`.")
    static let verifyTLS = DefaultedOption(
        "verify_ssl",
        .boolean,
        default: true,
        shown: "`true`",
        "Whether an `https` camera's certificate and host name must be right."
    )

    /// `nil` when neither is given.
    static func credentials(_ section: Section, _ report: inout Report) -> Credentials? {
        let user = section.value(username, &report)
        let password = section.value(password, &report)
        guard user != nil || password != nil else { return nil }
        return Credentials(user: user ?? Secret(""), password: password ?? Secret(""))
    }
}
