"""Korean word spacing."""

import pytest
from checks_fixtures import look, marked

from mtqe.checks.spacing import Spacing

WRONG = {
    "말소리를 들을수 있습니다.": "들을 수",
    "여기서 계속 살거예요.": "살 거예요.",
    "집에 도착했을때 비가 왔다.": "도착했을 때",
    "우리는 학교 에서 만났다.": "학교에서",
    "아는것이 힘이다.": "아는 것이",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_for_sure_is_offered_right(text):
    (finding,) = look(Spacing(), ("Source.", text))
    assert (finding.code, dict(finding.values)["right"]) == ("spacing", WRONG[text])
    assert marked(finding, ("Source.", text)) == dict(finding.values)["found"]


@pytest.mark.parametrize(
    "text",
    [
        "말소리를 들을 수 있습니다.",
        "내일 갈지 모르겠다.",
        "세 시간 동안 걸었다.",
        "이것은 저것보다 크다.",
        "안경을 쓴 사람은 한 명뿐이다.",
        "그는 집으로 돌아갔다.",
        "수소 자동차는 물만 내보낸다.",
    ],
)
def test_what_is_right_is_left_alone(text):
    assert look(Spacing(), ("Source.", text)) == []


def test_only_korean_translations_are_looked_at():
    assert look(Spacing(), ("들을수 있다.", "I can hear it."), languages=("ko", "en")) == []
