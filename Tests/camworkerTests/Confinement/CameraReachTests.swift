import Shared
import Testing

@testable import camworker

@Suite("CameraReach")
struct CameraReachTests {
    @Test(
        "the ports of the camera's URLs, by their scheme where they name none",
        arguments: [
            ("http://192.0.2.10/a.jpg", 80), ("https://192.0.2.10/a.jpg", 443), ("http://192.0.2.10:8080/", 8080),
            ("https://[2001:db8::1]:8443/", 8443),
        ] as [(String, UInt16)]
    )
    func ports(url: String, port: UInt16) throws {
        let reach = CameraReach(try Configurations.still(url))
        #expect(reach.ports == [port] && reach.usesNetwork && !reach.usesNames)
    }

    @Test("an MJPEG camera's two URLs, and what it redirected to before")
    func stream() throws {
        let configuration = try Configurations.mjpeg("http://192.0.2.10/video") {
            $0.stillImageURL = try? CameraURL("http://camera.example:81/still")
        }
        let reach = CameraReach(configuration, learnt: LearntPorts([8443]))
        #expect(reach.ports == [80, 81, 8443] && reach.usesNames)
    }

    @Test(
        "a stream's port by its scheme, and ports of our own only where the camera sends to them",
        arguments: [
            ("rtsp://192.0.2.10/live", .tcp, 554, false), ("rtsp://192.0.2.10/live", .udp, 554, true),
            ("rtsp://192.0.2.10:8554/live", .multicast, 8554, true), ("rtsps://192.0.2.10/live", .http, 322, false),
            ("rtmp://192.0.2.10/live", .tcp, 1935, false), ("https://192.0.2.10/live.m3u8", .udp, 443, false),
        ] as [(String, RTSPTransport, UInt16, Bool)]
    )
    func video(url: String, transport: RTSPTransport, port: UInt16, receives: Bool) throws {
        let stream = StreamConfiguration(url: try CameraAddress(url), transport: transport)
        var configuration = try Configurations.still("http://192.0.2.10/a.jpg")
        configuration.source = .generic(GenericConfiguration(stream: stream))
        let reach = CameraReach(configuration)
        #expect(reach.ports == [port] && reach.receivesDatagrams == receives)
        // Beside a still URL the stream is opened for media.
        configuration.source = .generic(
            GenericConfiguration(stillImageURL: try CameraAddress("http://192.0.2.10/a.jpg"), stream: stream)
        )
        let both = CameraReach(configuration)
        #expect(both.ports == [80, port] && both.receivesDatagrams == receives)
    }

    @Test("a camera without a network needs none, whatever it claims to have learnt")
    func none() throws {
        for configuration in [try Configurations.demo(), try Configurations.push()] {
            let reach = CameraReach(configuration, learnt: LearntPorts([8443]))
            #expect(!reach.usesNetwork && reach.folders.isEmpty && !reach.usesNames)
        }
        let file = try Configurations.still("file:///srv/a.jpg") { $0.readableFolders = ["/srv"] }
        let reach = CameraReach(file)
        #expect(!reach.usesNetwork && reach.folders == ["/srv"])
    }

    @Test(
        "of a template the ports that stand in its text, else those that are usual, and folders where it may be a file",
        arguments: [
            ("http://192.0.2.10:81/{{ x }}", [81], [], false), ("https://cam/{{ x }}", [443], [], true),
            ("http://{{ host }}/a", [80], [], true), ("{{ states('input_text.url') }}", [80, 443], ["/srv"], true),
            ("{% if x %}http://192.0.2.1:81/{% else %}https://192.0.2.2/{% endif %}", [81, 443], ["/srv"], false),
            ("file:///srv/{{ x }}.jpg", [], ["/srv"], false),
        ] as [(String, Set<UInt16>, [String], Bool)]
    )
    func template(_ text: String, ports: Set<UInt16>, folders: [String], usesNames: Bool) throws {
        let reach = CameraReach(try Configurations.still(text) { $0.readableFolders = ["/srv"] })
        #expect(reach.ports == ports && reach.folders == folders && reach.usesNames == usesNames, "\(reach)")
    }

    @Test(
        "of a stream's template likewise; ports of ours where it may be RTSP",
        arguments: [
            ("rtsp://192.0.2.10/ch{{ x }}", [554], true), ("http://192.0.2.10/{{ x }}", [80], false),
            ("{{ x }}", [554], true),
        ] as [(String, Set<UInt16>, Bool)]
    )
    func streamTemplate(_ text: String, ports: Set<UInt16>, receives: Bool) throws {
        let reach = CameraReach(try Configurations.stream(text) { $0.stream?.transport = .udp })
        #expect(reach.ports == ports && reach.receivesDatagrams == receives)
    }
}
