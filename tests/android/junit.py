"""JUnit's tests of the Kotlin sources, on any JVM."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.android import kotlin

CONSOLE = "org.junit.platform.console.ConsoleLauncher"

# Runs a main class with arguments and system properties; returns what it prints.
Jvm = Callable[[Sequence[Path], str, Sequence[str], Mapping[str, str]], str]


def host_jvm(*options: str) -> Jvm:
    """Return this machine's JVM, started with options."""

    def jvm(
        classpath: Sequence[Path],
        main: str,
        arguments: Sequence[str],
        properties: Mapping[str, str],
    ) -> str:
        every = {"file.encoding": "UTF-8", **properties}
        settings = [f"-D{name}={value}" for name, value in every.items()]
        return kotlin.java(classpath, main, *arguments, options=[*options, *settings])

    return jvm


def run_junit(
    jvm: Jvm,
    classpath: Sequence[Path],
    *select: str,
    properties: Mapping[str, str],
) -> int:
    """Run tests, all of which must succeed.

    Args:
        jvm: that runs them.
        classpath: tests first, then what they use.
        select: the console's options that choose tests.
        properties: of the system.

    Returns:
        How many ran.
    """
    options = ("execute", "--disable-banner", "--details=tree", "--disable-ansi-colors", *select)
    report = jvm(classpath, CONSOLE, options, properties)
    print(report)
    ran, failed, aborted, skipped = (
        int(re.findall(rf"\[\s*(\d+) tests {word}", report)[0])
        for word in ("successful", "failed", "aborted", "skipped")
    )
    assert (failed, aborted, skipped) == (0, 0, 0), report
    assert ran > 0, report
    return ran
