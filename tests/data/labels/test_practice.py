from truerole.core.reading import ROLES
from truerole.data.labels.examples import load_examples
from truerole.data.labels.practice import Practice


def test_every_example_is_asked_once() -> None:
    practice, asked = Practice(), []
    while example := practice.example:
        asked.append(example.id)
        practice.answer(example.id, example.role)
    assert sorted(asked) == sorted(e.id for e in load_examples())
    assert asked != [e.id for e in load_examples()]
    assert (practice.agreed, list(practice.differing)) == (len(asked), [])
    practice.answer(asked[-1], "other")
    practice.skip()
    assert practice.agreed == len(asked)


def test_skipped_and_taken_back() -> None:
    practice = Practice()
    first = practice.example
    assert first is not None
    practice.undo()
    practice.skip()
    assert practice.coming[-1] == first
    second = practice.example
    assert second is not None
    practice.answer(first.id, "other")
    assert practice.answers == []
    practice.answer(second.id, next(role for role in ROLES if role != second.role))
    assert [answer.example for answer in practice.differing] == [second]
    practice.undo()
    assert (practice.example, practice.answers) == (second, [])
