import Shared

/// Sniffer, description and JPEG scanner: never trap, agree with each other, and say something presentable.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzPicture(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    fuzz(start, count) { buffer in
        let bytes = Array(buffer)
        let identity = PictureSniffer.identify(bytes)
        invariant(identity?.format == PictureSniffer.format(bytes.span), "format and identity differ")
        invariant(identity.map { $0.width >= 0 && $0.height >= 0 && $0.pixels >= 0 } ?? true, "a negative size")
        invariant(
            isPresentable(PictureSniffer.describe(bytes, contentType: "text/html"), longest: 200),
            "the description cannot be shown"
        )
        let orientation = PictureOrientation(jpeg: bytes.span)
        invariant(orientation == .topLeft || identity?.format == .jpeg, "something else than a JPEG is turned")
        let text = String(decoding: bytes, as: UTF8.self)
        invariant(isPresentable(TextExcerpt.of(text, longest: 40), longest: 40), "the excerpt cannot be shown")
        guard JPEGScanner.start(in: bytes.span, from: 0, to: bytes.count) == 0 else { return }
        let outcome = scanAtOnce(bytes)
        invariant(outcome == scanStepwise(bytes), "the scan depends on the cuts")
        guard case .picture(let end) = outcome else { return }
        invariant(end <= bytes.count, "an end beyond the bytes")
        invariant(PictureSniffer.identify(Array(bytes[..<end]))?.isComplete == true, "scanner and sniffer disagree")
        let isWide = identity.map { $0.width > 0x2000 } ?? false
        PlantedBug.trigger(when: isWide, bytes)
    }
}

private func scanAtOnce(_ bytes: [UInt8]) -> JPEGScanner.Outcome {
    var scanner = JPEGScanner(limit: 4096)
    return scanner.scan(bytes.span)
}

private func scanStepwise(_ bytes: [UInt8]) -> JPEGScanner.Outcome {
    var scanner = JPEGScanner(limit: 4096)
    var outcome = JPEGScanner.Outcome.needsMore
    let step = 1 + bytes.count / 100
    for count in stride(from: 3, to: bytes.count + step, by: step) where outcome == .needsMore {
        outcome = scanner.scan(bytes.span.extracting(first: count))
    }
    return outcome
}
