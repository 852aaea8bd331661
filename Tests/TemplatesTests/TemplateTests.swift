import Templates
import Testing

@Suite("Templates")
struct TemplateTests {
    private static let now = HomeAssistantComparisonTests.now

    private static let surroundings = Surroundings(
        states: StateSnapshot([
            EntityState(entityID: "sensor.a", state: "5"), EntityState(entityID: "sensor.b", state: "7"),
            EntityState(entityID: "light.desk", state: "on"),
        ]),
        now: now,
        zone: .zurich
    )

    @Test("an entity it is rendered for has its parts under a name of its own, and prints as its id")
    func entity() throws {
        let yard = EntityState(
            entityID: "camera.back_yard",
            state: "idle",
            attributes: [.init("friendly_name", .string("Back Yard"))]
        )
        let text = "{{ e }} {{ e.name }} {{ e['state'] }} {{ e.attributes.friendly_name }} {{ e.other is defined }}"
        let template = try Template(text)
        let rendering = try template.render(in: Self.surroundings, entities: ["e": yard])
        #expect(rendering.text == "camera.back_yard Back Yard idle Back Yard False")
        #expect(rendering.entities.isEmpty, "it is given, and need not be sent")
    }

    @Test(
        "an error says where it is and what to do",
        arguments: [
            ("{{ 1 + }}", "line 1, column 8: expected an expression, found '}}'"),
            ("a\n{{ states('x' }}", "line 2, column 15: unexpected '}', expected ')'"),
            ("{{ x|uper }}", "line 1, column 6: there is no filter 'uper'; did you mean 'upper'?"),
            (
                "{% if a %}",
                "line 1, column 9: unexpected end of the template: the 'if' in line 1 has no 'elif' or 'else' or 'endif'"
            ),
            (
                "{% for i in x %}{% endif %}",
                "line 1, column 20: unknown tag 'endif'; the 'for' in line 1 needs 'endfor' or 'else'"
            ),
            ("ü{{ 'x }}", "line 1, column 5: unexpected character '''; a string that begins here has no end"),
            (
                "{% include 'a' %}",
                "line 1, column 4: 'include' is left out: a template here is one text without files or HTML"
            ),
            ("{# a", "line 1, column 1: the comment that begins here has no end; it ends with '#}'"),
        ]
    )
    func syntaxErrors(_ text: String, _ words: String) {
        let error = #expect(throws: TemplateError.self) { try Template(text) }
        #expect(error?.description == words)
    }

    @Test(
        "an error while rendering says where it is",
        arguments: [
            ("a\nb {{ 1 // 0 }}", "line 2, column 6: division by zero"),
            (
                "{{ states('sensor.c')|int }}",
                "line 1, column 23: int got invalid input 'unknown' but no default was specified"
            ),
            ("{{ missing.x }}", "line 1, column 12: 'missing' is undefined"),
            ("{{ 9 * 10 ** 18 * 10 }}", "line 1, column 4: a number becomes too large: integers have 64 bits"),
            ("{{ [1].append(2) }}", "line 1, column 14: access to attribute 'append' of 'list' object is unsafe."),
        ]
    )
    func renderErrors(_ text: String, _ words: String) throws {
        let template = try Template(text)
        let error = #expect(throws: TemplateError.self) { try template.render(in: Self.surroundings) }
        #expect(error?.description == words)
    }

    @Test("a text without tags is static and stays as it is, stripped")
    func staticText() throws {
        let template = try Template("  http://x/a.jpg\n")
        #expect(template.isStatic)
        #expect(template.names.isConstant)
        #expect(try template.render(in: Self.surroundings).text == "http://x/a.jpg")
        #expect(try !Template("{{ 1 }}").isStatic)
    }

    @Test(
        "the entities that a template names are known without rendering it",
        arguments: [
            ("{{ states('sensor.a') }}", ["sensor.a"], false, false),
            ("{{ states.sensor.a.state }}{{ states['sensor.b'].state }}", ["sensor.a", "sensor.b"], false, false),
            ("{{ states.sensor['a'] }}", ["sensor.a"], false, false),
            (
                "{% if is_state('light.desk', 'on') %}{{ state_attr('sensor.a', 'x') }}{% endif %}",
                ["light.desk", "sensor.a"], false, false
            ),
            ("{{ 'sensor.a'|states }}{{ 'sensor.b' is has_value }}", ["sensor.a", "sensor.b"], false, false),
            ("{{ states('sensor.' ~ x) }}", [], true, false), ("{{ states.sensor|length }}", [], true, false),
            ("{% for s in states %}{% endfor %}", [], true, false), ("{{ expand('group.a') }}", [], true, false),
            ("{{ ['sensor.a']|map('states')|list }}", [], true, false), ("{% set f = states %}", [], true, false),
            ("{{ now().hour }}", [], false, true), ("{{ '07:00'|today_at }}", [], false, true),
            ("{{ 1 + 1 }}", [], false, false),
            (
                "{% macro m(a=states('sensor.a')) %}{{ is_state_attr('sensor.b', 'x', 1) }}{% endmacro %}",
                ["sensor.a", "sensor.b"], false, false
            ),
            ("{{ states(entity_id='Sensor.A') }}", ["sensor.a"], false, false),
        ]
    )
    func names(_ text: String, _ entities: [String], _ isAll: Bool, _ usesTime: Bool) throws {
        let names = try Template(text).names
        #expect(names.entities == Set(entities))
        #expect(names.isAll == isAll)
        #expect(names.usesTime == usesTime)
    }

    @Test("a rendering says which entities it asked for, and what it found undefined")
    func record() throws {
        let text =
            "{{ states('sensor.a') }}{{ states.sensor.b.state }}{{ states('x.missing') }}{{ now().year }}{{ nope }}"
        let rendering = try Template(text).render(in: Self.surroundings)
        #expect(rendering.text == "57unknown2024")
        #expect(rendering.entities == ["sensor.a", "sensor.b", "x.missing"])
        #expect(rendering.usesTime)
        #expect(rendering.warnings.map(\.description) == ["line 1, column 96: 'nope' is undefined"])
        let all = try Template("{{ states.light|list|length }}{{ states|length }}").render(in: Self.surroundings)
        #expect(all.text == "13")
        #expect(all.domains == ["light"])
        #expect(all.usesAllStates)
    }

    @Test("the generator of the filter 'random' is a parameter")
    func random() throws {
        struct Counting: RandomNumberGenerator {
            var count: UInt64 = 0

            mutating func next() -> UInt64 {
                self.count += 1
                return self.count
            }
        }
        let template = try Template("{{ ['a', 'b', 'c']|random }}{{ ['a', 'b', 'c']|random }}")
        #expect(try template.render(in: Self.surroundings, using: Counting()).text == "bc")
    }

    @Test("the same template renders again and again without remembering anything")
    func isPure() throws {
        let template = try Template(
            "{% set c = cycler(1, 2) %}{% set ns = namespace(x=0) %}{% set ns.x = ns.x + 1 %}{{ c.next() }}{{ ns.x }}"
        )
        for _ in 0..<3 { #expect(try template.render(in: Self.surroundings).text == "11") }
    }

    @Test("time_since and time_until, which came after 2024.3, name the largest units")
    func since() throws {
        for (text, expected) in [
            ("{{ time_since(now() - timedelta(days=400, hours=3)) }}", "1 year"),
            ("{{ time_since(now() - timedelta(hours=30, minutes=5), 2) }}", "1 day 6 hours"),
            ("{{ time_since(now() - timedelta(seconds=90), precision=0) }}", "1 minute 30 seconds"),
            ("{{ time_since(now()) }}", "0 seconds"), ("{{ time_since('x') }}", "x"),
            ("{{ time_until(now() + timedelta(minutes=45)) }}", "45 minutes"),
            ("{{ time_until(now() + timedelta(hours=2, minutes=40)) }}", "3 hours"),
        ] {
            #expect(try Template(text).render(in: Self.surroundings).text == expected, "\(text)")
        }
    }

    @Test("times respect the change to summer time")
    func summerTime() throws {
        for (text, expected) in [
            ("{{ (now() + timedelta(hours=12)).isoformat() }}", "2024-03-31T02:05:06.789012+01:00"),
            ("{{ (now() + timedelta(days=1)).isoformat() }}", "2024-03-31T14:05:06.789012+02:00"),
            ("{{ as_datetime('2024-10-27T00:30:00Z')|as_local }}", "2024-10-27 02:30:00+02:00"),
            ("{{ as_datetime('2024-10-27T01:30:00Z')|as_local }}", "2024-10-27 02:30:00+01:00"),
            ("{{ (as_datetime('2024-10-27T01:30:00Z')|as_local).timestamp()|int }}", "1729992600"),
        ] {
            #expect(try Template(text).render(in: Self.surroundings).text == expected)
        }
    }
}
