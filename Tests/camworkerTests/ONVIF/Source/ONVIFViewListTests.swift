import IPC
import Shared
import Testing

@testable import camworker

@Suite("The views of an ONVIF device")
struct ONVIFViewListTests {
    /// `(token, coding, width, lens)`, of 16:9.
    private static func profiles(_ all: [(String, String, Int, String)]) throws -> [MediaProfile] {
        let text = all.map { token, coding, width, source in
            """
            <Profiles token="\(token)"><Name>Name \(token)</Name><VideoSourceConfiguration><SourceToken>\(source)\
            </SourceToken></VideoSourceConfiguration><VideoEncoderConfiguration><Encoding>\(coding)</Encoding>\
            <Resolution><Width>\(width)</Width><Height>\(width * 9 / 16)</Height></Resolution>\
            </VideoEncoderConfiguration></Profiles>
            """
        }
        return MediaProfile.all(in: try XMLDocument(Array("<r>\(text.joined())</r>".utf8)).root, of: .media)
    }

    @Test("the largest is the camera itself, the others follow in the device's order")
    func order() throws {
        var list = ONVIFViewList()
        let profiles = try Self.profiles([
            ("sub", "H264", 640, "1"), ("main", "H264", 1920, "1"), ("still", "JPEG", 1920, "1"),
            ("other", "H265", 1280, "2"),
        ])
        #expect(list.take(profiles) == true)
        #expect(list.entries.map(\.token) == ["main", "sub", "still", "other"])
        #expect(list.declarations.map(\.isEnabledByDefault) == [true, false, true, true])
        #expect(list.declarations.map(\.hasMedia) == [true, true, false, true])
        #expect(list.declarations.map(\.key) == ["main", "sub", "still", "other"])
        #expect(list.declarations[1].name == "Name sub")
        #expect(list.take(profiles) == false, "nothing is new")
    }

    @Test("one view alone has neither key nor name")
    func alone() throws {
        var list = ONVIFViewList()
        #expect(list.take(try Self.profiles([("main", "H264", 1920, "1")])) == true)
        #expect(list.declarations == [ViewDeclaration(key: "", name: "")])
    }

    @Test("numbers keep their meaning: what is gone keeps its place, what is new comes last")
    func changes() throws {
        var list = ONVIFViewList()
        _ = list.take(try Self.profiles([("a", "H264", 1920, "1"), ("b", "H264", 640, "1"), ("c", "H264", 320, "1")]))
        #expect(
            list.take(try Self.profiles([("d", "H264", 800, "1"), ("c", "H264", 320, "1"), ("a", "H264", 640, "1")]))
                == true
        )
        #expect(list.entries.map(\.token) == ["a", "b", "c", "d"])
        #expect(list.entries.map(\.isThere) == [true, false, true, true])
        // The camera itself has to be one that there is.
        #expect(list.take(try Self.profiles([("c", "H264", 320, "1"), ("e", "H264", 4000, "1")])) == true)
        #expect(list.entries.map(\.token) == ["e", "b", "c", "d"])
        #expect(list.take([]) == true)
        #expect(list.entries.allSatisfy { !$0.isThere } && list.entries.count == 4)
    }

    @Test("there are no more than 64, and names are cut off")
    func bounds() throws {
        var list = ONVIFViewList()
        let name = String(repeating: "ü", count: 200)
        let profiles = try Self.profiles((0..<100).map { ("\(name)\($0)".suffix(60) + "", "H264", 640, "\($0)") })
        #expect(list.take(profiles) == true)
        #expect(list.entries.count == ViewDeclaration.most)
        #expect(list.declarations.allSatisfy { $0.name.utf8.count <= ViewDeclaration.longest })
    }

    @Test("of more than 64 the largest of each lens come first, and it is said that there are others")
    func tooMany() throws {
        var list = ONVIFViewList()
        let profiles = try Self.profiles(
            (1...48).flatMap { [("main\($0)", "H264", 1920, "\($0)"), ("sub\($0)", "H264", 640, "\($0)")] }
        )
        #expect(list.take(profiles) == true)
        #expect(list.entries.map(\.token) == (1...48).map { "main\($0)" } + (1...16).map { "sub\($0)" })
        #expect(list.complaint?.hasPrefix("32 of the device's profiles are not shown") == true)
        var whole = ONVIFViewList()
        #expect(whole.take(Array(profiles.prefix(64))) == true)
        #expect(whole.complaint == nil && whole.entries.count == 64)
    }
}
