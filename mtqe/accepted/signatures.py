"""Whether two signatures name the same number: versions of packages are only worth a note."""

from __future__ import annotations

from itertools import chain

# What is computed again from texts, or checked by other means: packages do not define a number,
# and how many references there are is part of the segments' digests.
_VERSIONS = frozenset({"version", "comet", "torch", "transformers"})
_ELSEWHERE = frozenset({"nrefs"})


def differing(accepted: str, candidate: str) -> tuple[str, str] | None:
    """The fields that define the number and are not equal, on either side; None where all are."""
    return _fields(accepted, candidate, versions=False)


def other_versions(accepted: str, candidate: str) -> tuple[str, str] | None:
    """The package versions that are not equal, on either side; None where all are."""
    return _fields(accepted, candidate, versions=True)


def _fields(accepted: str, candidate: str, *, versions: bool) -> tuple[str, str] | None:
    old, new = _parse(accepted), _parse(candidate)
    keys = [
        key
        for key in dict.fromkeys(chain(old, new))
        if old.get(key) != new.get(key) and key not in _ELSEWHERE and (key in _VERSIONS) == versions
    ]
    return (_show(old, keys), _show(new, keys)) if keys else None


def _parse(signature: str) -> dict[str, str]:
    parts = (part.partition(":") for part in signature.split("|"))
    return {key: value for key, _, value in parts}


def _show(fields: dict[str, str], keys: list[str]) -> str:
    return "|".join(f"{key}:{fields[key]}" if key in fields else f"no {key}" for key in keys)
