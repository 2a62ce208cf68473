"""What signatures say, and whether two name the same number: versions are only worth a note."""

from __future__ import annotations

from itertools import chain

# Packages do not define a number, nor does the text of an encoder's configuration, which the hub
# rewrites now and then; how many references there are is checked where segments are matched.
_VERSIONS = frozenset({"version", "comet", "torch", "transformers", "encoder"})
_ELSEWHERE = frozenset({"nrefs"})


def parse(signature: str) -> dict[str, str]:
    """Its fields: `case:mixed|tok:13a` has two."""
    parts = (part.partition(":") for part in signature.split("|"))
    return {key: value for key, _, value in parts}


def differing(old: str, new: str) -> tuple[str, str] | None:
    """The fields that define the number and are not equal, on either side; None where all are."""
    return _differing(old, new, versions=False)


def other_versions(old: str, new: str) -> tuple[str, str] | None:
    """The package versions that are not equal, on either side; None where all are."""
    return _differing(old, new, versions=True)


def _differing(old: str, new: str, *, versions: bool) -> tuple[str, str] | None:
    ours, theirs = parse(old), parse(new)
    keys = [
        key
        for key in dict.fromkeys(chain(ours, theirs))
        if ours.get(key) != theirs.get(key)
        and key not in _ELSEWHERE
        and (key in _VERSIONS) == versions
    ]
    return (_show(ours, keys), _show(theirs, keys)) if keys else None


def _show(fields: dict[str, str], keys: list[str]) -> str:
    return "|".join(f"{key}:{fields[key]}" if key in fields else f"no {key}" for key in keys)
