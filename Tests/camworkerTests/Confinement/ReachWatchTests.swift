import IPC
import Shared
import Testing

@testable import camworker

@Suite("ReachWatch")
struct ReachWatchTests {
    /// Files that a test exchanges.
    private final class Files {
        var stamps: [String: FileStamp] = ["/etc/resolv.conf": FileStamp(device: 1, inode: 10)]
    }

    private static let start = MonotonicTime(nanoseconds: 1_000_000_000_000)

    private let files = Files()

    private func watch(
        _ url: String,
        learnt: LearntPorts = LearntPorts(),
        enforcing names: [String] = ["landlock-files", "landlock-ports"]
    ) throws -> ReachWatch {
        let configuration = try Configurations.still(url) { $0.readableFolders = ["/srv"] }
        let files = self.files
        let watch = ReachWatch(CameraReach(configuration, learnt: learnt), learnt: learnt) { files.stamps[$0] }
        watch.enforce(names.map { ConfinementLayer(name: $0, active: true) })
        return watch
    }

    @Test("a redirect within the known ports is open, to https asks for a successor, to ssh is closed")
    func passages() throws {
        let watch = try self.watch("http://192.0.2.10/a.jpg")
        #expect(watch.passage(to: try CameraURL("http://192.0.2.11/b.jpg")) == .open)
        #expect(watch.passage(to: try CameraURL("http://192.0.2.10:22/")) == .closed)
        #expect(watch.wantedPort == nil)
        #expect(watch.passage(to: try CameraURL("https://192.0.2.10/")) == .afterReplacement)
        #expect(watch.wantedPort == 443)
    }

    @Test("a port that was learnt is open, and after the fourth no more are")
    func learnt() throws {
        let learnt = LearntPorts([443, 8001, 8002, 8003])
        let watch = try self.watch("http://192.0.2.10/a.jpg", learnt: learnt)
        #expect(watch.passage(to: try CameraURL("https://192.0.2.10/")) == .open)
        #expect(watch.passage(to: try CameraURL("http://192.0.2.10:8004/")) == .closed)
    }

    @Test("where Landlock governs no ports every redirect is open")
    func unenforced() throws {
        let watch = try self.watch("http://192.0.2.10/a.jpg", enforcing: ["landlock-files"])
        #expect(watch.passage(to: try CameraURL("http://192.0.2.10:22/")) == .open)
    }

    @Test("a resolver file in the place of another is noticed, and so is one that comes or goes")
    func exchanged() throws {
        for new in [FileStamp(device: 1, inode: 11), FileStamp(device: 2, inode: 10), nil] {
            self.files.stamps["/etc/resolv.conf"] = FileStamp(device: 1, inode: 10)
            let watch = try self.watch("http://camera.example/a.jpg")
            #expect(watch.changedPath(at: Self.start) == nil)
            self.files.stamps["/etc/resolv.conf"] = new
            #expect(watch.changedPath(at: Self.start + .seconds(1)) == nil, "looked at too soon")
            #expect(watch.changedPath(at: Self.start + .seconds(2)) == "/etc/resolv.conf")
        }
        let watch = try self.watch("http://camera.example/a.jpg")
        self.files.stamps["/etc/gai.conf"] = FileStamp(device: 1, inode: 12)
        #expect(watch.changedPath(at: Self.start) == "/etc/gai.conf")
    }

    @Test("nobody is replaced for a resolver that is not asked, until a redirect leads to a name")
    func address() throws {
        let watch = try self.watch("http://192.0.2.10/a.jpg")
        self.files.stamps["/etc/resolv.conf"] = nil
        #expect(watch.changedPath(at: Self.start) == nil)
        _ = watch.passage(to: try CameraURL("http://camera.example/a.jpg"))
        #expect(watch.changedPath(at: Self.start + .seconds(5)) == "/etc/resolv.conf")
    }

    @Test("a file camera's folder that comes late, as a mount does, is noticed; where nothing is enforced nothing is")
    func folder() throws {
        let watch = try self.watch("file:///srv/a.jpg")
        let free = try self.watch("file:///srv/a.jpg", enforcing: [])
        self.files.stamps["/srv"] = FileStamp(device: 3, inode: 1)
        #expect(watch.changedPath(at: Self.start) == "/srv")
        #expect(free.changedPath(at: Self.start) == nil)
    }
}
