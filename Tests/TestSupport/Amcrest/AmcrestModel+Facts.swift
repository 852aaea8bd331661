extension AmcrestModel {
    /// What a model says of itself, and what it can do.
    package struct Facts: Sendable {
        package var vendor = "Amcrest"
        package var deviceType = "IP8M-T2599E"
        package var deviceClass = "IPC"
        package var serial = "AMC0TEST0000001"
        /// Its owner's word for it; one with `=` is why nobody may take what stands after the last one.
        package var name = "Garage=Left"
        package var hardware = "1.00"
        /// The lines of `getSoftwareVersion`.
        package var software = ["version=2.800.00AC003.0.R,build:2021-12-20"]
        package var channels = 1
        package var extraStreams = 2
        package var hasPTZ = true
        package var hasPrivacyMask = true
        /// Answers `getConfig&name=LightGlobal`.
        package var hasIndicatorLight = true
        package var hasSmartMotion = true
        /// Whether `heartbeat=` is obeyed; without it the stream is silent until something happens.
        package var hasHeartbeats = true
        /// Amcrest took MJPEG of the main stream away in 2016, other vendors' firmware still has it.
        package var hasMainMJPEG = true
        package var framing = AmcrestFraming.usual

        package init(_ change: (inout Self) -> Void = { _ in }) {
            change(&self)
        }
    }
}
