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
}
