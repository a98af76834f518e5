"""Libraries of the catalogue from Maven Central, through Maven."""

import os
from pathlib import Path

from tests.android.archives import unpack
from tests.android.cache import once
from tests.android.catalogue import coordinates
from tests.core.builds import run

_AARS = ("tensorflow-lite", "tensorflow-lite-api")
_CLASSIFIERS = {"ktlint": "all"}
# What needs the libraries that it depends on; the rest stands alone.
_WITH_DEPENDENCIES = ("kotlin-compiler", "proguard", "robolectric")

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
_ALL = (
    "<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>"
)


def jars(*libraries: str) -> list[Path]:
    """Fetch libraries; of an AAR, its classes."""
    pom = _POM.format(dependencies="".join(map(_dependency, libraries)))

    def resolve(folder: Path) -> None:
        (folder / "pom.xml").write_text(pom)
        plugin = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath"
        found = folder / "classpath"
        run("mvn", "-q", "-B", "-f", folder / "pom.xml", plugin, f"-Dmdep.outputFile={found}")

    listed = once("classpath", pom, resolve) / "classpath"
    paths = [Path(path) for path in listed.read_text().strip().split(os.pathsep)]
    return [classes_of(path) if path.suffix == ".aar" else path for path in paths]


def classes_of(aar: Path) -> Path:
    """Find the classes of an AAR."""
    return unpack(aar) / "classes.jar"


def _dependency(library: str) -> str:
    group, artifact, version = coordinates(library)
    return _DEPENDENCY.format(
        group=group,
        artifact=artifact,
        version=version,
        type="aar" if library in _AARS else "jar",
        classifier=_CLASSIFIERS.get(library, ""),
        exclusions="" if library in _WITH_DEPENDENCIES else _ALL,
    )
