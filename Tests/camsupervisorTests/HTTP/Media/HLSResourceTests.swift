import Testing

@testable import camsupervisor

@Suite("The names of HLS")
struct HLSResourceTests {
    static let names: [(String, String, HLSResource?)] = [
        ("master_playlist.m3u8", "", .master),
        ("playlist.m3u8", "", .playlist(nil)),
        ("playlist.m3u8", "?_HLS_msn=7", .playlist(.init(segment: 7, part: nil))),
        ("playlist.m3u8", "?_HLS_msn=7&_HLS_part=2", .playlist(.init(segment: 7, part: 2))),
        ("init.mp4", "", .opening(1)),
        ("init-12.mp4", "", .opening(12)),
        ("segment/0.m4s", "", .segment(0)),
        ("segment/3.1.m4s", "", .part(.init(segment: 3, part: 1))),
        ("segment/18446744073709551615.18446744073709551615.m4s", "", .part(.init(segment: .max, part: .max))),
        ("segment/18446744073709551616.m4s", "", nil),
        ("segment/-1.m4s", "", nil),
        ("segment/+1.m4s", "", nil),
        ("segment/1.2.3.m4s", "", nil),
        ("segment/.m4s", "", nil),
        ("segment/1..m4s", "", nil),
        ("segment/1.mp4", "", nil),
        ("init-.mp4", "", nil),
        ("init-x.mp4", "", nil),
        ("other", "", nil),
        ("", "", nil),
    ]

    @Test("each name is what it says, or nothing", arguments: names)
    func resources(_ path: String, _ query: String, _ resource: HLSResource?) throws {
        #expect(try HLSResource(path[...], RequestTarget("/\(path)\(query)")) == resource)
    }

    @Test("parameters that are wrong say so", arguments: ["?_HLS_part=1", "?_HLS_msn=x", "?_HLS_msn=1&_HLS_part=-1"])
    func parameters(_ query: String) {
        #expect(throws: HLSResource.InvalidParameter.self) {
            try HLSResource("playlist.m3u8", RequestTarget("/playlist.m3u8\(query)"))
        }
    }

    /// Of a window with segments 0 (complete, 4 parts) and 1 (growing, 3 parts): what is there, what may be asked for.
    static let wishes: [(UInt64, Int?, has: Bool, far: Bool)] = [
        (0, nil, true, false), (0, 3, true, false), (0, 4, true, false), (1, 0, true, false), (1, 2, true, false),
        (1, 3, false, false), (1, 17, false, false), (1, 18, false, true), (1, nil, false, false),
        (2, nil, false, false), (2, 17, false, false), (2, 18, false, true),
        (3, nil, false, false), (4, nil, false, true),
        (.max, .max, false, true),
    ]

    @Test("a playlist is held back until it has what is asked for, and no longer than makes sense", arguments: wishes)
    func heldBack(_ segment: UInt64, _ part: Int?, _ has: Bool, _ isFar: Bool) {
        var harness = MediaHarness.streaming()
        harness.parts(7)
        let wish = HLSResource.Wish(segment: segment, part: part)
        #expect(harness.window.satisfies(wish) == has)
        #expect(harness.window.isTooFar(wish) == isFar)
    }

    @Test("a part is found by its announced name and by its place")
    func parts() {
        var harness = MediaHarness.streaming()
        harness.parts(7)
        func search(_ segment: UInt64, _ part: Int) -> String {
            switch harness.window.part(.init(segment: segment, part: part)) {
            case .found(let found): "\(found.index)"
            case .comesNext: "next"
            case .beyond: "beyond"
            case .gone: "gone"
            }
        }
        #expect([search(0, 0), search(0, 3), search(0, 4), search(1, 0), search(1, 2)] == ["0", "3", "4", "4", "6"])
        #expect(
            [search(1, 3), search(1, 4), search(0, 5), search(2, 0), search(9, 9)] == [
                "next", "beyond", "beyond", "next", "gone",
            ]
        )
        harness.gone()
        #expect([search(1, 3), search(2, 0), search(2, 1)] == ["next", "next", "gone"])
    }
}
