import Shared

/// The MJPEG parser: never traps, holds bounded memory, and delivers the same whole pictures however the stream is cut.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzMultipartStream(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    fuzz(start, count) { bytes in
        guard let input = FuzzInput(bytes) else { return }
        let whole = StreamRun(input, [input.body[...]])
        let cut = StreamRun(input, input.pieces())
        invariant(whole.pictures == cut.pictures, "pictures depend on the cuts")
        invariant(whole.parser.counters == cut.parser.counters, "counters depend on the cuts")
        invariant(whole.parser.counters.pictures == whole.pictures.count, "a picture was not counted")
        invariant(whole.pictures.reduce(0) { $0 + $1.count } <= input.body.count, "more came out than went in")
        PlantedBug.trigger(when: whole.isDeep, whole.pictures.last ?? [])
    }
}

/// One way of feeding a stream, with what must hold at every step.
private struct StreamRun {
    var parser: MultipartStreamParser
    var pictures: [[UInt8]] = []
    /// A state that takes several steps to reach: pictures of two kinds after a wrong length.
    var isDeep = false

    init(_ input: FuzzInput, _ pieces: [ArraySlice<UInt8>]) {
        self.parser = MultipartStreamParser(contentType: input.contentType, limit: input.limit)
        var widths: Set<Int> = []
        var fed = 0
        var lastArrival: UInt64 = 0
        func check(_ picture: StreamedPicture) {
            invariant(picture.identity.isComplete, "a part of a picture was delivered")
            invariant(picture.bytes.count <= input.limit, "the limit is exceeded")
            invariant(PictureSniffer.identify(picture.bytes) == picture.identity, "the identity is another one")
            invariant(lastArrival <= picture.firstByteAt.nanoseconds, "time runs backwards")
            invariant(picture.firstByteAt.nanoseconds <= UInt64(fed), "a picture from the future")
            lastArrival = picture.firstByteAt.nanoseconds
            widths.insert(picture.identity.width)
            self.pictures.append(picture.bytes)
        }
        let bound = 2 * (min(input.limit, input.body.count) + 2 * MultipartStreamParser.longestStep)
        for piece in pieces {
            let now = MonotonicTime(nanoseconds: UInt64(fed))
            piece.withUnsafeBytes { self.parser.feed($0, now: now, deliver: check) }
            fed += piece.count
            invariant(self.parser.heldBytes <= bound, "memory grows")
        }
        self.parser.finish(deliver: check)
        invariant(
            self.parser.lastProblem.map { isPresentable($0, longest: 300) } ?? true,
            "the problem cannot be shown"
        )
        self.isDeep = widths.count >= 2 && self.parser.counters.wrongLengths > 0 && widths.contains { $0 > 4096 }
    }
}
