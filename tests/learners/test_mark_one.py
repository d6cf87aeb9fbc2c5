import signal
from contextlib import contextmanager

import numpy as np
import pytest

from markone import stimuli
from markone.fast.bits import engine
from markone.kernels.lesson import wipers
from markone.learners import MarkOneClassifier, load, save, untimed
from markone.machine import MarkOne, teach
from markone.spec import ASSUMED_PHOTOCELL, WORN_POT, Spec, build
from markone.switchboard import code_words, plug


def test_code_words_are_natural_binary():
    """From 1 on where the last number has no more bits, and from 0 on where it would."""
    for classes, responses, first in (
        *((2, 1, 0), (3, 2, 1), (4, 2, 0), (8, 3, 0), (10, 4, 1)),
        *((15, 4, 1), (16, 4, 0), (26, 5, 1), (255, 8, 1), (256, 8, 0)),
    ):
        words = (code_words(classes) + 1) // 2
        assert words.shape == (classes, responses)
        numbers = [int("".join(map(str, word[::-1])), 2) for word in words.tolist()]
        assert numbers == list(range(first, first + classes))
    assert code_words(2).dtype == np.int8
    assert code_words(2, 3).tolist() == [[1, -1, -1], [-1, 1, -1]]


def test_a_blank_sheet_shows_no_class_where_the_lamps_hold_another_word():
    X, y = stimuli.letters()
    fitted = MarkOneClassifier(max_iter=1, random_state=0).fit(X, y)
    assert not fitted.is_code_word(np.zeros((1, 400))).any()
    assert fitted.active(np.zeros((1, 400))).shape == (1, 512)
    assert not fitted.active(np.zeros((1, 400))).any()


def test_a_saved_machine_keeps_its_words(tmp_path):
    X, y = stimuli.letters(alphabet="ABC")
    fitted = MarkOneClassifier(max_iter=3, random_state=0).fit(X, y)
    fitted.code_ = np.array([[-1, -1], [1, -1], [-1, 1]], np.int8)
    save(fitted, tmp_path / "before")
    again = load(tmp_path / "before")
    assert again.code_.tolist() == fitted.code_.tolist()
    assert again.predict(np.zeros((1, 400))) == "A"
    for wrong in (fitted.code_.astype(float), fitted.code_ * 0, fitted.code_[[0, 0, 1]]):
        fitted.code_ = wrong
        with pytest.raises(ValueError, match="cannot be saved: code_ is not"):
            save(fitted, tmp_path / "wrong")


def test_more_classes_than_code_words_are_refused():
    with pytest.raises(ValueError, match="257 classes need 9 R-units; the machine has 8"):
        code_words(257)


@pytest.mark.parametrize("patching", ["shares", "full"])
def test_it_is_the_clocked_machine(patching):
    """The same boards, slides and order before the machine with a clock."""
    X, y = stimuli.letters(alphabet="ABCDE")
    fitted = MarkOneClassifier(patching, max_iter=6, shuffle=False, device=WORN_POT, random_state=4).fit(X, y)
    wires, shafts = np.random.default_rng(4).integers(2**63, size=2)
    machine = MarkOne(build(plug(3, patching, seed=wires), device=WORN_POT, seed=shafts))
    teach(machine, X, fitted.code_, order=[*range(5)] * fitted.n_iter_)
    assert np.array_equal(wipers(fitted.parts_), machine.volts())
    assert fitted.machine_ms_ == machine.env.now


def test_letters_are_learnt_and_answered_in_code_words():
    X, y = stimuli.letters()
    fitted = MarkOneClassifier("full", max_iter=100, random_state=0).fit(X, y)
    assert fitted.score(X, y) == 1
    assert fitted.is_code_word(X).all()
    assert fitted.code_.shape == (26, 5)
    assert fitted.n_weights_ == 5 * 512


def test_the_nearest_word_wins_where_lamps_show_none():
    X, y = stimuli.letters(alphabet="ABCDE")
    fitted = MarkOneClassifier(max_iter=3, random_state=0).fit(X, y)
    odd = stimuli.noisy(np.repeat(X, 40, axis=0), 0.3)
    lamps, exact = fitted.lamps(odd), fitted.is_code_word(odd)
    known = {tuple(word) for word in fitted.code_.tolist()}
    assert exact.tolist() == [tuple(row) in known for row in lamps.tolist()]
    assert not exact.all()
    distances = [
        [sum(a != b for a, b in zip(row, word, strict=True)) for word in fitted.code_] for row in lamps
    ]
    assert fitted.predict(odd).tolist() == [y[row.index(min(row))] for row in distances]


def test_the_order_of_samples_cannot_matter(rng):
    X, y = stimuli.letters(alphabet="ABCDE")
    fitted = MarkOneClassifier(max_iter=2, photocell=ASSUMED_PHOTOCELL, random_state=0).fit(X, y)
    seen = stimuli.noisy(np.repeat(X, 10, axis=0), 0.2)
    order = rng.permutation(50)
    assert np.array_equal(fitted.currents(seen)[order], fitted.currents(seen[order]))


def test_xor_and_points_go_through_bars():
    X, y = stimuli.xor()
    fitted = MarkOneClassifier(random_state=0).fit(X, y)
    assert fitted.slides(X).shape == (4, 400)
    assert (fitted.slides(X).sum(axis=1) == 200).all()
    assert fitted.score(X, y) == 1


def test_epochs_before_an_interruption_are_counted(monkeypatch):
    slides, letters = stimuli.letters()
    engine.TIER.open()  # so that the machine stays in bits between epochs
    learner, epochs = MarkOneClassifier(random_state=0, shuffle=False), 2

    def orders(self, count, at_once):
        yield from [np.arange(count)[None]] * epochs
        raise KeyboardInterrupt

    monkeypatch.setattr(MarkOneClassifier, "_orders", orders)
    with pytest.raises(KeyboardInterrupt):
        learner.fit(slides, letters)
    assert len(learner.mistakes_) == learner.n_iter_ == epochs
    assert learner.n_exposures_ == epochs * len(slides)
    spec = learner.parts_.spec
    assert learner.parts_.clock.now_ms[0] == learner.n_exposures_ * spec.cycle_ms


@pytest.mark.parametrize("shuffle", [False, True])
@pytest.mark.parametrize("device", [None, WORN_POT])
def test_ctrl_c_waits_for_the_end_of_an_epoch(monkeypatch, shuffle, device):
    interrupt(monkeypatch)
    learner = MarkOneClassifier(random_state=0, shuffle=shuffle, device=device)
    with handled(signal.default_int_handler), pytest.raises(KeyboardInterrupt):
        learner.fit(*stimuli.letters())
    assert len(learner.mistakes_) == learner.n_iter_ >= 1
    assert learner.parts_.clock.now_ms[0] == learner.n_exposures_ * learner.parts_.spec.cycle_ms > 0


def test_a_signal_that_ends_nothing_changes_nothing(monkeypatch):
    X, y = stimuli.letters()
    expected = MarkOneClassifier(random_state=0).fit(X, y)
    interrupt(monkeypatch)
    learner, came = MarkOneClassifier(random_state=0), []
    with handled(lambda *given: came.append(given)):
        learner.fit(X, y)
    assert learner.mistakes_ == expected.mistakes_
    assert np.array_equal(wipers(learner.parts_), wipers(expected.parts_))
    assert len(came) == learner.n_iter_ > 1


def test_an_order_that_was_drawn_when_a_signal_came_is_taught(monkeypatch):
    X, y = stimuli.letters()
    expected, orders = MarkOneClassifier(random_state=0).fit(X, y), MarkOneClassifier._orders

    def interrupted(self, *given):
        for order in orders(self, *given):
            signal.raise_signal(signal.SIGINT)
            yield order

    monkeypatch.setattr(MarkOneClassifier, "_orders", interrupted)
    with handled(lambda *given: None):
        learner = MarkOneClassifier(random_state=0).fit(X, y)
    assert learner.mistakes_ == expected.mistakes_


def interrupt(monkeypatch):
    """Whenever slides are taught somebody presses Ctrl-C."""

    def interrupted(teach):
        def act(*given):
            signal.raise_signal(signal.SIGINT)
            return teach(*given)

        return act

    engine.TIER.open()
    monkeypatch.setattr(engine, "teach_in_bits", interrupted(engine.teach_in_bits))
    monkeypatch.setattr(untimed, "_teach", interrupted(untimed._teach))


@contextmanager
def handled(handler):
    before = signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def test_same_seed_same_bits():
    X, y = stimuli.letters()
    one, other = (MarkOneClassifier(max_iter=3, device=WORN_POT, random_state=9).fit(X, y) for _ in range(2))
    assert np.array_equal(one.currents(X), other.currents(X))
    third = MarkOneClassifier(max_iter=3, device=WORN_POT, random_state=10).fit(X, y)
    assert not np.array_equal(one.currents(X), third.currents(X))


LETTERS = stimuli.letters(alphabet="ABC")


@pytest.mark.parametrize(
    ("parameters", "X", "said"),
    [
        (
            {"retina": "image"},
            np.zeros((3, 64)),
            "image has 64 cells; .* use stimuli.resize",
        ),
        ({"retina": "image"}, np.zeros((3, 20)), "image has 20 cells"),
        ({}, np.full((3, 400), 16.0), r"light goes from 16 to 16; it must lie in \[0, 1\]"),
        ({}, np.full((3, 400), np.nan), "NaN"),
        ({}, np.zeros((3, 201)), "201 features do not fit on 400 cells; at most 200 do"),
        (
            {"mode": "spontaneous"},
            LETTERS[0],
            "choose one of 'error correction', 'error correction until right', 'forced'",
        ),
        ({"retina": "eye"}, LETTERS[0], "choose one of 'auto', 'image'"),
        ({"n_units": 0}, LETTERS[0], "n_units is 0"),
        ({"excitatory": -3}, LETTERS[0], "excitatory is -3"),
        ({"max_iter": 0}, LETTERS[0], "max_iter is 0"),
        ({"spec": Spec(hold=True)}, LETTERS[0], "use hold=False"),
        ({"spec": Spec(cycle_ms=1)}, LETTERS[0], "cycle_ms is 1"),
    ],
)
def test_what_it_cannot_be_shown_is_refused(parameters, X, said):
    with pytest.raises(ValueError, match=said):
        MarkOneClassifier(**parameters).fit(X, LETTERS[1])


def test_a_fit_that_is_refused_leaves_the_learner_as_it_was():
    X, y = LETTERS
    fitted = MarkOneClassifier(max_iter=3, random_state=0).fit(X, y)
    before = fitted.currents(X)
    with pytest.raises(ValueError, match="theta is nan"):
        fitted.set_params(spec=Spec(theta=np.nan)).fit(X[:, ::-1], ["x", "y", "z"])
    assert fitted.classes_.tolist() == ["A", "B", "C"]
    assert np.array_equal(fitted.currents(X), before)


def test_labels_that_do_not_match_are_refused():
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        MarkOneClassifier().fit(LETTERS[0], ["A", "B"])


def test_one_class_is_refused():
    with pytest.raises(ValueError, match="1 class, 'A'"):
        MarkOneClassifier().fit(LETTERS[0], ["A", "A", "A"])


def test_partial_fit_is_fit_epoch_by_epoch():
    X, y = stimuli.letters(alphabet="ABCDE")
    whole = MarkOneClassifier(max_iter=4, device=WORN_POT, random_state=4).fit(X, y)
    bit = MarkOneClassifier(device=WORN_POT, random_state=4)
    for _ in range(whole.n_iter_):
        bit.partial_fit(X, y, classes=list("ABCDE"))
    assert np.array_equal(bit.currents(X), whole.currents(X))
    assert bit.mistakes_ == whole.mistakes_
    assert (bit.n_iter_, bit.n_exposures_) == (whole.n_iter_, whole.n_exposures_)


def test_partial_fit_goes_on_after_fit_and_with_some_of_the_classes():
    X, y = stimuli.letters(alphabet="ABCDE")
    fitted = MarkOneClassifier(max_iter=2, shuffle=False, random_state=0).fit(X, y)
    before = wipers(fitted.parts_)
    passed = fitted.n_iter_
    for _ in range(20):
        fitted.partial_fit(X[:2], y[:2])
    assert fitted.n_iter_ == passed + 20
    assert fitted.n_exposures_ == 5 * passed + 40
    assert fitted.predict(X[:2]).tolist() == ["A", "B"]
    assert fitted.classes_.tolist() == list("ABCDE")
    assert not np.array_equal(wipers(fitted.parts_), before)


def test_partial_fit_keeps_the_scale_of_the_bars():
    X, y = stimuli.points(30)
    fitted = MarkOneClassifier(max_iter=2, random_state=0).fit(X, y)
    shown = fitted.slides(X)
    fitted.partial_fit(X[:5] / 2, y[:5])
    assert np.array_equal(fitted.slides(X), shown)


def test_a_saved_machine_can_be_taught_further(tmp_path):
    X, y = LETTERS
    save(MarkOneClassifier(max_iter=1, random_state=0).fit(X, y), tmp_path / "machine")
    again = load(tmp_path / "machine")
    for _ in range(20):
        again.partial_fit(X, y)
    assert again.score(X, y) == 1


@pytest.mark.parametrize(
    ("y", "classes", "said"),
    [
        (["A", "B", "C"], None, "not yet built: name all its classes in the first partial_fit"),
        (["A", "B", "D"], list("ABC"), r"y holds 'D'; the machine is built for \['A', 'B', 'C'\]"),
        (["A", "A", "A"], ["A"], "holds 1 class, 'A'"),
    ],
)
def test_what_it_cannot_be_taught_is_refused(y, classes, said):
    with pytest.raises(ValueError, match=said):
        MarkOneClassifier().partial_fit(LETTERS[0], y, classes)


def test_a_machine_that_stands_takes_no_other_classes():
    fitted = MarkOneClassifier(max_iter=1, random_state=0).fit(*LETTERS)
    before = fitted.currents(LETTERS[0])
    with pytest.raises(ValueError, match="leave classes out, or begin anew with fit"):
        fitted.partial_fit(*LETTERS, classes=list("ABCD"))
    with pytest.raises(ValueError, match="light goes from 0 to 16"):
        fitted.partial_fit(16 * LETTERS[0], LETTERS[1])
    assert np.array_equal(fitted.currents(LETTERS[0]), before)
