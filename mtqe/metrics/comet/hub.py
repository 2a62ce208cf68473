"""Files of the Hugging Face hub: from the local cache, else from the network, with plain errors."""

from __future__ import annotations

import errno
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from mtqe.errors import MetricError, NotHereError

PATIENCE = 4.0
"""Seconds that the hub may take to answer at all (its own client retries for 23)."""


def not_here(reason: str, advice: str) -> NotHereError:
    """Something that COMET needs is not on this machine: what, and what to do about it."""
    return NotHereError(reason, f"metric comet: {reason}. {advice}")


class NotInRepositoryError(MetricError):
    """The repository is there, the file is not."""


def cached(repository: str, file: str, revision: str | None = None) -> Path | None:
    """The file in the local hub cache; None when it is not there."""
    if find_spec("huggingface_hub") is None:  # it comes with the extra
        return None
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        path = try_to_load_from_cache(repository, file, revision=revision)
    except HFValidationError as error:
        raise MetricError(
            f"metric comet: {repository!r} is neither a file on this machine nor a model name of "
            "the hub. Give OWNER/NAME, or the path of a .ckpt file."
        ) from error
    return Path(path) if isinstance(path, str) else None


def get(
    repository: str, file: str, revision: str | None, *, offline: bool, model: str | None = None
) -> Path:
    """The file in the local hub cache, downloaded when it is not there.

    Args:
        repository: OWNER/NAME.
        file: path in the repository.
        revision: branch, tag or commit; None for main.
        offline: never touch the network.
        model: whose encoder the repository holds; None where it holds the model itself.

    Raises:
        NotHereError: it is not cached, and offline mode forbids fetching it.
        NotInRepositoryError: the repository has no such file.
        MetricError: no such repository or revision, gated, no network, no disk space.
    """
    found = cached(repository, file, revision)
    if found:
        return found
    what = f"encoder {repository} of model {model}" if model else f"model {repository}"
    if offline or _is_offline():
        at = f" at revision {revision}" if revision else ""
        fetch = f"mtqe fetch {model or repository}" + (f" --revision {revision}" if at else "")
        raise not_here(
            f"{what}{at} is not on this machine ({fetch})",
            f"Offline mode forbids fetching its {file}: run that command without HF_HUB_OFFLINE, "
            "or copy the hub cache of a machine that has it.",
        )
    from huggingface_hub import hf_hub_download

    with _plain_errors(what, repository, file, revision):
        _check_space(what, _probe(repository, file, revision))
        return Path(hf_hub_download(repository, file, revision=revision))


def _is_offline() -> bool:
    from huggingface_hub import constants

    return bool(constants.HF_HUB_OFFLINE)


def _probe(repository: str, file: str, revision: str | None) -> int:
    """Ask for the file's size; in a daemon thread, since name resolution knows no time limit."""
    answer: Future[int] = Future()

    def ask() -> None:
        try:
            answer.set_result(_head(repository, file, revision))
        except BaseException as error:  # noqa: BLE001 - raised again below, in the caller's thread
            answer.set_exception(error)

    threading.Thread(target=ask, daemon=True).start()
    return answer.result(timeout=PATIENCE)


def _head(repository: str, file: str, revision: str | None) -> int:
    from huggingface_hub import hf_hub_url
    from huggingface_hub.utils import (  # type: ignore[attr-defined]
        build_hf_headers,
        get_session,
        hf_raise_for_status,
    )

    url = hf_hub_url(repository, file, revision=revision)
    response = get_session().head(
        url, headers=build_hf_headers(), timeout=PATIENCE, allow_redirects=False
    )
    hf_raise_for_status(response)
    return int(response.headers.get("X-Linked-Size") or response.headers.get("Content-Length") or 0)


def _check_space(what: str, size: int) -> None:
    """Rather now than after most of it has come."""
    from huggingface_hub import constants

    place = Path(constants.HF_HUB_CACHE)
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    if size > free:
        raise _no_space(what, f": {size / 1e9:.1f} GB are needed, {free / 1e9:.1f} GB free")


def _no_space(what: str, facts: str = "") -> MetricError:
    from huggingface_hub import constants

    return MetricError(
        f"metric comet: no disk space for {what} in {constants.HF_HUB_CACHE}{facts}. "
        "Free some, or set HF_HOME to a folder on another disk."
    )


@contextmanager
def _plain_errors(what: str, repository: str, file: str, revision: str | None) -> Iterator[None]:
    from huggingface_hub import constants, errors

    try:
        yield
    except errors.GatedRepoError as error:
        raise MetricError(
            f"metric comet: {what} is gated. Accept its terms at "
            f"{constants.ENDPOINT}/{repository}, then log in here: hf auth login."
        ) from error
    except errors.RepositoryNotFoundError as error:
        raise MetricError(
            f"metric comet: there is no {what} at {constants.ENDPOINT}, or it is "
            "private. Check its name, such as Unbabel/wmt22-comet-da; for a private one log in: "
            "hf auth login."
        ) from error
    except errors.RevisionNotFoundError as error:
        raise MetricError(
            f"metric comet: {what} has no revision {revision!r}. Give a branch, a tag "
            f"or a full commit hash of {constants.ENDPOINT}/{repository}/commits/main."
        ) from error
    except errors.LocalEntryNotFoundError as error:
        raise _trouble(what, error) from error
    except errors.EntryNotFoundError as error:
        raise NotInRepositoryError(
            f"metric comet: {repository} has no {file}, so it is not a model that COMET can load. "
            "Choose a COMET model, such as Unbabel/wmt22-comet-da."
        ) from error
    # All errors of requests are OSErrors; hf_xet, which moves large files, has RuntimeErrors.
    except (OSError, RuntimeError) as error:
        raise _trouble(what, error) from error


def _trouble(what: str, error: Exception) -> MetricError:
    from huggingface_hub import constants

    if getattr(error, "errno", None) == errno.ENOSPC or "No space left" in str(error):
        return _no_space(what)
    if isinstance(error, PermissionError):
        return MetricError(
            f"metric comet: cannot store {what} in {constants.HF_HUB_CACHE}: "
            f"{error.strerror}. Set HF_HOME to a folder that you may write to."
        )
    status = getattr(getattr(error, "response", None), "status_code", None)
    state = f"answers with error {status}" if status else "cannot be reached"
    cure = "Log in again: hf auth login" if status in {401, 403} else "Check the network or proxy"
    return MetricError(
        f"metric comet: {what} is not on this machine, and {constants.ENDPOINT} {state}. "
        f"{cure}, or copy the hub cache of a machine that has it."
    )
