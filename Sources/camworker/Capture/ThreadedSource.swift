internal import Shared

/// A source that has threads of its own, whose results the loop collects.
protocol ThreadedSource: CameraSource {
    /// Readable when there is something to collect; none while no thread was started.
    var wakeDescriptors: [Int32] { get }

    /// Takes what the threads have done; called in each turn of the loop.
    ///
    /// - Throws: ``Departure`` when a thread does not come back.
    func collect(at now: MonotonicTime) throws(Departure)
}
