/// How pictures are made of a stream: what can be said by ffmpeg's arguments.
package struct EncodingOptions: Sendable, Hashable, Codable {
    /// Of JPEGs, 2 (best) to 31; `nil` for the usual.
    package var quality: Int?
    /// Most pictures a second, over 0; `nil` for as many as the camera's `framerate` says.
    package var frameRate: Double?
    /// What is done to each picture, in this order.
    package var filters: [PictureFilter]

    package init(quality: Int? = nil, frameRate: Double? = nil, filters: [PictureFilter] = []) {
        self.quality = quality
        self.frameRate = frameRate
        self.filters = filters
    }

    /// Whether a picture that a camera sends as a JPEG has to be made anew.
    package var changesPictures: Bool { self.quality != nil || !self.filters.isEmpty }
}

/// One thing that is done to a picture.
package enum PictureFilter: Sendable, Hashable, Codable {
    case scale(width: ScaledSide, height: ScaledSide)
    case turn(PictureTurn)
}

/// How long a side of a picture is to become.
package enum ScaledSide: Sendable, Hashable, Codable {
    case pixels(Int)
    /// This many times what it is.
    case times(Double)
    /// As the other side has it, so that nothing is distorted; a multiple of this many pixels.
    case inProportion(multipleOf: Int)
}

/// Ways to turn a picture; ffmpeg's.
package enum PictureTurn: String, Sendable, Hashable, Codable, CaseIterable {
    /// Left and right change places.
    case mirrored
    /// Top and bottom change places.
    case flipped
    /// Rows become columns.
    case transposed
    /// A quarter to the right.
    case clockwise
    /// A quarter to the left.
    case counterclockwise
    /// A quarter to the right, then ``flipped``.
    case transverse
}

extension GenericConfiguration {
    /// Most pictures a second that are made of the stream.
    package var streamFrameRate: Double { min(self.frameRate, self.stream?.encoding.frameRate ?? self.frameRate) }
}

extension ONVIFConfiguration {
    /// Most pictures a second that are made of a stream.
    package var streamFrameRate: Double { min(self.frameRate, self.stream.encoding.frameRate ?? self.frameRate) }
}
