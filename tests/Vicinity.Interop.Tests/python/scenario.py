"""What the scripts here share: a scenario is a function named on the command line, and it passes by returning.

usage: SCRIPT SCENARIO HOST:PORT [ARGUMENT...]
"""
import sys
import time
import uuid


def new_name(stem="t"):
    return "%s-%s" % (stem, uuid.uuid4().hex[:12])


def equal(actual, expected, what=""):
    if actual != expected:
        raise AssertionError("%s\n  is       %r\n  expected %r" % (what or "values differ", actual, expected))


def true(condition, what):
    if not condition:
        raise AssertionError(what)


def raises(kind, action, *arguments, **named):
    """Calls action and returns the exception of that kind that it must raise."""
    try:
        result = action(*arguments, **named)
    except kind as e:
        return e
    raise AssertionError("%s was expected, but it answered %r" % (kind, result))


def until(condition, what, seconds=45):
    """Calls condition until it is true; it should itself wait a little, for example by polling a consumer."""
    end = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            raise AssertionError("waited %s s in vain: %s" % (seconds, what() if callable(what) else what))


def main(scenarios):
    name, bootstrap, *rest = sys.argv[1:]
    scenarios[name](bootstrap, *rest)
