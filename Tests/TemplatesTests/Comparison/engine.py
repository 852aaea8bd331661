"""jinja2 as Home Assistant sets it up, and its errors by kind."""

import re
import sys

import jinja2
from jinja2 import exceptions
from jinja2.sandbox import ImmutableSandboxedEnvironment

KINDS = [
    (exceptions.TemplateSyntaxError, "syntax"), (exceptions.SecurityError, "security"),
    (exceptions.UndefinedError, "undefined"), (exceptions.FilterArgumentError, "filterArgument"),
    (exceptions.TemplateRuntimeError, "runtime"), (ZeroDivisionError, "zeroDivision"), (OverflowError, "overflow"),
    (IndexError, "index"), (KeyError, "key"), (AttributeError, "attribute"), (AssertionError, "assertion"),
    (RecursionError, "recursion"), (RuntimeError, "runtime"), (TypeError, "type"), (ValueError, "value"), (re.error, "value"),
    (SyntaxError, "syntax"), (MemoryError, "limit"),
]


def kind(error):
    for cls, name in KINDS:
        if isinstance(error, cls):
            return name
    return type(error).__name__


def summed(iterable, attribute=None, start=0):
    """`sum` as Python 3.12 computes it, for older ones."""
    total, lost = start, 0.0
    for item in iterable:
        if isinstance(total, float) and isinstance(item, float):
            following = total + item
            lost += (total - following) + item if abs(total) >= abs(item) else (item - following) + total
            total = following
        elif isinstance(total, float) and isinstance(item, int):
            total = total + item
        else:
            if isinstance(total, str):
                raise TypeError("sum() can't sum strings")
            total, lost = (total + lost if lost else total) + item, 0.0
    return total + lost if lost else total


def ordered(value):
    """A value in JSON that keeps the order of dicts for every reader."""
    if isinstance(value, dict):
        return {"pairs": [[key, ordered(item)] for key, item in value.items()]}
    return [ordered(item) for item in value] if isinstance(value, list) else value


def environment():
    env = ImmutableSandboxedEnvironment(extensions=["jinja2.ext.loopcontrols"])
    if sys.version_info < (3, 12):
        original = env.filters["sum"]

        @jinja2.pass_environment
        def older_sum(environment, iterable, attribute=None, start=0):
            if attribute is not None:
                iterable = map(jinja2.filters.make_attrgetter(environment, attribute), iterable)
            return summed(iterable, None, start)

        env.filters["sum"] = older_sum
        del original
    return env


def render(env, template, variables):
    try:
        # What has no text of its own prints its address.
        return {"output": re.sub(r" at 0x[0-9a-f]+", "", env.from_string(template).render(**variables))}
    except Exception as error:  # every kind is a result
        result = {"error": kind(error)}
        if isinstance(error, exceptions.TemplateSyntaxError):
            result["line"] = error.lineno
        return result
