import Templates
import Testing

@Suite("Names that nothing has")
struct UnknownNamesTests {
    @Test(
        "they are found where they first stand, with what was perhaps meant",
        arguments: [
            ("{{ sates('sensor.a') }}", "sates 1:4 states"), ("a\n{{ channel }}{{ channel }}", "channel 2:4 -"),
            ("{% set a = b %}{{ a }}", "b 1:12 -"), ("{% for x in range(3) %}{{ loop.index }}{{ x }}{% endfor %}", ""),
            ("{% macro m(a, b=c) %}{{ a }}{{ varargs }}{% endmacro %}{{ m(1) }}", "c 1:17 -"),
            ("{% with a = 1 %}{{ a }}{% endwith %}{{ pi }}{{ now() }}{{ states.sensor.a.state }}", ""),
            (
                "{% if a %}{% elif b %}{{ c|default(d) }}{% else %}{{ g is defined }}{% endif %}",
                "a 1:7 - b 1:19 - c 1:26 - d 1:36 - g 1:54 -"
            ),
        ]
    )
    func found(_ text: String, _ expected: String) throws {
        let names = try Template(text).unknownNames
        let words = names.map { "\($0.name) \($0.position.line):\($0.position.column) \($0.near ?? "-")" }
        #expect(words.joined(separator: " ") == expected)
    }

    @Test("a template of nothing but such names has twenty of them")
    func most() throws {
        let text = (0..<2_000).map { "{{ name\($0) }}" }.joined()
        #expect(try Template(text).unknownNames.count == TemplateLimits.warnings)
    }
}
