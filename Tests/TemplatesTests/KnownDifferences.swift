/// Where the engine differs from the original on purpose, by template, and why.
///
/// Nothing is left out of the comparison: a template that is listed here must differ.
enum KnownDifferences {
    static let jinja = Self.byTemplate(Self.ofJinja)
    static let homeAssistant = Self.byTemplate(Self.ofJinja + Self.ofHomeAssistant)

    private static func byTemplate(_ differences: [(why: String, templates: [String])]) -> [String: String] {
        var byTemplate: [String: String] = [:]
        for (why, templates) in differences {
            for template in templates { byTemplate[template] = why }
        }
        return byTemplate
    }

    private static let ofJinja: [(why: String, templates: [String])] = [
        (
            "integers have 64 bits: leaving them is an error, never a wrong number",
            [
                "{{ 2 ** 63 }}", "{{ 2 ** 64 }}", "{{ 9223372036854775807 + 1 }}", "{{ 9223372036854775808 }}",
                "{{ -9223372036854775808 - 1 }}", "{{ 10 ** 30 // 10 ** 29 }}", "{{ 9223372036854775807 * 2 }}",
                "{{ '9223372036854775808'|int }}", "{{ 1e19|int }}", "{{ (2 ** 63)|string|length }}",
                "{{ -(-9223372036854775807 - 1) }}", "{{ '99999999999999999999'|int(1) }}",
            ]
        ),
        ("there are no complex numbers", ["{{ (-8) ** 0.5 }}"]),
        (
            "filters that make pages are left out",
            [
                "{{ 'see http://x.org now'|urlize }}", "{{ 'www.x.org'|urlize }}", "{{ 5|urlize }}", "{{ ''|urlize }}",
                "{{ 'a@b.org'|urlize }}", "{{ l|pprint }}", "{{ s|pprint }}", "{{ d|pprint }}", "{{ 5|pprint }}",
                "{{ nothing|pprint }}", "{{ lipsum(0) }}", "{{ lipsum(n=0) }}", "{{ lipsum(0, html=false) }}",
                "{{ lipsum(0)|length }}",
            ]
        ),
        (
            "a text does not remember that it is escaped, since nothing escapes by itself",
            [
                "{{ '<'|e|e }}", "{{ ('<'|e) + '<' }}", "{{ ('<'|safe) is escaped }}", "{{ '<'|e is escaped }}",
            ]
        ),
        ("nothing changes a list; the sandbox forgot these two", ["{{ [1, 2].pop() }}", "{{ [1].clear() }}"]),
        (
            "there are no bytes",
            [
                "{{ 'a'.encode() }}", "{{ 'é'.encode('utf-8') }}", "{{ 'a'.encode().decode() }}",
                "{{ 'abc'.translate({97: 'x'}) }}", "{{ 'a'.encode()|length }}",
            ]
        ),
        (
            "a template is one text without files or HTML",
            [
                "{% block a %}x{% endblock %}", "{% extends 'a' %}", "{% include 'a' %}", "{% import 'a' as b %}",
                "{% from 'a' import b %}", "{% autoescape true %}{{ '<' }}{% endautoescape %}",
            ]
        ),
    ]

    private static let ofHomeAssistant: [(why: String, templates: [String])] = [
        (
            "there are no sets",
            [
                "{{ set([1]) }}", "{{ set([1, 2])|length }}", "{{ 1 in set([1]) }}", "{{ set('a')|list }}",
                "{{ set([1]) is set }}", "{{ set() }}",
            ]
        ),
        (
            "there are no bytes",
            [
                "{{ 5|pack('>I') }}", "{{ pack(5, '>I') }}", "{{ 'x'|unpack('>I') }}", "{{ 5|pack('>Q')|length }}",
                "{{ urlencode({'a': 1})|length }}",
            ]
        ),
        (
            "there are no versions",
            [
                "{{ version('1.2') > version('1.1') }}", "{{ '2024.3.3'|version }}", "{{ version('1.0').major }}",
                "{{ version('x') }}", "{{ version('1.0') == '1.0' }}",
            ]
        ),
        (
            "there are no areas, devices and places",
            [
                "{{ areas() }}", "{{ area_id('x') }}", "{{ device_id('sensor.a') }}", "{{ closest(states) }}",
                "{{ distance(47, 8) }}", "{{ is_hidden_entity('sensor.a') }}", "{{ integration_entities('x') }}",
                "{{ area_name('x') }}",
            ]
        ),
        ("a zone is rules without a name", ["{{ now().tzinfo }}", "{{ [now()] }}"]),
        (
            "rare parts of regular expressions are left out, and counts are bounded",
            [
                "{{ 'aaa'|regex_match('a++') }}", "{{ 'aaa'|regex_match('(?>a+)b') }}",
                "{{ 'ab'|regex_search('(a)?(?(1)b|c)') }}", "{{ 'AB'|regex_search('(?i:a)b') }}",
                "{{ 'x'|regex_search('a{99999}') }}",
            ]
        ),
    ]
}
