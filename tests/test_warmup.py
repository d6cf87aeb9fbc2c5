import numpy as np
import pytest
from click.testing import CliRunner

from markone import warmup
from markone.cli import main
from markone.fast.fused import net as fused
from markone.kernels import orders
from markone.kernels.jit import CACHE_FOLDER


@pytest.mark.parametrize("door", [pytest.param(call, id=title) for title, call in warmup.doors()])
def test_every_door_opens(door):
    door()


def test_nets_of_both_kinds_are_compiled_whole_and_in_parts(monkeypatch):
    met, drawn = set(), []

    def note(self, X, T, weight, orders, epochs):
        met.add((self.dtype.name, "in parts" if self._parts > 1 else "whole"))
        return np.zeros(epochs)

    def draw(rng, samples, count):
        drawn.append(count)
        return orders.draw_orders(rng, samples, count)

    monkeypatch.setattr(fused.FusedNet, "train", note)
    monkeypatch.setattr(fused, "draw_orders", draw)
    for title, door in warmup.doors():
        if title.startswith("MLP"):
            door()
    assert met == {(kind, how) for kind in ("float32", "float64") for how in ("whole", "in parts")}
    assert set(drawn) == {2}


def test_the_command_says_where_kernels_are_kept(monkeypatch):
    monkeypatch.setattr(warmup, "doors", lambda: [("nothing", lambda: None)])
    done = CliRunner().invoke(main, ["warmup"], catch_exceptions=False)
    assert "ready: nothing" in done.output
    assert f"Kept in {CACHE_FOLDER} (" in done.output
