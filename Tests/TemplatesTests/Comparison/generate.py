"""Templates made from a grammar by seed: what a person would hardly write, and the engine must still agree on."""

import random

NUMBERS = ["0", "1", "2", "3", "7", "-1", "10", "2.5", "0.1", "1e3", "n", "f", "neg", "zero", "l|length", "l[0]", "d.a", "true"]
TEXTS = ["'a'", "'Hello'", "''", "'x y'", "'é'", "'10'", "'3.5'", "s", "t", "u", "empty", "words[0]", "people[0].name", "'a,b'"]
LISTS = ["l", "words", "el", "[1, 2, 3]", "['b', 'a']", "numbers[:4]", "range(4)|list", "mixed", "nested", "d|list", "(1, 2)", "floats"]
DICTS = ["d", "ed", "{'x': 1, 'y': 'z'}", "people[0]", "{1: 'a'}"]
LAZY = ["reverse", "unique", "select", "reject", "batch(2)", "slice(2)", 'map("string")', 'map("upper")', 'map("int")', 'select("string")',
        'reject("none")', 'select("gt", 1)']
ODD = ["missing", "nothing", "missing.x", "d.zz", "l[99]", "none"]
SAFE_NAMES = ["n", "f", "s", "t", "l", "d", "words", "numbers"]


class Grammar:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def pick(self, *choices):
        return self.random.choice(choices)

    def expression(self, depth):
        return self.pick(self.number, self.text, self.list, self.truth, self.any)(depth)

    def any(self, depth):
        kind = self.random.random()
        if kind < 0.25:
            return self.random.choice(ODD)
        if kind < 0.4:
            return self.random.choice(DICTS)
        return self.pick(self.number, self.text, self.list)(depth)

    def number(self, depth):
        if depth <= 0 or self.random.random() < 0.25:
            return self.random.choice(NUMBERS)
        sub = lambda: self.number(depth - 1)
        # Powers stay small: integers here have 64 bits.
        return self.pick(
            lambda: f"{sub()} {self.pick('+', '-', '*', '/', '//', '%')} {sub()}",
            lambda: f"({sub()} {self.pick('+', '-', '*')} {sub()})",
            lambda: f"({self.random.choice(NUMBERS[:6])}) ** {self.pick('2', '3', '0')}",
            lambda: f"({sub()})|{self.pick('abs', 'int', 'float', 'round', 'round(1)', 'int(5)')}",
            lambda: f"({self.text(depth - 1)})|{self.pick('length', 'int', 'float', 'int(2)', 'wordcount')}",
            lambda: f"({self.list(depth - 1)})|{self.pick('length', 'sum', 'first', 'last', 'min', 'max')}",
            lambda: f"({self.text(depth - 1)}).{self.pick('count', 'find')}({self.random.choice(TEXTS)})",
            lambda: f"-({sub()})",
            lambda: f"({sub()} if {self.truth(depth - 1)} else {sub()})",
            lambda: f"({self.any(depth - 1)})|default({sub()})",
            lambda: f"{self.any(depth - 1)} {self.pick('+', '*', '-')} {sub()}",
        )()

    def text(self, depth):
        if depth <= 0 or self.random.random() < 0.25:
            return self.random.choice(TEXTS)
        sub = lambda: self.text(depth - 1)
        return self.pick(
            lambda: f"{sub()} ~ {self.expression(depth - 1)}",
            lambda: f"({sub()} + {sub()})",
            lambda: f"({sub()})|{self.pick('upper', 'lower', 'title', 'capitalize', 'trim', 'reverse', 'urlencode', 'e', 'string', 'striptags')}",
            lambda: f"({sub()})|replace({self.random.choice(TEXTS)}, {self.random.choice(TEXTS)})",
            lambda: f"({sub()})|truncate({self.pick('3', '5', '8')}, {self.pick('true', 'false')}, '.', 0)",
            lambda: f"({sub()}).{self.pick('upper()', 'lower()', 'strip()', 'title()', 'swapcase()', 'zfill(4)', 'center(7)', 'isdigit()', 'isalpha()')}",
            lambda: f"({sub()})[{self.pick('0', '-1', '1:', ':2', '::-1', '1:3', '9')}]",
            lambda: f"({self.list(depth - 1)})|join({self.random.choice(TEXTS)})",
            lambda: f"'%s|%s' % ({self.expression(depth - 1)}, {self.number(depth - 1)})",
            lambda: f"'{{}}:{{:>6}}'.format({self.any(depth - 1)}, {self.text(depth - 1)})",
            lambda: f"'{{:.2f}}'.format({self.number(depth - 1)})",
            lambda: f"({sub()} if {self.truth(depth - 1)} else {sub()})",
            lambda: f"({self.any(depth - 1)})|string",
            lambda: f"({sub()})|indent(2, true)",
        )()

    def list(self, depth):
        if depth <= 0 or self.random.random() < 0.25:
            return self.random.choice(LISTS)
        sub = lambda: self.list(depth - 1)
        return self.pick(
            lambda: f"[{self.expression(depth - 1)}, {self.expression(depth - 1)}]",
            lambda: f"({sub()})|{self.pick('sort', 'list', 'sort(reverse=true)')}",
            lambda: f"({sub()})|{self.random.choice(LAZY)}|list",
            lambda: f"({sub()})[{self.pick('1:', ':2', '::2', '::-1', '-2:')}]",
            lambda: f"({self.text(depth - 1)}).split({self.pick('', chr(39) + ',' + chr(39), chr(39) + ' ' + chr(39))})",
            lambda: f"{sub()} + {sub()}",
            lambda: f"people|{self.pick('map', 'map')}(attribute='{self.pick('name', 'age', 'city.n', 'zz')}')|list",
            lambda: f"people|selectattr('age', '{self.pick('gt', 'eq', 'lt')}', {self.number(depth - 1)})|map(attribute='name')|list",
            lambda: f"({self.random.choice(DICTS)}).{self.pick('items()', 'keys()', 'values()')}|list",
            lambda: f"({self.random.choice(DICTS)})|dictsort",
            lambda: f"({sub()} if {self.truth(depth - 1)} else {sub()})",
        )()

    def truth(self, depth):
        if depth <= 0 or self.random.random() < 0.2:
            return self.pick("true", "false", "yes", "no", "n > 3", "s", "el", "missing", "not l")
        sub = lambda: self.truth(depth - 1)
        return self.pick(
            lambda: f"{self.number(depth - 1)} {self.pick('<', '<=', '>', '>=', '==', '!=')} {self.number(depth - 1)}",
            lambda: f"{self.expression(depth - 1)} {self.pick('==', '!=')} {self.expression(depth - 1)}",
            lambda: f"({sub()} {self.pick('and', 'or')} {sub()})",
            lambda: f"not {sub()}",
            lambda: f"({self.expression(depth - 1)}) is {self.pick('', 'not ')}{self.pick('defined', 'none', 'string', 'number', 'iterable', 'sequence', 'mapping', 'integer', 'float', 'boolean', 'odd', 'even', 'true', 'lower', 'upper', 'undefined')}",
            lambda: f"{self.any(depth - 1)} {self.pick('in', 'not in')} {self.pick(self.list, self.text, self.any)(depth - 1)}",
            lambda: f"({self.text(depth - 1)}).{self.pick('startswith', 'endswith')}({self.random.choice(TEXTS)})",
            lambda: f"{self.number(depth - 1)} < {self.number(depth - 1)} <= {self.number(depth - 1)}",
        )()

    def statement(self, depth):
        body = lambda: self.body(depth - 1)
        target = self.pick("x", "y", "n", "s", "l")
        return self.pick(
            lambda: "{{ " + self.expression(3) + " }}",
            lambda: "{{ " + self.expression(3) + " }}",
            lambda: self.pick("text", " a ", "\n", "é", "{ }", "%"),
            lambda: "{% if " + self.truth(2) + " %}" + body() + "{% endif %}",
            lambda: "{% if " + self.truth(2) + " %}" + body() + "{% elif " + self.truth(2) + " %}" + body() + "{% else %}" + body() + "{% endif %}",
            lambda: "{% for i in " + self.list(2) + " %}" + body() + self.pick("", "{{ loop.index }}", "{{ loop.last }}{{ i }}", "{% break %}", "{{ loop.revindex }},") + "{% endfor %}",
            lambda: "{%- for i in " + self.list(1) + " if " + self.truth(1) + " -%}" + body() + "{{ i }}{%- else -%}" + body() + "{%- endfor -%}",
            lambda: "{% for k, v in (" + self.random.choice(DICTS) + ").items() %}{{ k }}={{ v }}" + body() + "{% endfor %}",
            lambda: "{% set " + target + " = " + self.expression(2) + " %}{{ " + target + " }}",
            lambda: "{% set " + target + " %}" + body() + "{% endset %}[{{ " + target + " }}]",
            lambda: "{% set ns = namespace(v=" + self.number(1) + ") %}{% for i in l %}{% set ns.v = ns.v + i %}{% endfor %}{{ ns.v }}",
            lambda: "{% macro m(a, b=" + self.expression(1) + ") %}" + body() + "{{ a }}{{ b }}{% endmacro %}{{ m(" + self.expression(2) + ") }}",
            lambda: "{% filter " + self.pick("upper", "trim", "replace('a', 'b')") + " %}" + body() + "{% endfilter %}",
            lambda: "{% with x = " + self.expression(2) + " %}{{ x }}" + body() + "{% endwith %}{{ x }}",
            lambda: self.pick("{# c #}", " {#- c -#} ", "{% raw %}{{ n }}{% endraw %}"),
        )()

    def body(self, depth):
        if depth <= 0:
            return self.pick("", "b", "{{ " + self.expression(1) + " }}", "{{ i }}", "{{ x }}", " c ")
        return "".join(self.statement(depth) for _ in range(self.random.randint(1, 2)))


def templates(seed, count):
    """As many different ones: short ones come out again and again, and say nothing twice."""
    grammar, found = Grammar(seed), {}
    while len(found) < count:
        found[grammar.body(2)] = None
    return list(found)
