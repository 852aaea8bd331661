internal import CLinux
internal import Shared

/// What the picture thread does its jobs with; never leaves that thread.
protocol PictureMaker {
    func perform(_ job: PictureJob) -> Result<RenderedPicture, PictureError>

    /// Nothing has come for a while: gives back what can be had again.
    func rest()
}

/// Does picture jobs, one after the other, and keeps what the next one can use: opened encoders, the demo's background.
final class PictureStudio: PictureMaker {
    // Several, because each reopens when the size changes, and a stale camera alternates between stills and placeholders.
    private var stillEncoder = JPEGEncoder()
    private var placeholderEncoder = JPEGEncoder()
    private var streamEncoder = StreamPictureEncoder()
    /// The oldest first; one of each view of a demo camera.
    private var demos: [Demo] = []

    private struct Demo {
        var size: PictureSize
        var name: String
        var picture: DemoPicture
    }

    func perform(_ job: PictureJob) -> Result<RenderedPicture, PictureError> {
        Result { () throws(PictureError) in try self.make(job) }
    }

    func rest() {
        self.stillEncoder = JPEGEncoder()
        self.placeholderEncoder = JPEGEncoder()
        self.streamEncoder = StreamPictureEncoder()
        self.demos = []
        // Freed pixels stay with malloc otherwise: 6 MB after three 1080p stills (measured).
        _ = malloc_trim(0)
    }

    private func make(_ job: PictureJob) throws(PictureError) -> RenderedPicture {
        switch job {
        case .demo(let width, let height, let counter, let name, let look):
            let size = PictureSize(width: width, height: height) ?? .usual
            let jpeg = try self.demoPicture(size, name: name).render(counter: counter, look: look)
            return RenderedPicture(jpeg: jpeg, size: size)
        case .scale(let bytes, let format, let width, let height):
            return try PictureScaler.scale(
                bytes,
                format: format,
                width: Int(width),
                height: Int(height),
                encoder: self.stillEncoder
            )
        case .video(let packets, let encoding):
            let last = try VideoDecoder.lastPicture(of: packets)
            var rendered = try self.streamEncoder.encode(last.picture, as: encoding)
            rendered.arrival = last.arrival
            rendered.isCut = last.isCut
            return rendered
        case .placeholder(let width, let height, let name, let text, let last):
            return try PlaceholderPicture.draw(
                last: last,
                size: PictureSize(width: Int(width), height: Int(height)) ?? .usual,
                name: name,
                lines: text.split(separator: "\n").map(String.init),
                encoder: self.placeholderEncoder
            )
        }
    }

    private func demoPicture(_ size: PictureSize, name: String) throws(PictureError) -> DemoPicture {
        if let demo = self.demos.first(where: { $0.size == size && $0.name == name }) { return demo.picture }
        let picture = try DemoPicture(size: size, name: name)
        if self.demos.count == DemoConfiguration.mostViews { self.demos.removeFirst() }
        self.demos.append(Demo(size: size, name: name, picture: picture))
        return picture
    }
}
