import re

import pytest

from truerole.cli.render.progress import PostingsBar, StepsBar
from truerole.core.progress import Progress


@pytest.mark.parametrize(("hidden", "patience"), [(True, 0.0), (False, 60.0)])
def test_a_bar_of_postings_stays_away(hidden: bool, patience: float, capsys: pytest.CaptureFixture[str]) -> None:
    with PostingsBar(hidden, patience) as bar:
        bar(Progress(10, 0, 0.5))
    assert capsys.readouterr() == ("", "")


def test_a_bar_of_postings(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with PostingsBar(patience=0.0) as bar:
        bar(Progress(1234, 5, 0.5))
    out, err = capsys.readouterr()
    assert out == ""
    assert "1,234 postings, 5 errors" in err
    assert "50%" in err


def test_a_bar_of_steps_is_there_at_once(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with StepsBar() as bar:
        bar(Progress(1, share=1 / 3, step="fitting to all postings"))
    out, err = capsys.readouterr()
    assert out == ""
    assert "33% fitting to all postings" in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", err)


def test_a_hidden_bar_of_steps_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with StepsBar(hidden=True) as bar:
        bar(Progress(1, share=1 / 3, step="fitting to all postings"))
    assert capsys.readouterr() == ("", "")
