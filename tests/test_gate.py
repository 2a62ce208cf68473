"""Rules, verdicts and their words."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqe.accepted import of_card
from mtqe.config import MetricEntry
from mtqe.core import Finding
from mtqe.gate import Rule
from mtqe.gate.judge import judge, needs_accepted

DROP = Rule(metric="grade", max_drop=1.0)
BASE = [50.0 + 3 * math.sin(i) for i in range(60)]


def texts(grades, words=""):
    return [f"{grade:.9f} {words}번역 {i}" for i, grade in enumerate(grades)]


def fallen(by, noise=0.0, grades=BASE):
    """The same grades, each lower by about the same."""
    return [grade - by + noise * math.cos(7 * i) for i, grade in enumerate(grades)]


@pytest.fixture
def verdict(graded, grade, terms):
    """Of new grades against old ones, of one system or of several."""

    def make(new, old, *rules, metric=None, documents=None, **options):
        new = new if isinstance(new, dict) else {"v1": new}
        old = old if isinstance(old, dict) else {"v1": old}
        metrics = [metric or grade()]
        cards = [
            graded({name: texts(grades) for name, grades in side.items()}, *metrics,
                   documents=documents) for side in (new, old)
        ]  # fmt: skip
        return judge(cards[0], of_card(cards[1]), terms(*rules, **options))

    return make


def only(verdict, outcome):
    (result,) = verdict.results
    assert result.outcome == outcome, result
    return result


def test_the_same_again_passes_whatever_the_rule(verdict):
    found = verdict(BASE, BASE, Rule(metric="grade", max_drop=0.0))
    assert only(found, "pass").message == "Identical to what was accepted."
    assert found.headline == "Nothing changed."
    assert (found.exit_code, found.worst) == (0, ())
    assert [c.identical for c in found.comparisons] == [True]


def test_a_clear_drop_fails(verdict):
    found = verdict(fallen(2, noise=0.5), BASE, DROP)
    result = only(found, "fail")
    assert result.rule == "grade: the system may fall by 1"
    assert result.message.startswith("Grade fell by 2.0")
    assert result.message.endswith("more than 1, and noise does not explain it.")
    assert result.new == pytest.approx(np.mean(fallen(2, noise=0.5)))
    assert result.old == pytest.approx(np.mean(BASE))
    assert found.headline.startswith("v1 is worse by more than the rules allow (Grade -2.0")
    assert found.exit_code == 1


def test_noise_may_explain_a_drop(verdict):
    found = verdict(fallen(2, noise=20), BASE, DROP)
    result = only(found, "warn")
    assert "but noise may explain it. This test set can only see drops of" in result.message
    assert found.headline.startswith("v1 may be worse (Grade -")
    assert found.exit_code == 0
    strict = replace(DROP, require_significance=False)
    assert only(verdict(fallen(2, noise=20), BASE, strict), "fail").message.endswith("than 1.")


def test_a_rule_that_cannot_fire_says_how_many_sentences_it_needs(verdict):
    found = verdict(fallen(0.5, noise=20), BASE, DROP)
    result = only(found, "warn")
    needed = 60 * result.comparison.mde**2  # the standard error shrinks with the square root of n
    said = int(result.message.split("About ")[1].split(" ")[0].replace(",", ""))
    assert said == pytest.approx(needed, rel=0.05)
    assert only(verdict(fallen(0.5, noise=20), BASE, replace(DROP, require_significance=False)),
                "pass")  # fmt: skip


def test_a_doubtful_drop_says_how_many_sentences_would_settle_it(verdict):
    message = only(verdict(fallen(2, noise=20), BASE, DROP), "warn").message
    assert "but noise may explain it." in message
    assert message.endswith(" sentences would be needed for 1.")


def test_a_rule_without_a_test_cannot_fire(verdict):
    """Documents of few segments have no p: only without significance could the rule fail."""
    documents = ["a"] * 55 + ["b"] * 5
    rule = Rule(metric="grade", level="document", max_drop=1)
    found = verdict(fallen(0.2, noise=0.1), BASE, rule, documents=documents)
    outcomes = {result.document: result for result in found.results}
    assert (outcomes["a"].outcome, outcomes["b"].outcome) == ("pass", "warn")
    assert outcomes["b"].message.endswith(". 5 segments are too few for this rule to fail.")
    lenient = replace(rule, require_significance=False)
    again = verdict(fallen(0.2, noise=0.1), BASE, lenient, documents=documents)
    assert again.outcome == "pass"


def test_the_line_of_a_doubtful_document_does_not_hide_the_whole(verdict):
    documents = [f"d{i // 5:02}" for i in range(60)]
    rule = Rule(metric="grade", level="document", max_drop=1)
    found = verdict(fallen(3, noise=0.5), BASE, rule, documents=documents)
    assert found.outcome == "warn"
    assert ", but 5 segments are too few to tell; as a whole it is worse (Grade -3.0" in (
        found.headline
    )


def test_a_drop_within_the_limit_passes_with_a_sentence(verdict):
    result = only(verdict(fallen(0.5, noise=0.3), BASE, DROP), "pass")
    assert result.message.endswith("within 1; noise does not explain it.")
    better = verdict(fallen(-2, noise=0.3), BASE, DROP)
    assert only(better, "pass").message.startswith("Grade rose by 2")
    assert better.headline.startswith("Nothing got worse, and v1 is better (Grade +2")


def test_the_line_of_what_passed_hides_no_drop(verdict):
    sure = verdict(fallen(0.5, noise=0.3), BASE, DROP).headline
    assert sure.startswith("v1 is worse (Grade -0.5")
    assert sure.endswith("), within the rules.")
    lenient = replace(DROP, max_drop=20)
    doubtful = verdict(fallen(0.5, noise=5), BASE, lenient)
    assert doubtful.comparisons[0].p > 0.05
    assert doubtful.headline == "Nothing got worse beyond noise."


def test_a_fall_everywhere_is_said_to_be_everywhere(verdict):
    documents = [f"d{i // 6}" for i in range(60)]
    found = verdict(fallen(4), BASE, DROP, documents=documents)
    assert found.headline.endswith("(Grade -4.00); all 10 documents are worse.")


def test_a_drop_of_just_the_limit_passes(verdict):
    assert verdict(fallen(1), BASE, replace(DROP, require_significance=False)).exit_code == 0


def test_error_rates_get_worse_when_they_rise(verdict, grade):
    metric = grade(higher_is_better=False)
    rules = [DROP, Rule(metric="grade", max_worse=0, severity=1.5), Rule(metric="grade", floor=51)]
    found = verdict(fallen(-2, noise=0.3), BASE, *rules, metric=metric)
    assert {result.outcome for result in found.results} == {"fail"}
    assert found.results[0].rule == "grade: the system may rise by 1"
    assert found.results[0].message.startswith("Grade rose by 2")
    assert found.worst[0].new > found.worst[0].old
    better = verdict(fallen(2, noise=0.3), BASE, *rules, metric=metric)
    assert {result.outcome for result in better.results} == {"pass"}


def test_documents_are_judged_one_by_one(verdict):
    documents = ["a"] * 20 + ["b"] * 20 + ["c"] * 15 + ["d"] * 5
    new = [g - (4 if 20 <= i < 40 else 6 if i >= 55 else 0) + 0.1 * math.cos(i)
           for i, g in enumerate(BASE)]  # fmt: skip
    rule = Rule(metric="grade", level="document", max_drop=1)
    found = verdict(new, BASE, rule, documents=documents)
    assert [(r.document, r.outcome) for r in found.results] == [
        ("b", "fail"),
        ("d", "warn"),  # too few segments to tell
        ("a", "pass"),
        ("c", "pass"),
    ]
    assert "5 segments are too few to tell" in found.results[1].message
    assert [c.document for c in found.documents][:2] == ["d", "b"]
    assert found.headline == "v1 is worse in one document (b: Grade -4.00)."
    strict = verdict(new, BASE, replace(rule, require_significance=False), documents=documents)
    assert {r.document for r in strict.results if r.outcome == "fail"} == {"b", "d"}


def test_the_line_names_the_documents_that_explain_most(verdict):
    documents = [f"d{i // 6}" for i in range(60)]
    new = [g - (10 if documents[i] in {"d3", "d7"} else 0.1) - 0.01 * math.cos(i)
           for i, g in enumerate(BASE)]  # fmt: skip
    found = verdict(new, BASE, DROP, documents=documents)
    assert found.outcome == "fail"
    assert found.headline.endswith("; two documents explain most of it (d3, d7).") or (
        found.headline.endswith("; two documents explain most of it (d7, d3).")
    )


def test_segments_may_not_fall_too_far(verdict):
    new = list(BASE)
    for i in (3, 10, 20, 30):
        new[i] -= 10 + i
    rules = {k: Rule(metric="grade", max_worse=k, severity=10) for k in (3, 4)}
    failed = only(verdict(new, BASE, rules[3]), "fail")
    assert failed.message == (
        "4 segments fell by more than 10 Grade, furthest segment 31 of nightly (by 40.00)."
    )
    assert failed.rule == "grade: at most 3 segments may fall by more than 10"
    assert only(verdict(new, BASE, rules[4]), "pass")
    found = verdict(new, BASE, Rule(metric="grade", level="segment", max_drop=15))
    assert only(found, "fail").rule == "grade: no segment may fall by more than 15"
    assert found.headline.startswith("v1: 3 segments fell by more than 15 Grade")
    assert [segment.segment for segment in found.worst] == ["31", "21", "11", "4"]
    assert only(verdict(new, BASE, Rule(metric="grade", level="segment", max_drop=40)), "pass")


def test_the_worst_segments_are_the_ten_that_fell_furthest(verdict):
    new = [g - i / 10 for i, g in enumerate(BASE)]
    found = verdict(new, BASE, DROP)
    assert [segment.segment for segment in found.worst] == [str(60 - i) for i in range(10)]
    first = found.worst[0]
    assert (first.system, first.metric, first.document) == ("v1", "grade", "nightly")
    assert (first.old, first.new) == pytest.approx((BASE[59], BASE[59] - 5.9))
    assert first.old_hypothesis == texts(BASE)[59]
    assert first.new_hypothesis == texts(new)[59]
    assert str(first.origin).endswith(":60")


def test_equal_falls_go_by_their_names_and_not_by_their_places(verdict):
    documents = [f"d{59 - i:02}" for i in range(60)]
    found = verdict([45] * 60, [50] * 60, DROP, documents=documents)
    assert [segment.document for segment in found.worst] == [f"d{i:02}" for i in range(10)]


def test_floors(graded, terms):
    card = graded({"v1": texts([40, 60, 20, 80])}, documents=["a", "a", "b", "b"])

    def outcomes(**rule):
        found = judge(card, None, terms(Rule(metric="grade", **rule)))
        return {result.document: result.outcome for result in found.results}

    assert outcomes(floor=50) == {None: "pass"}
    assert outcomes(floor=50.5) == {None: "fail"}
    assert outcomes(floor=50, level="document") == {"a": "pass", "b": "pass"}
    assert outcomes(floor=20, level="segment") == {None: "pass"}
    assert outcomes(floor=45, level="segment") == {None: "fail"}
    found = judge(card, None, terms(Rule(metric="grade", level="segment", floor=45)))
    assert found.results[0].message == ("2 segments below 45; the worst is 20.00 (segment 3 of b).")
    assert not needs_accepted([Rule(metric="grade", floor=45)])


def test_findings_and_coverage_need_nothing_accepted(graded, terms):
    card = graded({"v1": texts(BASE[:4]), "v2": texts(BASE[:4])})
    findings = (
        Finding("untranslated", "error", "Latin script.", "v2", "3"),
        Finding("short", "warning", "Very short.", None, "4"),
        Finding("crlf", "error", "About a file."),
    )
    card = replace(card, findings=findings)
    by_code = judge(card, None, terms(Rule(findings=("untranslated",))))
    assert [(r.system, r.outcome) for r in by_code.results] == [("v2", "fail"), ("v1", "pass")]
    assert by_code.results[0].message == ("1 segment with untranslated (1): segment 3 of nightly.")
    by_severity = judge(card, None, terms(Rule(findings=("warning",))))
    assert {r.outcome for r in by_severity.results} == {"fail"}
    outputs = {"v1": texts(BASE[:3]), "v2": [*texts(BASE[:2]), "0 "]}
    data = replace(graded(outputs).data, outputs={**outputs, "v2": (*texts(BASE[:2]), " ")})
    covered = replace(card, data=data, findings=())
    result = judge(covered, None, terms(Rule(coverage=0.9)))
    assert [(r.system, r.outcome) for r in result.results] == [("v2", "fail"), ("v1", "pass")]
    assert judge(covered, None, terms(Rule(coverage=0.6))).outcome == "pass"


def test_systems_of_one_run_are_judged_against_one_of_them(graded, terms):
    card = graded({"old": texts(BASE), "new": texts(fallen(2, 0.3)), "same": texts(BASE)})
    found = judge(card, None, terms(replace(DROP, against="old")))
    assert {r.system: r.outcome for r in found.results} == {"new": "fail", "same": "pass"}
    assert found.results[0].rule == "grade: the system may fall by 1 (against old)"
    assert {c.baseline for c in found.comparisons} == {"old"}
    alone = judge(graded({"old": texts(BASE)}), None, terms(replace(DROP, against="old")))
    assert only(alone, "not comparable").message == "There is no other system than old to judge."


def test_without_an_accepted_scorecard_the_way_to_one_is_shown(graded, terms):
    card = graded({"v1": texts(BASE)})
    found = judge(card, None, terms(DROP, folder="reports/accepted/x", reports="reports/x"))
    message = only(found, "not comparable").message
    assert "no accepted scorecard in reports/accepted/x" in message
    assert 'run "mtqe accept x.yaml", or "mtqe accept x.yaml --from reports/x"' in message
    assert found.exit_code == 3
    # What needs none is judged all the same.
    both = judge(card, None, terms(DROP, Rule(metric="grade", floor=99)))
    assert both.exit_code == 1


@pytest.mark.parametrize("neural", [False, True])
def test_other_options_are_not_comparable(graded, grade, terms, neural):
    def card(signature):
        return graded({"v1": texts(BASE)}, grade(neural=neural, signature=signature))

    accepted = of_card(card("tok:13a|case:mixed|version:2.5.0"))
    found = judge(card("tok:ko-mecab|case:mixed|version:2.6.0"), accepted, terms(DROP))
    assert only(found, "not comparable").message == (
        "Cannot compare Grade: accepted tok:13a, candidate tok:ko-mecab. "
        'Run "mtqe accept x.yaml" if this is intended.'
    )
    assert judge(card("tok:13a|case:mixed|version:2.6.0"), accepted, terms(DROP)).outcome == "pass"


def test_a_metric_that_no_rule_needs_is_a_note(graded, grade, terms):
    def card(signature):
        other = MetricEntry("other", grade(signature=signature))
        return graded({"v1": texts(BASE)}, grade(), other)

    found = judge(card("tok:b"), of_card(card("tok:a")), terms(DROP))
    assert found.outcome == "pass"
    assert found.notes == ("other was not compared: accepted tok:a, candidate tok:b.",)
    assert {c.label for c in found.comparisons} == {"grade"}


def test_a_metric_that_was_not_accepted(graded, grade, terms):
    """Rows of texts can be made at any time; what a model said then is gone."""
    accepted = of_card(graded({"v1": texts(BASE)}, grade()))
    rule = Rule(metric="other", max_drop=1)
    new = {"v1": texts(fallen(2, 0.3))}
    lexical = judge(graded(new, MetricEntry("other", grade())), accepted, terms(rule))
    assert only(lexical, "fail")
    assert "other is not in the accepted scorecard" in lexical.notes[0]
    neural = judge(graded(new, MetricEntry("other", grade(neural=True))), accepted, terms(rule))
    assert "the accepted scorecard has no scores of it" in only(neural, "not comparable").message


def test_what_is_partly_unscored_is_not_comparable(graded, terms):
    accepted = of_card(graded({"v1": texts(BASE)}))
    card = graded({"v1": [*texts(BASE)[:-1], "x"]})
    rules = [DROP, Rule(metric="grade", floor=1), Rule(metric="grade", max_worse=0, severity=5)]
    for rule in rules:
        message = only(judge(card, accepted, terms(rule)), "not comparable").message
        assert "1 of 60 segments have no score: no number" in message
    gone = replace(card, metrics=(replace(card.metrics[0], unavailable="no weights here"),))
    for rule in rules:
        found = only(judge(gone, accepted, terms(rule)), "not comparable")
        assert "it is unavailable: no weights here" in found.message


def test_a_segment_without_a_reference_is_excused(graded, terms):
    references = ["문장."] * 59 + [None]
    accepted = of_card(graded({"v1": texts(BASE)}, references=references))
    card = graded({"v1": texts(BASE)}, references=references)
    assert judge(card, accepted, terms(DROP)).outcome == "pass"
    nothing = graded({"v1": texts(BASE)}, references=[None] * 60)
    found = judge(nothing, of_card(nothing), terms(DROP))
    assert "no segment has a reference" in only(found, "not comparable").message


def test_another_test_set_is_not_comparable(graded, terms):
    sources = [f"Sentence number {i}." for i in range(60)]
    accepted = of_card(graded({"v1": texts(BASE)}))
    sources[7] = "Another sentence."
    card = graded({"v1": texts(fallen(2, 0.3))}, sources=sources)
    message = only(judge(card, accepted, terms(DROP)), "not comparable").message
    assert "1 segment has another source (segment 8 of nightly" in message
    assert 'Run "mtqe accept x.yaml" if this is intended' in message


def test_what_is_common_can_be_judged_and_at_best_warns(graded, terms):
    common = terms(DROP, on_change="intersect")
    accepted = of_card(graded({"v1": texts(BASE)}))
    longer = graded({"v1": [*texts(BASE), "1 새 문장"]})
    found = judge(longer, accepted, common)
    assert [r.outcome for r in found.results] == ["warn", "pass"]
    assert "Only 98.4 % of the test set was judged" in found.results[0].message
    assert found.comparisons[0].segments == 60
    worse = graded({"v1": [*texts(fallen(2, 0.3)), "99 새 문장"]})
    assert judge(worse, accepted, common).outcome == "fail"
    much = graded({"v1": [*texts(BASE), *texts(BASE[:7])]})
    message = only(judge(much, accepted, common), "not comparable").message
    assert "Only 90 % is common" in message


def test_new_and_vanished_systems_warn(graded, terms):
    accepted = of_card(graded({"v1": texts(BASE), "v2": texts(BASE)}))
    found = judge(graded({"v1": texts(BASE), "v3": texts(BASE)}), accepted, terms(DROP))
    assert [(r.system, r.outcome) for r in found.results] == [
        ("v3", "warn"),
        ("v2", "warn"),
        ("v1", "pass"),
    ]
    other = judge(graded({"v9": texts(BASE)}), accepted, terms(DROP))
    assert "None of the accepted systems (v1, v2)" in only(other, "not comparable").message


def test_tiny_differences_of_a_model_are_ties(verdict, grade):
    neural = grade(neural=True)
    near = [g + 0.9e-5 * (-1) ** i for i, g in enumerate(BASE)]
    found = verdict(near, BASE, Rule(metric="grade", max_drop=0.0), metric=neural)
    assert only(found, "pass").comparison.identical
    assert found.worst == ()
    far = [g - 3e-5 for g in BASE]
    assert not verdict(far, BASE, DROP, metric=neural).comparisons[0].identical
    assert not verdict(near, BASE, DROP, metric=grade()).comparisons[0].identical


def test_metrics_that_disagree_are_told_in_the_line(graded, grade, terms):
    def card(by):
        outputs = {"v1": texts(fallen(by, 0.3))}
        return graded(outputs, grade(), MetricEntry("rate", grade(higher_is_better=False)))

    found = judge(card(2), of_card(card(0)), terms(DROP))
    assert found.headline.endswith(
        "; the metrics disagree about v1: rate -2.00 got better, Grade -2.00 got worse."
    )
    lenient = replace(DROP, max_drop=20)
    found = judge(card(2), of_card(card(0)), terms(lenient))
    assert found.headline.startswith("No rule is broken; the metrics disagree about v1: rate")


def test_several_systems_are_corrected_together(verdict):
    systems = {f"v{i}": BASE for i in range(4)}
    found = verdict({**systems, "v2": fallen(2, 0.3)}, systems, DROP)
    assert (found.results[0].system, found.results[0].outcome) == ("v2", "fail")
    first = found.results[0].comparison
    assert first.p_holm == pytest.approx(min(1, 4 * first.p))


GRADES = st.lists(st.integers(0, 100), min_size=12, max_size=30)
RULES = [
    DROP,
    replace(DROP, require_significance=False),
    Rule(metric="grade", max_drop=0.0),
    Rule(metric="grade", level="document", max_drop=0.0),
    Rule(metric="grade", level="segment", max_drop=0.0),
    Rule(metric="grade", max_worse=0, severity=0.1),
]


@settings(max_examples=15)
@given(GRADES, st.sampled_from(RULES), st.booleans())
def test_identical_outputs_never_fail(judged, grades, rule, neural):
    assert judged(grades, grades, rule, neural).outcome == "pass"


@settings(max_examples=25)
@given(GRADES, st.data(), st.sampled_from(RULES))
def test_a_lower_segment_never_turns_fail_into_pass(judged, old, data, rule):
    shift = st.integers(-8, 3)
    new = [max(0, grade + data.draw(shift)) for grade in old]
    before = judged(new, old, rule)
    position = data.draw(st.integers(0, len(old) - 1))
    new[position] = max(0, new[position] - data.draw(st.integers(1, 60)))
    if before.outcome == "fail":
        assert judged(new, old, rule).outcome != "pass"


@settings(max_examples=15)
@given(GRADES, st.data(), st.sampled_from(RULES), st.booleans())
def test_order_changes_no_verdict(judged, old, data, rule, neural):
    new = [max(0, grade + data.draw(st.integers(-8, 3))) for grade in old]
    order = data.draw(st.permutations(range(len(old))))
    # Documents stay together.
    order.sort(key=lambda i: (min(i // 6, 2) + 1) % 3)
    one, other = judged(new, old, rule, neural), judged(new, old, rule, neural, order=order)
    assert one.outcome == other.outcome
    falls = [[(w.document, w.new - w.old) for w in found.worst] for found in (one, other)]
    assert sorted(falls[0]) == sorted(falls[1])
    key = lambda c: (c.system, c.document or "")  # noqa: E731
    for a, b in zip(sorted(one.comparisons + one.documents, key=key),
                    sorted(other.comparisons + other.documents, key=key), strict=True):  # fmt: skip
        assert (a.old, a.new, a.p, a.mde) == pytest.approx((b.old, b.new, b.p, b.mde), abs=1e-9)


@pytest.fixture(scope="module")
def judged(graded, grade, terms):
    """Verdict of grades of two systems; the run may stand in another order than the accepted."""

    def card(grades, neural, order, systems):
        n = len(grades)
        places = order or list(range(n))
        outputs = {s: [f"{grades[i]} 번역" for i in places] for s in systems}
        return graded(
            outputs,
            grade(neural=neural),
            documents=[f"d{min(i // 6, 2)}" for i in places],
            sources=[f"Sentence {i % 9}." for i in places],
            references=[f"문장 {i % 9}." for i in places],
            ids=[f"s{i}" for i in places],
        )

    def verdict(new, old, rule, neural=False, order=None):
        systems = ["v2", "v1"] if order else ["v1", "v2"]
        accepted = of_card(card(old, neural, None, ["v1", "v2"]))
        return judge(card(new, neural, order, systems), accepted, terms(rule))

    return verdict
