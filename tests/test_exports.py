from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import mtqe
from mtqe import api, errors, scorecard
from mtqe.pairing import align


def test_all_is_sorted_and_everything_in_it_can_be_imported():
    assert sorted(mtqe.__all__, key=lambda name: (name.islower(), name)) == mtqe.__all__
    for name in mtqe.__all__:
        assert name in dir(mtqe)
        assert getattr(mtqe, name).__name__ == name


def test_the_names_are_the_things_themselves():
    assert mtqe.evaluate is api.evaluate
    assert mtqe.Scorecard is scorecard.Scorecard
    assert mtqe.MtqeError is errors.MtqeError
    assert (mtqe.align, mtqe.Alignment) == (align.align, align.Alignment)


def test_star_import():
    namespace: dict[str, object] = {}
    exec("from mtqe import *", namespace)  # noqa: S102 - our own line
    assert set(mtqe.__all__) <= set(namespace)


def test_version():
    assert mtqe.__version__ == version("mtqe")


def test_an_unknown_name_is_an_attribute_error():
    assert not hasattr(mtqe, "no_such_name")


def test_importing_mtqe_loads_nothing_heavy():
    heavy = {"numpy", "pandas", "pydantic", "sacrebleu", "torch", "typer", "rich", "ruamel"}
    code = f"import sys, mtqe; mtqe.MtqeError; print(*{heavy} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip() == ""
