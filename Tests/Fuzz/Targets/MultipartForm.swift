import Shared

/// The upload parser: never traps, holds bounded memory, and judges the same however the body is cut.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzMultipartForm(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    fuzz(start, count) { bytes in
        guard let input = FuzzInput(bytes) else { return }
        let whole = judge(input, [input.body[...]])
        let cut = judge(input, input.pieces())
        invariant(whole == cut, "the judgement depends on the cuts: \(String(reflecting: (whole, cut)))")
        switch whole {
        case .success(let picture):
            invariant(
                picture.identity.isComplete && picture.bytes.count <= input.limit,
                "a picture that must be refused"
            )
            invariant(PictureSniffer.identify(picture.bytes) == picture.identity, "the identity is another one")
            invariant(
                (picture.filename?.unicodeScalars.count ?? 0) <= UploadedPicture.longestFilename,
                "the file name is too long"
            )
            invariant(picture.filename.map { isPresentable($0, longest: 255) } ?? true, "the file name cannot be shown")
            PlantedBug.trigger(
                when: picture.filename != nil && picture.identity.width > 4096,
                picture.bytes
            )
        case .failure(let error):
            invariant([400, 413, 415].contains(error.status), "a status of its own")
            invariant(isPresentable(error.description, longest: 600), "the error cannot be shown")
        }
    }
}

private func judge(_ input: FuzzInput, _ pieces: [ArraySlice<UInt8>]) -> Result<UploadedPicture, UploadError> {
    var parser = MultipartFormParser(contentType: input.contentType ?? "", field: "image", limit: input.limit)
    let bound = 2 * (min(input.limit, input.body.count) + 2 * MultipartStreamParser.longestStep)
    var early: UploadError?
    for piece in pieces {
        piece.withUnsafeBytes { parser.feed($0) }
        invariant(parser.heldBytes <= bound, "memory grows")
        invariant(early == nil || early == parser.failure, "a refusal was taken back")
        early = parser.failure
    }
    let result = parser.finish()
    if let early { invariant(result == .failure(early), "a refusal was taken back") }
    return result
}
