import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("Picture arguments: ffmpeg's, as Home Assistant's files have them")
struct PictureArgumentsTests {
    private static func encoding(_ line: String) throws -> EncodingOptions { try PictureArguments(line).encoding }

    private static func filters(_ text: String) throws -> [PictureFilter] { try Self.encoding("-vf \(text)").filters }

    @Test(
        "what holds anyhow, or has no meaning for a JPEG, changes nothing",
        arguments: [
            "", "-pred 1", "-pred left", "-an", "-an -sn -dn -c:v mjpeg -f mjpeg", "-vcodec mjpeg -f image2pipe",
            "-pix_fmt yuvj420p", "-codec:v mjpeg -pred 1",
        ]
    )
    func nothing(_ line: String) throws {
        #expect(try PictureArguments(line) == PictureArguments())
    }

    @Test("quality by all its names; ffmpeg makes 2 of 1", arguments: ["-q:v", "-qscale:v", "-q", "-qscale"])
    func quality(_ name: String) throws {
        #expect(try Self.encoding("\(name) 5") == EncodingOptions(quality: 5))
        #expect(try Self.encoding("\(name) 1") == EncodingOptions(quality: 2))
        #expect(throws: PictureArguments.Problems.self) { try PictureArguments("\(name) 32") }
    }

    @Test("sizes, with the side that follows from the other")
    func scales() throws {
        let free = ScaledSide.inProportion(multipleOf: 1)
        #expect(try Self.filters("scale=640:-1") == [.scale(width: .pixels(640), height: free)])
        #expect(
            try Self.filters("scale=-2:360") == [.scale(width: .inProportion(multipleOf: 2), height: .pixels(360))]
        )
        #expect(try Self.filters("scale=640x360") == [.scale(width: .pixels(640), height: .pixels(360))])
        #expect(try Self.filters("scale=h=360:w=640") == [.scale(width: .pixels(640), height: .pixels(360))])
        #expect(try Self.filters("scale=w=640") == [.scale(width: .pixels(640), height: free)])
        #expect(try Self.filters("scale=iw/2:ih*0.5") == [.scale(width: .times(0.5), height: .times(0.5))])
        #expect(try Self.filters("scale=iw:0:flags=lanczos") == [.scale(width: .times(1), height: .times(1))])
    }

    @Test("filters stand in their order, and -s behind them")
    func order() throws {
        let line = "-s 320x240 -vf 'hflip,transpose=2,scale=640:-1,vflip' -q:v 3"
        #expect(
            try Self.encoding(line)
                == EncodingOptions(
                    quality: 3,
                    filters: [
                        .turn(.mirrored), .turn(.counterclockwise),
                        .scale(width: .pixels(640), height: .inProportion(multipleOf: 1)), .turn(.flipped),
                        .scale(width: .pixels(320), height: .pixels(240)),
                    ]
                )
        )
    }

    @Test(
        "a quarter turn by number and by name",
        arguments: [
            ("transpose", PictureTurn.transposed), ("transpose=0", .transposed), ("transpose=cclock_flip", .transposed),
            ("transpose=1", .clockwise), ("transpose=dir=clock", .clockwise), ("transpose=cclock", .counterclockwise),
            ("transpose=3", .transverse), ("transpose=clock_flip", .transverse),
        ]
    )
    func turns(_ text: String, _ turn: PictureTurn) throws {
        #expect(try Self.filters(text) == [.turn(turn)])
    }

    @Test("of several rates the least holds")
    func rates() throws {
        #expect(try Self.encoding("-r 5").frameRate == 5)
        #expect(try Self.encoding("-r 1/2").frameRate == 0.5)
        #expect(try Self.encoding("-vf fps=3 -r 5").frameRate == 3)
        #expect(try Self.encoding("-vf fps=fps=7,fps=2.5").frameRate == 2.5)
        #expect(try Self.encoding("-vf fps=3").filters.isEmpty)
    }

    @Test("how RTSP travels")
    func transports() throws {
        #expect(try PictureArguments("-rtsp_transport udp").transport == .udp)
        #expect(try PictureArguments("-rtsp_flags prefer_tcp").transport == .tcp)
        #expect(try PictureArguments("-rtsp_transport http -rtsp_flags prefer_tcp").transport == .http)
    }

    @Test("threads are ours to choose, and that is said")
    func threads() throws {
        #expect(try PictureArguments("-threads 4").notes.count == 1)
        let messages = ConfigurationText.messages(
            "cameras: { a: { platform: generic, stream_source: 'rtsp://192.0.2.1/', extra_arguments: -threads 4 } }"
        )
        #expect(
            messages.count == 1 && messages.first?.contains("warning: 'extra_arguments': -threads does noth") == true
        )
    }

    @Test(
        "what is not understood is an error, whatever it is",
        arguments: [
            "-vf", "-q:v", "-q:v x", "-q:v 2.5", "-crf 20", "-vf scale", "-vf scale=", "-vf scale=0x",
            "-vf scale=9000:-1",
            "-vf scale=1:2:3", "-vf scale=ih:iw", "-vf scale=iw/0:ih", "-vf scale=640:-1,", "-vf hflip=1", "-vf ,",
            "-vf transpose=4", "-s 640", "-s 0x0", "-s 640x360x2", "-r 0", "-r -1", "-r 1/0", "-r 100", "-r nan",
            "-f flv", "-c:v copy", "-i rtsp://192.0.2.1/", "rtsp://192.0.2.1/", "-rtsp_transport pigeon", "-an -an 1",
            "-y /etc/passwd", "-vf movie=/etc/passwd", "'", "\\",
        ]
    )
    func unknown(_ line: String) {
        #expect(throws: PictureArguments.Problems.self) { try PictureArguments(line) }
    }

    @Test("a line of damage is an error or a value, and never traps")
    func damage() {
        var generator = SeededGenerator(seed: 4)
        let pieces = [
            "-vf", "-q:v", "scale=", "640", ":", "-1", ",", "hflip", " ", "'", "\"", "\\", "iw/", "=", "-s", "x", "-r",
            "9999999999999999999999", "fps=", "1/", "transpose=", "é", "-",
        ]
        for _ in 0..<3000 {
            let line = (0..<Int.random(in: 0...12, using: &generator)).compactMap { _ in
                pieces.randomElement(using: &generator)
            }
            _ = try? PictureArguments(line.joined())
        }
    }

    @Test("of the stream's option and the argument the option holds")
    func precedence() throws {
        func transport(_ options: String) throws -> RTSPTransport? {
            let loaded = ConfigurationText.load(
                "cameras: { a: { platform: generic, stream_source: 'rtsp://192.0.2.1/', \(options) } }"
            )
            #expect(loaded.isFlawless)
            guard case .generic(let generic)? = loaded.configuration?.cameras.first?.configuration?.source else {
                return nil
            }
            return generic.stream?.transport
        }
        #expect(try transport("extra_arguments: -rtsp_transport udp") == .udp)
        #expect(try transport("extra_arguments: -rtsp_transport udp, rtsp_transport: tcp") == .tcp)
    }

    @Test("a secret is not repeated in an error")
    func secret() {
        let messages = ConfigurationText.messages(
            "cameras: { a: { platform: generic, stream_source: 'rtsp://192.0.2.1/', extra_arguments: !secret a } }",
            secrets: "a: -i hunter2"
        )
        #expect(messages.count == 1 && !messages.joined().contains("hunter2"))
    }
}
