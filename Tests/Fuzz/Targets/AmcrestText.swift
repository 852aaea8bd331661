import Shared

/// What an Amcrest camera sends as text: never traps, holds bounded memory, the same events however the body is cut, and
/// words for people that can be shown.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzAmcrestText(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    fuzz(start, count) { bytes in
        guard let input = FuzzInput(bytes) else { return }
        let whole = items(of: [input.body[...]])
        invariant(whole == items(of: input.pieces()), "events depend on the cuts")
        var codes: Set<String> = []
        var dataBytes = 0
        for case .event(let event) in whole {
            codes.insert(event.code)
            dataBytes += event.data?.utf8.count ?? 0
            invariant(event.index >= 0 && 1...64 ~= event.code.utf8.count, "an event that is none")
        }
        readAnswer(input.body)
        PlantedBug.trigger(when: codes.count >= 3 && dataBytes >= 8 && whole.contains(.heartbeat), input.body)
    }
}

private func items(of pieces: [ArraySlice<UInt8>]) -> [AttachStreamParser.Item] {
    var parser = AttachStreamParser()
    var items: [AttachStreamParser.Item] = []
    for piece in pieces {
        piece.withUnsafeBytes { parser.feed($0) { items.append($0) } }
        invariant(parser.heldBytes <= AttachStreamParser.longestEvent + 1, "memory grows")
    }
    return items
}

private func readAnswer(_ body: [UInt8]) {
    do throws(AmcrestAnswer.Refusal) {
        let answer = try AmcrestAnswer(body)
        invariant(answer.lines.allSatisfy { !$0.key.isEmpty }, "a value without a key")
    } catch {
        invariant(isPresentable("\(error)", longest: 200), "the refusal cannot be shown")
    }
}
