import CLinux
import Shared
import Testing

@testable import camworker

@Suite("LandlockPlan")
struct LandlockPlanTests {
    private static func network() throws -> CameraReach {
        CameraReach(try Configurations.still("http://192.0.2.10:8080/a.jpg"))
    }

    @Test(
        "each ABI is asked for what it knows and nothing it does not",
        arguments: [
            (1, 0x1FFF, 0, 0), (2, 0x3FFF, 0, 0), (3, 0x7FFF, 0, 0), (4, 0x7FFF, 3, 0), (5, 0xFFFF, 3, 0),
            (6, 0xFFFF, 3, 3), (7, 0xFFFF, 3, 3), (99, 0xFFFF, 3, 3),
        ] as [(Int, UInt64, UInt64, UInt64)]
    )
    func rights(abi: Int, files: UInt64, ports: UInt64, scopes: UInt64) throws {
        let ruleset = LandlockPlan(abi: abi, reach: try Self.network()).ruleset
        #expect(ruleset.files == files && ruleset.ports == ports && ruleset.scopes == scopes)
    }

    @Test("a camera's ports and DNS where ports are known, none where they are not or no network is used")
    func ports() throws {
        #expect(LandlockPlan(abi: 4, reach: try Self.network()).ports == [53, 8080])
        #expect(LandlockPlan(abi: 3, reach: try Self.network()).ports == [])
        #expect(LandlockPlan(abi: 7, reach: CameraReach(try Configurations.demo())).ports == [])
    }

    @Test("nothing of /etc as a whole, no home, no /proc, no keys of the machine")
    func paths() throws {
        let reaches = try [
            Self.network(), CameraReach(Configurations.demo()),
            CameraReach(Configurations.still("file:///srv/a.jpg") { $0.readableFolders = ["/srv/pictures"] }),
        ]
        let secret = ["/etc/shadow", "/etc/camsupervisor/secrets.yaml", "/etc/ssl/private/key.pem", "/root/.ssh/id"]
        for reach in reaches {
            let paths = LandlockPlan(abi: 7, reach: reach).paths
            for file in secret + ["/proc/1/environ", "/home/me/a", "/srv/other/a.jpg", "/dev/sda", "/var/lib/x"] {
                #expect(!paths.contains { file == $0 || file.hasPrefix($0 + "/") }, "\(file)")
            }
            #expect(paths.contains("/usr/lib"))
        }
        #expect(LandlockPlan(abi: 7, reach: reaches[2]).paths.contains("/srv/pictures"))
        #expect(LandlockPlan(abi: 7, reach: reaches[0]).paths.contains("/etc/resolv.conf"))
        #expect(!LandlockPlan(abi: 7, reach: reaches[1]).paths.contains("/etc/resolv.conf"))
    }
}
