"""A recording, looked at from its beginning."""

from markone.console.frames import decode


def views(recording):
    """What is to be seen at each frame, one after the other; `Recording.view` begins anew for each."""
    view = None
    for frame in recording.frames:
        view = decode(frame, view)
        yield view
