import Shared

/// The upload parser: never traps, holds bounded memory, and judges the same however the body is cut.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzMultipartForm(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    fuzz(start, count) { bytes in
        guard let input = FuzzInput(bytes) else { return }
        let whole = judge(input, [input.body[...]])
        precondition(whole == judge(input, input.pieces()), "the judgement depends on the cuts")
        switch whole {
        case .success(let picture):
            precondition(picture.identity.isComplete && picture.bytes.count <= input.limit)
            precondition(PictureSniffer.identify(picture.bytes) == picture.identity)
            precondition((picture.filename?.unicodeScalars.count ?? 0) <= UploadedPicture.longestFilename)
            precondition(picture.filename.map { isPresentable($0, longest: 255) } ?? true)
            PlantedBug.trigger(
                when: picture.filename?.contains("\"") == true && picture.identity.width > 4096,
                picture.bytes
            )
        case .failure(let error):
            precondition([400, 413, 415].contains(error.status))
            precondition(isPresentable(error.description, longest: 600))
        }
    }
}

private func judge(_ input: FuzzInput, _ pieces: [ArraySlice<UInt8>]) -> Result<UploadedPicture, UploadError> {
    var parser = MultipartFormParser(contentType: input.contentType ?? "", field: "image", limit: input.limit)
    let bound = 2 * (min(input.limit, input.body.count) + 2 * MultipartStreamParser.longestStep)
    var early: UploadError?
    for piece in pieces {
        piece.withUnsafeBytes { parser.feed($0) }
        precondition(parser.heldBytes <= bound, "memory grows")
        precondition(early == nil || early == parser.failure, "a refusal was taken back")
        early = parser.failure
    }
    let result = parser.finish()
    if let early { precondition(result == .failure(early), "a refusal was taken back") }
    return result
}
