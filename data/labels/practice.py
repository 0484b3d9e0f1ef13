"""Practice in labelling: the authored examples in an order by chance, and how far the answers agree with the authors'.

Nothing of it is stored, and no model learns from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from truerole.core.reading import Role
from truerole.data.labels.examples import Example, load_examples


@dataclass(frozen=True, slots=True)
class PracticeAnswer:
    """Answer to an example in practice."""

    example: Example
    role: Role

    @property
    def agrees(self) -> bool:
        """Tell whether the author names the same role."""
        return self.role == self.example.role


def _shuffled() -> list[Example]:
    examples = list(load_examples())
    Random(0).shuffle(examples)
    return examples


@dataclass
class Practice:
    """Practice of a visitor: the examples to come, the first of them next, and the answers so far."""

    coming: list[Example] = field(default_factory=_shuffled)
    answers: list[PracticeAnswer] = field(default_factory=list)

    @property
    def example(self) -> Example | None:
        """Return the example to be labelled; None after the last."""
        return self.coming[0] if self.coming else None

    @property
    def agreed(self) -> int:
        """Return the number of answers that agree."""
        return sum(answer.agrees for answer in self.answers)

    @property
    def differing(self) -> Sequence[PracticeAnswer]:
        """Return the answers that differ, the newest first."""
        return [answer for answer in reversed(self.answers) if not answer.agrees]

    def answer(self, example: str, role: Role) -> None:
        """Answer the example, given its id, and go on; a late answer to an earlier example does nothing."""
        if self.coming and self.coming[0].id == example:
            self.answers.append(PracticeAnswer(self.coming.pop(0), role))

    def skip(self) -> None:
        """Put the example behind all others."""
        self.coming = self.coming[1:] + self.coming[:1]

    def undo(self) -> None:
        """Take the last answer back, and show the example again."""
        if self.answers:
            self.coming.insert(0, self.answers.pop().example)
