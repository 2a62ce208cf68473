"""Does a model know good translations from bad ones? A handful of sentences tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from mtqe.core import Runtime, Segment, Task, Translation
from mtqe.metrics.comet import Comet

GOOD: Final = "good"
# Source and reference, then a good translation, the same in a wrong language.
_SENTENCES: Final = (
    (
        "The library closes an hour earlier on Fridays.",
        "도서관은 금요일에는 한 시간 일찍 문을 닫습니다.",
        "금요일에는 도서관이 한 시간 먼저 문을 닫는다.",
        "Die Bibliothek schließt freitags eine Stunde früher.",
    ),
    (
        "Heavy snow has delayed all flights to Jeju Island.",
        "폭설로 제주도행 항공편이 모두 지연되었습니다.",
        "많은 눈 때문에 제주도로 가는 비행기가 전부 늦어졌다.",
        "Starker Schneefall hat alle Flüge nach Jeju verzögert.",
    ),
    (
        "Take one tablet with water after each meal.",
        "매 식사 후 한 알씩 물과 함께 복용하십시오.",
        "식사를 마칠 때마다 물과 함께 한 알을 드세요.",
        "Nehmen Sie nach jeder Mahlzeit eine Tablette mit Wasser ein.",
    ),
    (
        "The company will hire two hundred engineers this year.",
        "이 회사는 올해 엔지니어 이백 명을 채용할 예정이다.",
        "그 회사는 올해 기술자 200명을 뽑을 계획이다.",
        "Das Unternehmen wird in diesem Jahr zweihundert Ingenieure einstellen.",
    ),
    (
        "My grandmother taught me how to make kimchi.",
        "할머니께서 김치 담그는 법을 가르쳐 주셨다.",
        "할머니가 나에게 김치 만드는 방법을 알려 주셨다.",
        "Meine Großmutter hat mir beigebracht, wie man Kimchi macht.",
    ),
)


@dataclass(frozen=True)
class Sanity:
    """Mean scores of translations of one kind each.

    Attributes:
        means: `good`, `copied` (the source), `wrong language` (German), `unrelated` (of another
            sentence) -> mean score.
    """

    means: Mapping[str, float]

    @property
    def sane(self) -> bool:
        """Whether good translations have the best mean."""
        good = self.means[GOOD]
        return all(good > mean for kind, mean in self.means.items() if kind != GOOD)


def check(comet: Comet, root: Path, runtime: Runtime) -> Sanity:
    """Score the sentences, English to Korean.

    Raises:
        MetricError: the model cannot score here.
    """
    task = Task("en", "ko", references=1, reference_counts=frozenset({1}), root=root, offline=True)
    bound = comet.bind(task)
    good = [sentence[2] for sentence in _SENTENCES]
    kinds = {
        GOOD: good,
        "copied": [sentence[0] for sentence in _SENTENCES],
        "wrong language": [sentence[3] for sentence in _SENTENCES],
        "unrelated": [*good[1:], good[0]],
    }
    translations = [
        Translation(Segment(str(n), "d", source, (reference,)), hypothesis)
        for hypotheses in kinds.values()
        for n, ((source, reference, *_), hypothesis) in enumerate(
            zip(_SENTENCES, hypotheses, strict=True)
        )
    ]
    values = bound.statistics(translations, runtime).values.reshape(len(kinds), len(good), -1)
    means = np.atleast_1d(bound.score(values.sum(axis=1), "system"))
    return Sanity(dict(zip(kinds, map(float, means), strict=True)))
