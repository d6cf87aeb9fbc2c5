import pytest
from click.testing import CliRunner

from markone import warmup
from markone.cli import main
from markone.kernels.jit import CACHE_FOLDER


@pytest.mark.parametrize("door", [pytest.param(call, id=title) for title, call in warmup.doors()])
def test_every_door_opens(door):
    door()


def test_the_command_says_where_kernels_are_kept(monkeypatch):
    monkeypatch.setattr(warmup, "doors", lambda: [("nothing", lambda: None)])
    done = CliRunner().invoke(main, ["warmup"], catch_exceptions=False)
    assert "ready: nothing" in done.output
    assert f"Kept in {CACHE_FOLDER} (" in done.output
