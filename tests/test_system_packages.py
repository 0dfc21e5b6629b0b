"""The script that finds out which system packages the tests lack."""

import shutil
import subprocess

import pytest

from tests import postgres
from tests.servers import ROOT


def said(folder, version, *, initdb=True):
    """What the script prints where nothing is missing but, perhaps, PostgreSQL."""
    for name in ("tools", "tests", "bin"):
        (folder / name).mkdir()
    script = (ROOT / "tools" / "system_packages.sh").read_text(encoding="utf-8")
    script = script.replace("/usr/lib/postgresql", str(folder / "nowhere"))
    (folder / "tools" / "system_packages.sh").write_text(script, encoding="utf-8")
    shutil.copy(ROOT / "tests" / "postgres.py", folder / "tests")
    programs = {"chromium": "", "fc-list": "echo font", "id": "echo 1000"}
    programs["postgres"] = f"echo 'postgres (PostgreSQL) {version} (Debian {version}-1)'"
    for name, does in (programs | ({"initdb": ""} if initdb else {})).items():
        path = folder / "bin" / name
        path.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
        path.chmod(0o755)
    done = subprocess.run(
        ["bash", folder / "tools" / "system_packages.sh"],
        env={"PATH": f"{folder / 'bin'}:/usr/bin:/bin"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("version", [f"{postgres.OLDEST}.3", "17beta1"])
def test_postgresql_that_is_new_enough_is_not_missing(tmp_path, version):
    assert said(tmp_path, version) == ""


@pytest.mark.parametrize(
    ("version", "initdb"), [("14.11", True), ("9.6.24", True), ("17.2", False)]
)
def test_postgresql_too_old_or_without_initdb_is_missing(tmp_path, version, initdb):
    printed = said(tmp_path, version, initdb=initdb)
    assert "sudo apt-get update && sudo apt-get install" in printed
    assert printed.rstrip().endswith(" postgresql")
