"""Golden values of the theory, and the machine held against it."""

import numpy as np
import pytest
from sklearn.svm import LinearSVC

from markone import theory
from markone.kernels.lesson import lesson, read
from markone.kernels.rule import MODES, RULES
from markone.spec import IDEAL_POT, Spec, build
from markone.switchboard import plug

SHARES = (0.05, 0.10, 0.20, 0.30, 0.50)
P_ACTIVE = {
    (10, 0, 2): (".086138 .263901 .624190 .850692 .989258", ".084024 .263391 .627251 .854027 .990017"),
    (10, 0, 4): (".001028 .012795 .120874 .350389 .828125", ".000795 .011629 .118188 .349365 .831240"),
    (5, 5, 1): (".179669 .269162 .340124 .364218 .376953", ".181765 .271057 .340905 .364548 .377123"),
    (5, 5, 2): (".017718 .050943 .111205 .147849 .171875", ".017379 .050995 .111722 .148321 .172216"),
    (5, 5, 3): (".000902 .005206 .021797 .039244 .054688", ".000813 .005056 .021792 .039412 .054932"),
    (8, 2, 1): (".309216 .495344 .699688 .814868 .945312", ".312099 .498249 .701263 .815787 .945949"),
    (10, 10, 2): (".055277 .121784 .197201 .231279 .251722", ".055369 .122830 .197961 .231730 .252006"),
    (10, 10, 4): (".000636 .005124 .023886 .042304 .057659", ".000532 .004927 .023920 .042496 .057898"),
}
"""P_a by (x, y, theta) for an infinite retina and for 400 points, in the order of SHARES."""
P_OVERLAP = {
    (10, 0, 2): ".569064 .639005 .720249 .824959 1.000000",
    (10, 0, 5): ".000787 .047520 .169072 .409044 1.000000",
    (10, 0, 10): ".000000 .000001 .000977 .056314 1.000000",
    (5, 5, 1): ".237063 .366734 .510076 .692504 1.000000",
    (5, 5, 2): ".032072 .135637 .290813 .532364 1.000000",
    (5, 5, 3): ".000000 .032981 .139128 .386684 1.000000",
}
"""P_c by (x, y, theta) at R = .2 for common shares 0, .25, .5, .75, 1."""


@pytest.mark.parametrize("wires", P_ACTIVE)
def test_golden_p_active(wires):
    for golden, points in zip(P_ACTIVE[wires], (None, 400), strict=True):
        found = [theory.p_active(*wires, lit, points) for lit in SHARES]
        assert found == pytest.approx([float(value) for value in golden.split()], abs=5.1e-7)


@pytest.mark.parametrize("wires", P_OVERLAP)
def test_golden_p_overlap(wires):
    found = [theory.p_overlap(*wires, 0.2, common) for common in (0, 0.25, 0.5, 0.75, 1)]
    assert found == pytest.approx([float(value) for value in P_OVERLAP[wires].split()], abs=5.1e-7)


@pytest.mark.parametrize(
    ("row", "golden"),
    [
        ((256, 5, 5, 2, 20), (0.863, 0.989, 0.9995)),
        ((256, 5, 5, 2, 100), (0.595, 0.848, 0.928)),
        ((256, 5, 5, 2, 300), (0.533, 0.724, 0.800)),
        ((256, 10, 10, 4, 100), (0.664, 0.864, 0.940)),
        ((512, 5, 5, 3, 100), (0.730, 0.940, 0.986)),
    ],
)
def test_golden_learning_curves(row, golden):
    units, x, y, theta, n = row
    p_a = theory.p_active(x, y, theta, 0.5)
    found = [theory.p_correct(system, n, units, p_a) for system in ("alpha sum", "gamma mean")]
    found.append(theory.p_correct("bipolar", n, 2 * units, p_a))
    assert found == pytest.approx(golden, abs=6e-4)


def random_dots(rng, count):
    slides = np.zeros((count, 400))
    for slide in slides:
        slide[rng.permutation(400)[:200]] = 1
    return slides


def taught(rule, responses, n, seed, slides):
    """A machine without stops after forced training: +1 for its own response, no wish for the other."""
    wiring = plug(responses, excitatory=5, inhibitory=5, seed=seed)
    parts = build(wiring, Spec(theta=2), IDEAL_POT._replace(stop_v=np.inf))
    if responses == 1:
        targets = np.repeat([[1], [-1]], n, axis=0).astype(np.int8)
    else:
        targets = np.repeat([[1, 0], [0, 1]], n, axis=0).astype(np.int8)  # gamma here is bipolar
    lesson(parts, slides, targets, np.arange(2 * n), MODES["forced"], RULES[rule])
    return parts, read(parts, slides)


@pytest.mark.parametrize("n", [20, 100])
def test_the_machine_is_within_three_hundredths_of_the_curves(n):
    """40 machines, two source-sets of 256 or one of 512. Below n = 100 the theory of alpha sums is
    known to be coarse (.834 simulated against .863), so it is not asked there."""
    rng, right = np.random.default_rng(n), {}
    for seed in range(40):
        slides = random_dots(rng, 2 * n)
        for rule in ("alpha", "gamma"):
            parts, currents = taught(rule, 2, n, seed, slides)
            lit = slides >= 0.5
            active = lit[:, parts.wiring.excitatory].sum(2) - lit[:, parts.wiring.inhibitory].sum(2) >= 2
            counts = np.stack([active[:, :256].sum(1), active[:, 256:].sum(1)], axis=1)
            for name, value in (("sum", currents), ("mean", currents / counts)):
                won = value[:, 0] - value[:, 1]
                right.setdefault(f"{rule} {name}", []).append(
                    np.mean([(won[:n] > 0).mean(), (won[n:] < 0).mean()])
                )
        _, currents = taught("bipolar", 1, n, seed, slides)
        right.setdefault("bipolar", []).append(
            np.mean([(currents[:n] > 0).mean(), (currents[n:] < 0).mean()])
        )
    p_a = theory.p_active(5, 5, 2, 0.5, 400)
    for system, found in right.items():
        if system != "alpha sum" or n >= 100:
            expected = theory.p_correct(system, n, 512 if system == "bipolar" else 256, p_a)
            assert np.mean(found) == pytest.approx(expected, abs=0.03), system


@pytest.mark.parametrize("rule", ["bipolar", "gamma"])
def test_the_g_matrix_predicts_every_current(rule, rng):
    slides = random_dots(rng, 12)
    parts = build(plug(seed=4), device=IDEAL_POT._replace(stop_v=np.inf))
    order = rng.integers(12, size=60)
    targets = rng.choice([-1, 1], size=(12, 1)).astype(np.int8)
    lesson(parts, slides, targets, order, MODES["forced"], RULES[rule])
    lit = slides >= 0.5
    active = lit[:, parts.wiring.excitatory].sum(2) - lit[:, parts.wiring.inhibitory].sum(2) >= 2
    history = np.bincount(order, minlength=12) * targets[:, 0]
    assert read(parts, slides)[:, 0] == pytest.approx(
        0.5 * theory.gram(active, "gamma" if rule == "gamma" else "alpha") @ history, abs=1e-9
    )


def test_corrections_never_exceed_novikoffs_bound():
    for seed in range(10):
        rng = np.random.default_rng(seed)
        slides, targets = random_dots(rng, 60), rng.choice([-1, 1], size=(60, 1)).astype(np.int8)
        parts = build(plug(seed=seed), device=IDEAL_POT._replace(stop_v=np.inf))
        corrections = 0
        while wrong := (lesson(parts, slides, targets, np.arange(60), 2, 0) != targets).sum():
            corrections += wrong
        lit = slides >= 0.5
        active = lit[:, parts.wiring.excitatory].sum(2) - lit[:, parts.wiring.inhibitory].sum(2) >= 2
        widest = LinearSVC(C=1e5, fit_intercept=False, loss="hinge", max_iter=200_000, random_state=0)
        w = widest.fit(active, targets[:, 0]).coef_[0]
        assert 0 < corrections <= theory.mistake_bound(active, targets[:, 0], w)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: theory.p_active(0, 0, 1, 0.2), "at least one wire"),
        (lambda: theory.p_active(5, 5, 1, 1.2), "lit is 1.2"),
        (lambda: theory.p_active(5, 5, 1, 0.2, 9), "9 photocells cannot take 10 wires"),
        (lambda: theory.p_overlap(5, 5, 1, 0.8, 0.1), "cannot share 0.1"),
        (lambda: theory.learning_z("beta", 1, 10, 0.1), "choose one of alpha sum"),
        (lambda: theory.learning_z("bipolar", 0, 10, 0.1), "n = 0"),
        (lambda: theory.gram(np.eye(2), "beta"), "choose 'alpha' or 'gamma'"),
        (lambda: theory.mistake_bound(np.eye(2), [1, -1], [1.0, 1.0]), "smallest margin is -1"),
    ],
)
def test_what_has_no_theory_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()


def naive_dichotomies(patterns, dimensions):
    """Cover's recursion: a new pattern splits those that a hyperplane through it too can make."""
    if patterns == 1 or dimensions == 1:
        return 2
    return naive_dichotomies(patterns - 1, dimensions) + naive_dichotomies(patterns - 1, dimensions - 1)


def test_the_share_of_separable_dichotomies():
    for patterns in range(1, 9):
        for dimensions in range(1, 7):
            share = naive_dichotomies(patterns, dimensions) / 2**patterns
            assert theory.p_separable(patterns, dimensions) == pytest.approx(share)
    assert theory.p_separable(5, 2) == pytest.approx(2 * 5 / 2**5)  # points on a circle: 2 P half circles
    assert theory.p_separable(128, 64) == pytest.approx(0.5)
    with pytest.raises(ValueError, match="dimensions is 0; give a whole number of at least 1"):
        theory.p_separable(3, 0)


@pytest.mark.parametrize("lit", np.arange(0.51, 1.0, 0.01))
def test_two_stimuli_share_at_least_what_the_retina_has_no_room_for(lit):
    assert 0 < theory.p_overlap(10, 10, 2, lit, 2 - 1 / lit) < 1


def test_the_learning_curve_wants_numbers():
    with pytest.raises(ValueError, match="n is '5'; it must be a number"):
        theory.learning_z("alpha sum", "5", 10, 0.2)
