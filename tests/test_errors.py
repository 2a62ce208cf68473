import pytest

from mtqe import errors
from mtqe.errors import MtqeError, NotHereError

CLASSES = [value for value in vars(errors).values() if isinstance(value, type)]


@pytest.mark.parametrize("cls", CLASSES)
def test_every_error_is_ours_and_means_wrong_use(cls):
    assert issubclass(cls, MtqeError)
    assert cls.exit_code == 2


def test_what_is_not_here_keeps_its_reason_beside_the_message():
    error = NotHereError("no model", "no model: run `mtqe fetch`.")
    assert (error.reason, str(error)) == ("no model", "no model: run `mtqe fetch`.")
