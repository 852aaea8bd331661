internal import IPC
internal import Shared

/// A source with several views, which it learns from its camera.
///
/// View 0 is the camera itself: of it tell the methods of ``CameraSource``, of all others these.
protocol ViewedSource: CameraSource {
    /// As ``CameraSource/demandChanged(_:at:)``, of a view above 0.
    func demandChanged(_ demand: Demand, of view: UInt16, at now: MonotonicTime)

    /// As ``CameraSource/mediaWanted(_:at:)``, of a view above 0.
    func mediaWanted(_ wish: MediaWish?, of view: UInt16, at now: MonotonicTime)
}

/// Takes what a source says of its views.
///
/// The loop implements it.
protocol ViewSink: AnyObject {
    /// All views in place of those before, the camera itself first.
    ///
    /// Numbers above 0 that were told once keep their meaning as long as this process lives; what a source no longer has
    /// stays in the list. Not before ``CameraSource/start(at:)``, and best before the entities, so that the operator's
    /// choice is compared with both.
    func declare(_ views: [ViewDeclaration])

    /// Where pictures, media and the state of a view go; that of 0 is the loop itself.
    ///
    /// A state of a view above 0 is that view's alone; while it has said nothing, or is idle, it is as the camera is. The
    /// number is below ``ViewDeclaration/most``; what is said of a view before it is declared is told when it is.
    func port(of view: UInt16) -> any PictureSink & MediaSink
}

/// A source whose camera posts notifications to us.
protocol NotificationReceiver: CameraSource {
    /// A whole body that came through the camera's webhook.
    func notified(_ body: [UInt8], at now: MonotonicTime)
}
