import NIOPosix

/// Everything a configuration says about HTTP that is not a camera: one value, replaced as a whole by a reload.
struct FrontRules: Sendable {
    var access = AccessPolicy(tokens: [])
    /// Which camera a webhook belongs to.
    var webhooks = WebhookTable(cameras: [])
    /// What `/local/…` serves.
    var local: LocalFiles?
    /// Of connections from now on.
    var timeouts = ConnectionGuard.Timeouts()
    /// `files.write`.
    var writeFolders: [String] = []
}

extension FrontRules {
    init(
        _ configuration: Configuration,
        after previous: FrontRules = FrontRules(),
        cameraTokens: CameraTokens? = nil,
        signer: PathSigner? = nil
    ) {
        let folder = configuration.http.local
        // The same folder keeps its count of open files.
        let local = previous.local?.folder == folder ? previous.local : nil
        self.init(
            access: AccessPolicy(
                tokens: configuration.http.tokens,
                cameraTokens: cameraTokens ?? previous.access.cameraTokens,
                signer: signer ?? previous.access.signer
            ),
            webhooks: WebhookTable(cameras: configuration.cameras.compactMap(\.configuration)),
            local: local ?? folder.map { LocalFiles(folder: $0, threads: .singleton) },
            timeouts: .init(configuration.http),
            writeFolders: configuration.files.write
        )
    }
}
