import Glibc
import Templates
import Testing

@Suite("Limits of templates")
struct TemplateLimitsTests {
    private static let surroundings = Surroundings(states: StateSnapshot(), now: 0, zone: .utc)

    private func failure(_ text: String) -> TemplateError? {
        do throws(TemplateError) {
            _ = try Template(text).render(in: Self.surroundings)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "what would take for ever, or all memory, is an error that names the line",
        arguments: [
            "{% for i in range(90000) %}{% for j in range(90000) %}{{ i }}{% endfor %}{% endfor %}",
            "{{ 'a' * 10 ** 9 }}", "{{ [1] * 10 ** 9 }}", "{{ 'x'.center(10 ** 9) }}", "{{ '%999999999d' % 1 }}",
            "{{ '{:999999999}'.format(1) }}", "{{ 'a'.zfill(10 ** 9) }}", "{{ 'a'|indent(10 ** 9) }}",
            "{% set ns = namespace(x='a') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
            "{% set ns = namespace(x=[]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}",
            "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
            "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = ns.x|map('abs') %}{% endfor %}",
            "{% set ns = namespace(x=(1,)) %}{% for i in range(30) %}{% set ns.x = (ns.x, ns.x) %}{% endfor %}{{ ns.x }}",
            "{% set ns = namespace(x=(1,)) %}{% for i in range(30) %}{% set ns.x = (ns.x, ns.x) %}{% endfor %}"
                + "{% set ns.y = (1,) %}{% for i in range(30) %}{% set ns.y = (ns.y, ns.y) %}{% endfor %}{{ ns.x == ns.y }}",
            "{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'|regex_match('(a+)+b') }}",
            "{{ 'x'|regex_match('(((a{1000}){1000}){1000})') }}",
            "{{ (['a'] * 90000)|join('a' * 1000) }}", "{{ 'a'|replace('a', 'b' * 900000)|replace('b', 'c' * 900000) }}",
            "{{ '['|replace('[', '[' * 5000)|from_json }}", "{{ 'ab'|batch(1, 0)|list|batch(90000000, 1)|list }}",
            "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
            "{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}",
            "{% set ns = namespace() %}{% set ns.x = ns %}{{ ns }}",
            "{% set s = 'a' * 500000 %}{% for i in range(99999) %}{{ s.isupper() }}{% endfor %}",
            "{% set s = 'a' * 500000 %}{% for i in range(99999) %}{% if s == s ~ '' %}{% endif %}{% endfor %}",
            "{% set s = 'a' * 500000 %}{{ ([s] * 90000)|sort|length }}{{ ([s] * 90000)|unique|list|length }}",
            "{% set s = 'a' * 500000 %}{% for i in range(99999) %}{% set d = {s: 1} %}{{ s[0] }}{{ s|length }}{% endfor %}",
            "{{ 'a\\tb'.expandtabs(10 ** 9) }}", "{{ range(10 ** 12) }}",
            "{{ range(99999)|list|sort(reverse=true)|list|sort|list|sort }}",
        ]
    )
    func isBounded(_ text: String) throws {
        let error = try #require(self.failure("first line\n" + text))
        #expect([.limit, .overflow, .recursion].contains(error.kind), "\(error)")
        #expect(error.position?.line == 2)
    }

    @Test("a long text is searched for another in linear time")
    func search() throws {
        let text = "{{ ('a' * 100000).find('a' * 50000 ~ 'b') }} {{ ('a' * 100000).rsplit('a' * 20000)|length }}"
        #expect(try Template(text).render(in: Self.surroundings).text == "-1 6")
    }

    @Test("a template that nests too deep is refused, however it nests")
    func nesting() throws {
        let many = 5000
        func repeated(_ text: String) -> String { String(repeating: text, count: many) }
        for text in [
            "{{ \(repeated("("))1\(repeated(")")) }}", "{{ \(repeated("["))\(repeated("]")) }}",
            "{{ \(repeated("not "))1 }}",
            "{{ \(repeated("-"))1 }}", "{{ 1\(repeated(" + 1")) }}", "{{ x\(repeated(".a")) }}",
            "{{ x\(repeated("|abs")) }}",
            "{{ x\(repeated("[0]")) }}", "{{ x\(repeated("()")) }}", "{{ 1\(repeated(" if 1 else 1")) }}",
            "\(repeated("{% if 1 %}"))\(repeated("{% endif %}"))", "\(repeated("{% for i in x %}"))",
            "{{ 1\(repeated(" and 1")) }}",
            "{{ '\(repeated("("))'|regex_match('\(repeated("("))') }}",
        ] {
            let error = try #require(self.failure(text), "\(text.prefix(40))")
            #expect(error.kind == .limit || error.kind == .value, "\(text.prefix(40)): \(error)")
        }
    }

    @Test("thousands of tags in a row are no depth")
    func manyTags() throws {
        let text = String(repeating: "{##}", count: 10_000) + String(repeating: "{{ 1 }}", count: 2000)
        #expect(try Template(text).render(in: Self.surroundings).text.count == 2000)
    }

    /// Macros that call themselves for ever, from as deep as they can.
    private static let deepCalls: [String] = {
        let open = String(repeating: "[", count: 30)
        let close = String(repeating: "]", count: 30)
        return [
            "{% macro f(n) %}{{ \(open)f(n)\(close) }}{% endmacro %}{{ \(open)f(1)\(close) }}",
            "{% macro f(n) %}{{ [f(n)]|string|upper|lower }}{% endmacro %}{{ f(1) }}",
            "{% macro f(n) %}{% for i in [1] %}{% if 1 %}{% with %}{{ f(n) }}{% endwith %}{% endif %}{% endfor %}"
                + "{% endmacro %}{{ f(1) }}",
            "{% macro f(n) %}{% call f(n) %}{{ caller() }}{% endcall %}{% endmacro %}{% call f(1) %}{% endcall %}",
        ]
    }()

    @Test("the deepest template that is allowed renders on a stack of 512 KiB")
    func stack() throws {
        let half = TemplateLimits.nesting / 2 - 3
        let brackets = String(repeating: "(", count: half) + "1" + String(repeating: ")", count: half)
        let lists =
            String(repeating: "[", count: TemplateLimits.nesting - 4)
            + String(repeating: "]", count: TemplateLimits.nesting - 4)
        let blocks = String(repeating: "{% if 1 %}", count: half) + "x" + String(repeating: "{% endif %}", count: half)
        let loops =
            String(repeating: "{% for i in [1] %}", count: half) + "x" + String(repeating: "{% endfor %}", count: half)
        let sum = "1" + String(repeating: " + 1", count: TemplateLimits.nesting - 3)
        let recursion = "{% macro f(n) %}{% if n %}{{ (f((n - 1))|string) ~ 'x' }}{% endif %}{% endmacro %}"
        let texts = [
            "{{ \(brackets) }}", "{{ \(lists) }}", blocks, loops, "{{ \(sum) }}", "\(recursion)ok{{ f(4) }}",
            "{% set ns = namespace() %}{% set ns.x = [ns] %}{{ ns.x|length }}",
        ]
        let deepest = Outcome()
        OnSmallStack(bytes: 512 * 1024) {
            for text in texts {
                do throws(TemplateError) {
                    _ = try Template(text).render(in: Self.surroundings)
                } catch {
                    deepest.failures.append("\(text.prefix(60)): \(error)")
                }
            }
            // Beyond the limits it has to be an error, not a crash.
            for text in ["\(recursion){{ f(10000) }}", "{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}"]
                + Self.deepCalls
            {
                do throws(TemplateError) {
                    _ = try Template(text).render(in: Self.surroundings)
                    deepest.failures.append("\(text.prefix(60)): no error")
                } catch {
                    if error.kind != .recursion { deepest.failures.append("\(error)") }
                }
            }
        }.run()
        #expect(deepest.failures == [])
    }
}

private final class Outcome: @unchecked Sendable {
    // SAFETY: written by one thread, which has ended when it is read.
    var failures: [String] = []
}

/// Runs something on a thread with a stack of its own size.
private struct OnSmallStack {
    let bytes: Int
    let body: @Sendable () -> Void

    init(bytes: Int, _ body: @escaping @Sendable () -> Void) {
        self.bytes = bytes
        self.body = body
    }

    func run() {
        final class Box {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, self.bytes)
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(Box(self.body)).toOpaque()
        pthread_create(
            &thread,
            &attributes,
            { argument in
                if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            },
            argument
        )
        pthread_join(thread, nil)
        pthread_attr_destroy(&attributes)
    }
}
