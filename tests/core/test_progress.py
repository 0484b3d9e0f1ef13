from truerole.core.progress import Progress, ignore_progress, subrange


def test_a_part_of_the_work_is_told_as_a_share_of_the_whole() -> None:
    told: list[Progress] = []
    half = subrange(told.append, 0.5, 1.0)
    for share in (0.0, 0.5, 1.0, None):
        half(Progress(3, 1, share, "copying"))
    assert told == [Progress(3, 1, share, "copying") for share in (0.5, 0.75, 1.0, None)]
    subrange(ignore_progress, 0, 1)(Progress(share=0.5))
