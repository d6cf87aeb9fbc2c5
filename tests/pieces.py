"""Pieces of kernels, which only other kernels call, as functions that a test can call."""

from markone.kernels import association, jit, response, retina, rule, weight


def door(piece):
    @jit.jit
    def call(*given):
        return piece(*given)

    return call


fire, decide, expose, correct = map(door, (association.fire, response.decide, retina.expose, rule.correct))
all_volts, energise, load, stop, weigh = map(
    door, (weight.all_volts, weight.energise, weight.load, weight.stop, weight.weigh)
)
