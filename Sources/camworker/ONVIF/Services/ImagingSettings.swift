/// What the switches show, as the device has it.
struct ImagingSettings: Hashable, Sendable {
    /// `nil` where the device has no such thing.
    var isAutofocus: Bool?
    /// `ON`, `OFF` or `AUTO`.
    var irCutFilter: String?

    /// - Parameter answer: of GetImagingSettings.
    init(_ answer: XMLElement) {
        let settings = answer.child("ImagingSettings") ?? answer
        self.isAutofocus = settings.child("Focus")?.text("AutoFocusMode").map { $0.uppercased() == "AUTO" }
        self.irCutFilter = settings.text("IrCutFilter")?.uppercased()
    }
}
