from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from mtqe import plugins
from mtqe.errors import ConfigError


@pytest.fixture
def install(monkeypatch):
    """Pretend that packages with these entry points are installed."""

    def points(*found: tuple[str, str, str]) -> None:
        known = [EntryPoint(name=name, value=value, group=group) for group, name, value in found]
        monkeypatch.setattr(
            plugins, "entry_points", lambda group: [p for p in known if p.group == group]
        )

    return points


@pytest.mark.parametrize("kind", plugins.BUILT_IN)
def test_every_entry_of_the_tables_can_be_loaded(kind):
    assert set(plugins.BUILT_IN[kind]) <= set(plugins.names(kind))
    for name in plugins.BUILT_IN[kind]:
        assert isinstance(plugins.load(kind, name), type)


def test_a_plugin_is_found_in_its_own_group_only(install):
    install(("mtqe.metrics", "fake", "mtqe.testing:FakeMetric"))
    from mtqe.testing import FakeMetric

    assert plugins.load("metrics", "fake") is FakeMetric
    assert plugins.names("metrics")["fake"] == "mtqe.testing:FakeMetric"
    assert "fake" not in plugins.names("loaders")
    with pytest.raises(ConfigError, match="unknown loader 'fake'"):
        plugins.load("loaders", "fake")


def test_a_plugin_cannot_replace_a_built_in(install):
    install(("mtqe.metrics", "bleu", "mtqe.testing:FakeMetric"))
    from mtqe.metrics.bleu import Bleu

    assert plugins.load("metrics", "bleu") is Bleu
    assert plugins.names("metrics")["bleu"] == "mtqe"


def test_of_two_plugins_with_one_name_the_same_one_is_listed_and_loaded(install):
    install(
        ("mtqe.metrics", "fake", "mtqe.testing:FakeMetric"),
        ("mtqe.metrics", "fake", "mtqe.metrics.bleu:Bleu"),
    )
    from mtqe.metrics.bleu import Bleu

    assert plugins.names("metrics")["fake"] == "mtqe.metrics.bleu:Bleu"
    assert plugins.load("metrics", "fake") is Bleu


@pytest.mark.parametrize("value", ["no_such_module_here:Metric", "mtqe.testing:NoSuchMetric"])
def test_a_plugin_that_does_not_import_is_an_error_that_names_it(install, value):
    install(("mtqe.metrics", "broken", value))
    with pytest.raises(ConfigError, match=f"metric 'broken': the plugin '{value}' does not import"):
        plugins.load("metrics", "broken")


def test_an_unknown_name_gets_a_suggestion(install):
    install(("mtqe.metrics", "fake", "mtqe.testing:FakeMetric"))
    with pytest.raises(ConfigError) as error:
        plugins.load("metrics", "fakee")
    assert str(error.value) == (
        "unknown metric 'fakee'. Did you mean \"fake\"? Available: bleu, chrf, ter, comet, fake."
    )


def test_suggestions():
    assert plugins.suggest("tokenise", ["lowercase", "tokenize"]) == (
        'Did you mean "tokenize"? Available: lowercase, tokenize.'
    )
    assert plugins.suggest("xyz", ["lowercase"]) == "Available: lowercase."
    assert plugins.suggest("xyz", iter(())) == "Available: none."
