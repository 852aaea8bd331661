/// Takes the pictures of a source that is asked for them.
///
/// The loop implements it.
protocol PictureSink: CameraReporter {
    /// A whole picture from the camera, wanted or not.
    ///
    /// What is wanted after it is told by ``CameraSource/demandChanged(_:at:)``, before the next
    /// ``CameraSource/tick(at:)``.
    func publish(_ picture: Picture)
}
