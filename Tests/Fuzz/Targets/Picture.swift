import Shared

/// Sniffer, description and JPEG scanner: never trap, agree with each other, and say something presentable.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzPicture(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    fuzz(start, count) { buffer in
        let bytes = Array(buffer)
        let identity = PictureSniffer.identify(bytes)
        precondition(identity?.format == PictureSniffer.format(bytes.span))
        precondition(identity.map { $0.width >= 0 && $0.height >= 0 && $0.pixels >= 0 } ?? true)
        precondition(isPresentable(PictureSniffer.describe(bytes, contentType: "text/html"), longest: 200))
        let text = String(decoding: bytes, as: UTF8.self)
        precondition(isPresentable(TextExcerpt.of(text, longest: 40), longest: 40))
        guard JPEGScanner.start(in: bytes.span, from: 0, to: bytes.count) == 0 else { return }
        let outcome = scanAtOnce(bytes)
        precondition(outcome == scanStepwise(bytes), "the scan depends on the cuts")
        guard case .picture(let end) = outcome else { return }
        precondition(end <= bytes.count)
        precondition(PictureSniffer.identify(Array(bytes[..<end]))?.isComplete == true, "scanner and sniffer disagree")
        let isWide = identity.map { $0.width == 0x2A2A } ?? false
        PlantedBug.trigger(when: isWide && end < bytes.count, bytes)
    }
}

private func scanAtOnce(_ bytes: [UInt8]) -> JPEGScanner.Outcome {
    var scanner = JPEGScanner(limit: 4096)
    return scanner.scan(bytes.span)
}

private func scanStepwise(_ bytes: [UInt8]) -> JPEGScanner.Outcome {
    var scanner = JPEGScanner(limit: 4096)
    var outcome = JPEGScanner.Outcome.needsMore
    for count in stride(from: 3, through: bytes.count, by: 1) where outcome == .needsMore {
        outcome = scanner.scan(bytes.span.extracting(first: count))
    }
    return outcome
}
