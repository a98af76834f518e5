"""Time that `import edgeward` adds to `import numpy`, in fresh interpreters.

python -m edgeward.benchmarks.start
"""

import subprocess
import sys

from edgeward.benchmarks.timing import median_ms


def run(program: str) -> None:
    """Run a program in a fresh interpreter."""
    subprocess.run([sys.executable, "-c", program], check=True)


def main() -> None:
    """Print one line."""
    programs = ("import numpy", "import numpy, edgeward")
    ms = median_ms({p: lambda p=p: run(p) for p in programs})  # type: ignore[misc]
    plain, ours = (ms[p] for p in programs)
    print(f"import numpy {plain:.0f} ms, import edgeward {ours - plain:.0f} ms more")


if __name__ == "__main__":
    main()
