import TestSupport
import Testing

@testable import camworker

@Suite("AttachStreamParser")
struct AttachStreamParserTests {
    private typealias Item = AttachStreamParser.Item

    private func items(_ pieces: [ArraySlice<UInt8>], _ parser: inout AttachStreamParser) -> [Item] {
        var items: [Item] = []
        for piece in pieces { piece.withUnsafeBytes { parser.feed($0) { items.append($0) } } }
        return items
    }

    private func items(_ body: [UInt8]) -> [Item] {
        var parser = AttachStreamParser()
        return self.items([body[...]], &parser)
    }

    @Test("each framing gives its events", arguments: AttachSample.all)
    func framings(_ sample: AttachSample) {
        #expect(self.items(Array(sample.body.utf8)) == sample.items)
    }

    @Test("cut in two at every byte, and into single bytes, a body gives the same", arguments: AttachSample.all)
    func cuts(_ sample: AttachSample) {
        let body = Array(sample.body.utf8)
        for cut in 0...body.count {
            var parser = AttachStreamParser()
            #expect(self.items([body[..<cut], body[cut...]], &parser) == sample.items, "cut at \(cut)")
        }
        var parser = AttachStreamParser()
        #expect(self.items(body.indices.map { body[$0...$0] }, &parser) == sample.items)
    }

    @Test("what comes last is told with its last byte, not with the next part", arguments: AttachSample.all)
    func promptness(_ sample: AttachSample) throws {
        let body = Array(sample.body.utf8)
        let text: String =
            switch try #require(sample.items.last) {
            case .heartbeat: "Heartbeat"
            case .event(let event): event.data ?? "index=\(event.index)"
            }
        var end = try #require(body.ranges(of: Array(text.utf8)).last).upperBound
        var parser = AttachStreamParser()
        if sample.isToldByLineEnd {
            #expect(self.items([body[..<end]], &parser).count == sample.items.count - 1)
            end = try #require(body[end...].firstIndex(of: UInt8(ascii: "\n"))) + 1
            parser = AttachStreamParser()
        }
        #expect(self.items([body[..<end]], &parser) == sample.items)
    }

    @Test("a length that is too short costs one wrong event and is not believed again")
    func shortLength() {
        let part = "--b\r\nContent-Length:26\r\n\r\nCode=V;action=Start;index=15\r\n"
        let wrong = Item.event(AttachEvent(code: "V", action: "Start", index: 1))
        let right = Item.event(AttachEvent(code: "V", action: "Start", index: 15))
        let short = part.replacing("Length:26", with: "Length:27")
        #expect(self.items(Array((short + short).utf8)) == [wrong, right, right])
        // Cut where no event can end, nothing is told early.
        #expect(self.items(Array(part.replacing("26", with: "24").utf8)) == [right])
    }

    @Test("whatever comes, memory is bounded, and a body without any event is called strange")
    func garbage() {
        for unit in [
            "x", "\r\n", "--myboundary\r\n", "Code=V;action=Start;data={", "<html>\n", "Content-Length: 9\r\n",
        ] {
            var parser = AttachStreamParser()
            let piece = Array(String(repeating: unit, count: 20_000 / unit.utf8.count).utf8)
            for _ in 1...40 {
                _ = self.items([piece[...]], &parser)
                #expect(parser.heldBytes <= AttachStreamParser.longestEvent + 1)
            }
            #expect(parser.isStrange, "\(unit)")
        }
    }

    @Test("a delimiter longer than any is none, and costs the lines behind it nothing")
    func longDelimiter() {
        let clock = ContinuousClock()
        let body = Array(
            ("--" + String(repeating: "x", count: 65_000) + "\n" + String(repeating: "\n", count: 100_000)).utf8
        )
        let time = clock.measure { #expect(self.items(body).isEmpty) }
        // Searched for in each line it took minutes.
        #expect(time < .seconds(5))
        let event = Array("--\r\nCode=V;action=Start;index=1\r\n".utf8)
        #expect(self.items(event) == [.event(AttachEvent(code: "V", action: "Start", index: 1))])
    }

    @Test("heartbeats alone are nothing strange, for ever")
    func heartbeats() {
        var parser = AttachStreamParser()
        let piece = Array(String(repeating: "--b\r\nContent-Length:9\r\n\r\nHeartbeat\r\n\r\n", count: 20_000).utf8)
        #expect(self.items([piece[...]], &parser).count == 20_000)
        #expect(!parser.isStrange)
    }

    @Test("after an event that is too long the next ones are read")
    func tooLong() {
        let long = "Code=V;action=Start;index=0;data={ \"a\" : \"" + String(repeating: "x", count: 70_000) + "\" }\r\n"
        let body = long + "Code=V;action=Stop;index=0\r\n"
        #expect(self.items(Array(body.utf8)) == [.event(AttachEvent(code: "V", action: "Stop", index: 0))])
    }
}
