"""A test set put together document by document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from mtqe.core import (
    Bead,
    Document,
    EvalSet,
    Finding,
    InputFile,
    Normalization,
    Origin,
    Segment,
    SetAside,
)
from mtqe.loaders import Setting
from mtqe.loaders.remarks import about_file
from mtqe.pairing.fit import Fit
from mtqe.pairing.frame import Frame


class Gathered:
    """What the documents so far have brought: add a frame, then every system's fit to it."""

    def __init__(self, systems: Iterable[str], streams: int) -> None:
        """Start empty, with the names of the systems and the number of reference streams."""
        self.segments: list[Segment] = []
        self.documents: list[Document] = []
        self.findings: list[Finding] = []
        self.set_aside: list[SetAside] = []
        self._reference_beads: list[list[Bead]] = [[] for _ in range(streams)]
        self._outputs: dict[str, list[str]] = {system: [] for system in systems}
        self._origins: dict[str, list[Origin | None]] = {system: [] for system in self._outputs}
        self._beads: dict[str, list[Bead]] = {system: [] for system in self._outputs}

    def add_frame(self, frame: Frame) -> None:
        """Append a document."""
        start = len(self.segments)
        self.segments += frame.segments
        self.documents.append(Document(frame.document, start, len(self.segments)))
        for number, stream in enumerate(frame.streams):
            self._reference_beads[number] += stream.beads
        self.set_aside += frame.set_aside
        self.findings += frame.findings

    def add_fit(self, system: str, fitted: Fit) -> None:
        """Append a system's text of the document that was added last."""
        self._outputs[system] += fitted.hypotheses
        self._origins[system] += fitted.origins
        self._beads[system] += fitted.beads
        self.findings += fitted.findings

    def put_aside(self, path: str, rows: Iterable[SetAside]) -> None:
        """Append what takes no part, and say how much of a file that is."""
        rows = tuple(rows)
        self.set_aside += rows
        for reason, count in Counter(row.reason for row in rows).items():
            self.findings.append(about_file(path, "set_aside", n=count, reason=reason))

    def eval_set(
        self, setting: Setting, *, inputs: tuple[InputFile, ...], normalization: Normalization
    ) -> EvalSet:
        """The whole test set.

        Raises:
            DataError: a document id that cannot be one.
        """
        return EvalSet(
            name=setting.name,
            source_language=setting.source_language,
            target_language=setting.target_language,
            segments=tuple(self.segments),
            documents=tuple(self.documents),
            outputs={name: tuple(texts) for name, texts in self._outputs.items()},
            origins={name: tuple(origins) for name, origins in self._origins.items()},
            beads={name: tuple(beads) for name, beads in self._beads.items()},
            reference_beads=tuple(tuple(beads) for beads in self._reference_beads),
            set_aside=tuple(self.set_aside),
            findings=tuple(self.findings),
            inputs=inputs,
            normalization=normalization,
        )
