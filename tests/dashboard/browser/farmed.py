"""Gather made-up boards of this machine by `truerole` itself, day after day, beside a dashboard of the same home."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.farm.job_market import Job, JobMarket
from benchmarks.farm.server import Farm
from benchmarks.farm.stand_in import environment
from tests.dashboard.browser.forked import run_command


@dataclass
class Farmed:
    """Hold a home whose boards are on the farm, and the day that it is there."""

    home: Path
    farm: Farm
    market: JobMarket
    # It ends before today, as pages choose their months by the day of this machine.
    day: int = -10

    @property
    def settings(self) -> dict[str, str]:
        return environment(self.farm.port, self.home / "days")

    def offer(self, board: str, *jobs: Job) -> None:
        """Let a board, such as "recruitee:acme", offer these jobs from now on."""
        source, _, name = board.partition(":")
        self.market.boards[source, name] = list(jobs)

    def next_day(self) -> None:
        self.go_to(self.day + 1)

    def go_to(self, day: int) -> None:
        """Let it be another day, 0 for today."""
        self.day = day
        (self.home / "days").write_text(str(self.day), "utf-8")

    def truerole(self, *args: str) -> str:
        """Run the command to its end and return what it said."""
        said, environment = self.home / "said", os.environ | {"TRUEROLE_HOME": str(self.home)} | self.settings
        code, told = run_command(args, environment, said), said.read_text("utf-8")
        assert code in (0, 1), told
        assert "Traceback" not in told
        return told


@pytest.fixture(scope="module")
def farmed(tmp_path_factory: pytest.TempPathFactory, sample_store: Path) -> Iterator[Farmed]:
    """Return a home with the market sample, and a farm of no boards yet."""
    home, market = tmp_path_factory.mktemp("home"), JobMarket()
    shutil.copy(sample_store, home)
    with Farm(market) as farm:
        farmed = Farmed(home, farm, market)
        farmed.next_day()
        yield farmed
