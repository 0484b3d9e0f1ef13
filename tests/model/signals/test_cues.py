from pathlib import Path

import pytest

from truerole.core.errors import DataError
from truerole.model.signals import cues


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[seniority]\nintern = "intern"', "seniority.intern: Input should be a valid"),
        ("[weather]\nrain = []", "weather.[key]: Input should be 'seniority'"),
        ("[seniority", "Expected"),
    ],
)
def test_a_damaged_file_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, says: str) -> None:
    (tmp_path / "signals.toml").write_text(text)
    monkeypatch.setattr(cues, "ASSETS", tmp_path)
    with pytest.raises(DataError) as error:
        cues._cue_phrases.__wrapped__()
    assert says in str(error.value)
    assert "signals.toml" in str(error.value) and "\n" not in str(error.value)
