internal import Shared

/// One of ffmpeg's arguments that has a meaning here, or is known to need none.
struct PictureArgument: Sendable {
    let names: [String]
    /// As it is written, with its value.
    let form: String
    let takesValue: Bool
    let apply: @Sendable (String, inout PictureArguments) throws(Refusal) -> Void

    /// Why a value is not taken.
    struct Refusal: Error {
        var reason: String

        init(_ reason: String) {
            self.reason = reason
        }
    }

    static let all: [PictureArgument] = [
        value(["-q:v", "-qscale:v", "-q", "-qscale"], "-q:v 2…31") { value, arguments throws(Refusal) in
            guard let quality = Int(value), (1...31).contains(quality) else {
                throw Refusal("must be a whole number from 2 (best) to 31")
            }
            // ffmpeg's encoder makes 2 of it too.
            arguments.encoding.quality = max(2, quality)
        },
        value(["-vf", "-filter:v"], "-vf scale=W:H,hflip,vflip,transpose=clock,fps=N") {
            value,
            arguments throws(Refusal) in
            try PictureFilterChain.apply(value, to: &arguments)
        },
        value(["-s"], "-s WxH") { value, arguments throws(Refusal) in
            let sides = value.lowercased().split(separator: "x", omittingEmptySubsequences: false)
            guard sides.count == 2, let width = PictureFilterChain.pixels(sides[0]),
                let height = PictureFilterChain.pixels(sides[1])
            else { throw Refusal("must be a size like 640x360, at most \(PictureFilterChain.longestSide) a side") }
            arguments.setLastSize(.scale(width: .pixels(width), height: .pixels(height)))
        },
        value(["-r"], "-r N") { value, arguments throws(Refusal) in
            try PictureFilterChain.setRate(value[...], in: &arguments)
        },
        value(["-rtsp_transport"], "-rtsp_transport tcp|udp|udp_multicast|http") { value, arguments throws(Refusal) in
            guard let transport = RTSPTransport(rawValue: value) else {
                throw Refusal("must be one of tcp, udp, udp_multicast, http")
            }
            arguments.transport = transport
        },
        value(["-rtsp_flags"], "-rtsp_flags prefer_tcp") { value, arguments throws(Refusal) in
            guard value == "prefer_tcp" else { throw Refusal("must be prefer_tcp") }
            arguments.transport = arguments.transport ?? .tcp
        },
        value(["-c:v", "-codec:v", "-vcodec"], "-c:v mjpeg") { value, _ throws(Refusal) in
            guard value == "mjpeg" else { throw Refusal("must be mjpeg: pictures are JPEGs") }
        },
        value(["-f"], "-f mjpeg") { value, _ throws(Refusal) in
            guard ["mjpeg", "mpjpeg", "image2pipe", "image2"].contains(value) else {
                throw Refusal("must be mjpeg: pictures are JPEGs")
            }
        },
        value(["-pix_fmt"], "-pix_fmt yuvj420p") { value, _ throws(Refusal) in
            guard ["yuvj420p", "yuv420p"].contains(value) else { throw Refusal("must be yuvj420p") }
        },
        // JPEGs know but one way of prediction.
        value(["-pred"], "-pred N") { value, _ throws(Refusal) in
            guard Int(value) != nil || ["left", "plane", "median"].contains(value) else {
                throw Refusal("must be a number")
            }
        },
        value(["-threads"], "-threads N") { _, arguments throws(Refusal) in
            arguments.notes.append("-threads does nothing: each camera has one thread for pictures")
        },
        flag(["-an"]), flag(["-sn"]), flag(["-dn"]),
    ]

    private static func value(
        _ names: [String],
        _ form: String,
        _ apply: @escaping @Sendable (String, inout PictureArguments) throws(Refusal) -> Void
    ) -> PictureArgument {
        PictureArgument(names: names, form: form, takesValue: true, apply: apply)
    }

    /// What holds anyhow.
    private static func flag(_ names: [String]) -> PictureArgument {
        PictureArgument(names: names, form: names[0], takesValue: false) { _, _ throws(Refusal) in }
    }
}
