/// Sound on its way to the encoder, which takes it in frames of a fixed length.
///
/// Pure.
struct AudioSamples {
    /// One array of samples, −1 to 1, for each channel; all of the same length.
    private(set) var planes: [[Float]]

    init(channels: Int) {
        self.planes = Array(repeating: [], count: channels)
    }

    var count: Int { self.planes.first?.count ?? 0 }

    mutating func append(_ other: AudioSamples, from first: Int = 0) {
        for index in self.planes.indices where index < other.planes.count {
            self.planes[index].append(contentsOf: other.planes[index].dropFirst(first))
        }
    }

    mutating func appendSilence(_ count: Int) {
        for index in self.planes.indices {
            self.planes[index].append(contentsOf: repeatElement(0, count: count))
        }
    }

    /// A plane as a decoder wrote it: what is no number becomes silence, what is too loud as loud as can be; encoders
    /// refuse both.
    mutating func append(_ samples: UnsafeBufferPointer<Float>, toPlane index: Int) {
        self.planes[index].append(contentsOf: samples.lazy.map { $0.isFinite ? min(1, max(-1, $0)) : 0 })
    }

    /// The first `count`, when there are as many.
    mutating func take(_ count: Int) -> AudioSamples? {
        guard self.count >= count else { return nil }
        var taken = AudioSamples(channels: self.planes.count)
        for index in self.planes.indices {
            taken.planes[index] = Array(self.planes[index].prefix(count))
            self.planes[index].removeFirst(count)
        }
        return taken
    }
}
