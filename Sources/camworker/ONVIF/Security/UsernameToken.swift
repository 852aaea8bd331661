internal import Shared

/// Who asks, as a SOAP header: WS-Security UsernameToken Profile 1.0, with a digest of the password.
///
/// Pure: clock and nonce are given.
struct UsernameToken: Sendable {
    let user: Secret<String>
    private let digest: String
    private let nonce: String
    private let created: String

    /// Bytes of a nonce; of 16, no two are the same within a device's memory.
    static let nonceBytes = 16

    /// - Parameters:
    ///   - offset: by how much the device's clock is ahead of ours; devices refuse times that are 5 s to 5 min off theirs.
    init(
        user: Secret<String>,
        password: Secret<String>,
        now: WallTime,
        offset: Duration = .zero,
        nonce: [UInt8]
    ) {
        let ahead = Int64(clamping: now.nanoseconds).addingReportingOverflow(offset.wholeNanoseconds)
        // Whole seconds and a Z: HIKVISION refuses +00:00, and some others fractions.
        let created = "\(Timestamp(WallTime(nanoseconds: ahead.overflow ? 0 : UInt64(max(0, ahead.partialValue)))))"
        self.user = user
        self.created = created
        self.nonce = Base64Text.of(nonce)
        self.digest = Base64Text.of(SHA1Digest.of(nonce + Array(created.utf8) + Array(password.reveal().utf8)))
    }

    var element: RequestElement {
        RequestElement(
            "\(SOAPNamespace.security):Security",
            [
                RequestElement(
                    "\(SOAPNamespace.security):UsernameToken",
                    [
                        RequestElement("\(SOAPNamespace.security):Username", text: self.user.reveal()),
                        RequestElement(
                            "\(SOAPNamespace.security):Password",
                            attributes: ["Type": SOAPNamespace.passwordDigest],
                            text: self.digest
                        ),
                        RequestElement(
                            "\(SOAPNamespace.security):Nonce",
                            attributes: ["EncodingType": SOAPNamespace.base64],
                            text: self.nonce
                        ),
                        RequestElement("\(SOAPNamespace.utility):Created", text: self.created),
                    ]
                )
            ]
        )
    }
}
