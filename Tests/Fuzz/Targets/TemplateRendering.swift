import Templates

/// The template engine: no text makes it trap, hang or leave its limits, reading decides what is static, and the same text
/// renders the same twice.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzTemplateRendering(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    fuzz(start, count) { bytes in
        // The first line is the state of an entity, the rest the template.
        let newline = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? 0
        let surroundings = Surroundings(
            states: StateSnapshot([
                EntityState(
                    entityID: "sensor.a",
                    state: String(decoding: bytes[..<newline], as: UTF8.self),
                    attributes: [.init("list", .list([.int(1), .float(2.5), .none])), .init("text", .string("x y"))]
                ),
                EntityState(entityID: "light.desk", state: "on"),
            ]),
            now: 1_711_803_906_789_012,
            zone: ZoneRules { _ in (3600, "CET") }
        )
        let text = String(decoding: bytes[newline...], as: UTF8.self)
        let first = outcome(of: text, surroundings)
        invariant(first == outcome(of: text, surroundings), "the same template renders differently")
        switch first {
        case .failure(let error):
            invariant(error.position != nil, "an error without a place")
            invariant(isPresentable(error.description, longest: 400), "the error cannot be shown")
            PlantedBug.trigger(when: (error.position?.line ?? 0) > 4, Array(bytes))
        case .success(let rendering):
            invariant(rendering.text.utf8.count <= limits.output, "the output is too long")
            invariant(rendering.warnings.count <= TemplateLimits.warnings, "too many warnings")
        }
    }
}

/// Smaller than usual, so that endless loops cost the fuzzer little.
private let limits: TemplateLimits = {
    var limits = TemplateLimits()
    limits.steps = 5000
    limits.output = 16 * 1024
    limits.string = 16 * 1024
    limits.elements = 1000
    return limits
}()

private struct Outcome: Equatable {
    var text: String
    var warnings: [TemplateError]
    var usesTime: Bool
}

private func outcome(of text: String, _ surroundings: Surroundings) -> Result<Outcome, TemplateError> {
    do throws(TemplateError) {
        let template = try Template(text)
        let rendering = try template.render(in: surroundings, limits: limits, using: Fixed())
        invariant(!template.isStatic || rendering.text == template.source, "a static text changed")
        invariant(
            template.names.isAll || rendering.entities.isSubset(of: template.names.entities),
            "an entity was asked for that reading did not find"
        )
        invariant(template.names.usesTime || !rendering.usesTime, "the time was asked for, which reading did not find")
        return .success(Outcome(text: rendering.text, warnings: rendering.warnings, usesTime: rendering.usesTime))
    } catch {
        return .failure(error)
    }
}

private struct Fixed: RandomNumberGenerator {
    private var state: UInt64 = 1

    mutating func next() -> UInt64 {
        self.state = self.state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return self.state
    }
}
