"""Comparison of two models, printed in a terminal."""

from truerole.cli.console import echo_error
from truerole.phrasing.comparison import (
    comparison_verdict,
    metric_rows,
    own_labels_sentence,
    preview_sentence,
    role_rows,
)
from truerole.workflows.compare_models import ChangePreview, ModelComparison

_SHOWN = 12


def show_comparison(found: ModelComparison) -> None:
    """Print the verdict, the metrics with their intervals and the changed predictions, as Markdown tables."""
    print(f"{found.challenger} beside the champion {found.champion}, on {found.benchmark.n:,} benchmark postings:")
    print(comparison_verdict(found))
    if sentence := own_labels_sentence(found):
        print(sentence)
    print("\n| figure | champion | challenger | difference | 95 % interval |\n|---|---|---|---|---|")
    for row in metric_rows(found.benchmark):
        spread = f"{row['low']:+.3f} to {row['high']:+.3f}" if row["low"] is not None else ""
        difference = f"{row['difference']:+.3f}" if row["difference"] is not None else ""
        print(f"| {row['figure']} | {row['champion']:.3f} | {row['challenger']:.3f} | {difference} | {spread} |")
    head, *_ = lines = role_rows(found.benchmark)
    print("\n| " + " | ".join(head) + " |\n" + "|---" * len(head) + "|")
    for line in lines:
        print("| " + " | ".join(f"{v:.3f}" if isinstance(v, float) else str(v) for v in line.values()) + " |")
    print(f"\n{len(found.benchmark.changes):,} benchmark postings read differently:")
    for change in found.benchmark.changes[:_SHOWN]:
        print(f"- {change.id}: {change.champion} before, {change.challenger} now, labelled {change.role}")


def show_preview(preview: ChangePreview) -> None:
    """Print how many postings of the store would read differently, and name the first of them on stderr."""
    print(preview_sentence(preview))
    for posting in preview.changed[:_SHOWN]:
        echo_error(f"posting {posting.number}: {posting.was} before, {posting.now} now ({posting.title})")
