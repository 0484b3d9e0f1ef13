"""Background work rests while threads are in the foreground, and not where none is."""

from threading import Event, Thread

import pytest

from truerole.core.concurrency import background
from truerole.core.concurrency.background import give_way, in_background, in_foreground, waiting


@pytest.fixture
def rests(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Note for each rest whether any thread was in the foreground, instead of resting."""
    taken = list[bool]()

    def wait(seconds: float) -> None:
        assert seconds == background._REST
        taken.append(not background._FOREGROUND.none.is_set())

    monkeypatch.setattr(background._FOREGROUND.none, "wait", wait)
    return taken


def give_way_after(worked: float) -> None:
    """Give way in the background, after so many seconds of work."""
    with in_background():
        background._here.begun -= worked
        give_way()


def is_free() -> bool:
    return background._FOREGROUND.none.is_set()


@pytest.mark.parametrize(("worked", "times"), [(0.0, 0), (0.001, 0), (0.003, 1), (1.0, 1)])
def test_it_rests_after_a_while_of_work(worked: float, times: int, rests: list[bool]) -> None:
    with in_foreground():
        thread = Thread(target=give_way_after, args=(worked,))
        thread.start()
        thread.join()
    assert rests == times * [True]


def test_who_is_waited_for_never_rests(rests: list[bool]) -> None:
    give_way()
    with in_background():
        background._here.begun -= 1
    give_way()
    thread = Thread(target=give_way)
    with in_background():
        thread.start()
        thread.join()
    assert rests == []


def test_it_goes_on_as_soon_as_the_foreground_is_done() -> None:
    began, done, ended = Event(), Event(), Event()

    def work() -> None:
        with in_foreground():
            began.set()
            assert done.wait(30)
        ended.set()

    thread = Thread(target=work)
    thread.start()
    assert began.wait(30)
    assert not is_free()
    done.set()
    assert ended.wait(30)
    thread.join()
    assert is_free()


def test_the_foreground_may_be_entered_again_and_left_to_wait() -> None:
    assert is_free()
    with in_foreground():
        with in_foreground():
            assert not is_free()
            with waiting():
                assert is_free()
                with in_foreground():
                    assert not is_free()
                assert is_free()
            assert not is_free()
        assert not is_free()
    assert is_free()
    with waiting():
        assert is_free()


def test_errors_leave_the_foreground() -> None:
    for context in (in_foreground, waiting):
        with pytest.raises(KeyError), in_foreground(), context():
            raise KeyError
        assert is_free()


def test_a_function_may_be_in_the_foreground() -> None:
    @in_foreground()
    def free() -> bool:
        """Tell whether nothing is in the foreground."""
        return is_free()

    assert (free(), is_free(), free.__doc__) == (False, True, "Tell whether nothing is in the foreground.")


def test_of_several_threads_the_last_frees_the_background() -> None:
    inside, leave = [Event(), Event()], [Event(), Event()]

    def work(place: int) -> None:
        with in_foreground():
            inside[place].set()
            assert leave[place].wait(30)

    threads = [Thread(target=work, args=(place,)) for place in (0, 1)]
    for thread, begun in zip(threads, inside, strict=True):
        thread.start()
        assert begun.wait(30)
    for place, free in ((0, False), (1, True)):
        leave[place].set()
        threads[place].join(30)
        assert is_free() == free
