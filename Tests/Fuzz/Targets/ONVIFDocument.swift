/// What an ONVIF camera sends as XML: never traps, keeps to its limits, and words for people that can be shown.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzONVIFDocument(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    fuzz(start, count) { bytes in
        let body = Array(bytes)
        let limits = XMLLimits(bytes: 4096, depth: 12, elements: 60, attributes: 8)
        do throws(XMLError) {
            let document = try XMLDocument(body, limits: limits)
            var elements = 0
            let depth = measure(document.root, &elements, within: limits)
            invariant(depth <= limits.depth && elements <= limits.elements, "more than the limits allow")
            PlantedBug.trigger(when: document.wasMended && depth >= 3 && elements >= 5, body)
        } catch {
            invariant(isPresentable("\(error)", longest: 200), "the refusal cannot be shown")
        }
    }
}

private func measure(_ element: XMLElement, _ elements: inout Int, within limits: XMLLimits) -> Int {
    elements += 1
    invariant(!element.name.contains(":"), "a name with its prefix")
    invariant(element.attributes.count <= limits.attributes, "too many attributes")
    invariant(element.text.utf8.last.map { $0 > 0x20 } ?? true, "white space behind the text")
    var depth = 0
    for child in element.children { depth = max(depth, measure(child, &elements, within: limits)) }
    return depth + 1
}
