"""Libraries of the catalogue from Maven Central, through Maven."""

import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.android.archives import unpack
from tests.android.catalogue import coordinates
from tests.core.builds import run

_TYPES = {
    "android-signatures": "signature",
    "tensorflow-lite": "aar",
    "tensorflow-lite-api": "aar",
}
_CLASSIFIERS = {"ktlint": "all"}
# What needs the libraries that it depends on; the rest stands alone.
_WITH_DEPENDENCIES = ("animal-sniffer", "junit4", "kotlin-compiler", "proguard", "robolectric")
# Groups that only Google's Maven has for certain: stand_ins/monitor has what is used of them.
_LEFT_OUT = {"robolectric": ("androidx.annotation", "androidx.test", "androidx.test.espresso")}

_POM = """<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>dev.edgeward</groupId><artifactId>downloads</artifactId><version>0</version>
  <dependencies>{dependencies}</dependencies>
</project>
"""
_DEPENDENCY = """
    <dependency>
      <groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>{version}</version>
      <type>{type}</type><classifier>{classifier}</classifier>{exclusions}
    </dependency>"""
_EXCLUSION = "<exclusion><groupId>{group}</groupId><artifactId>*</artifactId></exclusion>"


@cache
def jars(*libraries: str) -> tuple[Path, ...]:
    """Fetch libraries; of an AAR, its classes."""
    plugin = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath"
    with TemporaryDirectory() as folder:
        pom, found = Path(folder, "pom.xml"), Path(folder, "classpath")
        pom.write_text(_POM.format(dependencies="".join(map(_dependency, libraries))))
        run("mvn", "-q", "-B", "-f", pom, plugin, f"-Dmdep.outputFile={found}")
        paths = [Path(path) for path in found.read_text().strip().split(os.pathsep)]
    return tuple(classes_of(path) if path.suffix == ".aar" else path for path in paths)


def classes_of(aar: Path) -> Path:
    """Find the classes of an AAR."""
    return unpack(aar) / "classes.jar"


def _dependency(library: str) -> str:
    group, artifact, version = coordinates(library)
    return _DEPENDENCY.format(
        group=group,
        artifact=artifact,
        version=version,
        type=_TYPES.get(library, "jar"),
        classifier=_CLASSIFIERS.get(library, ""),
        exclusions=_exclusions(library),
    )


def _exclusions(library: str) -> str:
    groups = _LEFT_OUT.get(library, () if library in _WITH_DEPENDENCIES else ("*",))
    return f"<exclusions>{''.join(_EXCLUSION.format(group=group) for group in groups)}</exclusions>"
