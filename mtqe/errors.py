"""Every error that mtqe raises on purpose.

An error message says where, what, what was expected and what to do; it is shown without a
traceback. Anything that is not an `MtqeError` is a bug and keeps its traceback.

    MtqeError            exit code 2
    ├── ConfigError      the config file, or an option of the command line
    ├── DataError        the texts: a file, a line, a field
    ├── MetricError      a metric that cannot work here: weights, an extra, a reference
    │   └── NotHereError what it needs is not on this machine; an optional metric does without
    └── OutputError      a report that cannot be written
"""


class MtqeError(Exception):
    """Base of the errors above.

    Attributes:
        exit_code: what the command exits with (see the README's table of exit codes).
    """

    exit_code = 2


class ConfigError(MtqeError):
    """The config, or a command's option, is wrong."""


class DataError(MtqeError):
    """A text, a file of texts or their pairing is wrong."""


class MetricError(MtqeError):
    """A metric cannot be computed here."""


class NotHereError(MetricError):
    """Something that a metric needs is not on this machine.

    Attributes:
        reason: what is missing, without the advice that the message adds.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class OutputError(MtqeError):
    """A report cannot be written."""
