import TestSupport
import Testing

@testable import camworker

/// The fake camera's bodies, which were written without a look at this parser.
@Suite("AttachStreamParser, given the bodies of a camera")
struct AttachCorpusTests {
    private static func items(_ pieces: [ArraySlice<UInt8>]) -> [AttachStreamParser.Item] {
        var parser = AttachStreamParser()
        var items: [AttachStreamParser.Item] = []
        for piece in pieces { piece.withUnsafeBytes { parser.feed($0) { items.append($0) } } }
        return items
    }

    @Test("the same events in the same order, wherever it is cut", arguments: AmcrestCorpus.bodies)
    func cuts(_ body: AmcrestCorpus.Body) {
        let whole = Self.items([body.bytes[...]])
        let events = whole.compactMap { item in
            if case .event(let event) = item { event } else { nil }
        }
        #expect(
            events
                == body.events.map {
                    AttachEvent(code: $0.code, action: $0.action, index: $0.index, data: $0.data)
                }
        )
        #expect(whole.count - events.count == body.heartbeats)
        for cut in body.bytes.indices {
            #expect(Self.items([body.bytes[..<cut], body.bytes[cut...]]) == whole, "cut at \(cut)")
        }
        #expect(Self.items(body.bytes.indices.map { body.bytes[$0...$0] }) == whole)
    }
}
