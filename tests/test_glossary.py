"""Every term of art of the README and the notebooks has an entry in the glossary.

What is a term of art? What a page sets in *italics* to introduce it, unless it is known to be stress or a
title; and what stands in the index of textbooks (`FIELD`), as soon as a page says it.
"""

import json
import re

import pytest
from conftest import ROOT

STRESS = {
    "absolute",
    "full",
    "here",
    "never",
    "not",
    "off",
    "on",
    "one",
    "output",
    "relative",
    "right",
    "their",
    "two",
}
"""Words of which some are set in italics to be stressed; a phrase of nothing else is no term."""
TITLES = {"nature", "perceptrons", "1960"}
"""Italics that name something."""
LONGEST = 3
"""Words in a term; what is longer and in italics is a remark."""
FIELD = """
activation function, adam, attention, autoencoder, backpropagation, batch, batch normalisation, boltzmann
machine, catastrophic forgetting, central difference, certificate, chain rule, code word, complex step,
confusion matrix, conjunctive normal form, convolution, credit assignment problem, cross-entropy,
cross-validation, decision boundary, deep learning, delta, disjunctive normal form, dropout, early stopping,
embedding, ensemble, epoch, fine-tuning, generalisation, gradient, gradient descent, heaviside, hebbian,
hessian, hidden layer, hidden unit, hyperparameter, hyperplane, implicant, inhibition, initialisation,
learning curve, learning rate, linear programme, linearly separable, local minimum, logistic function,
logit, loss, margin, matched pair, minterm, multi-layer perceptron, momentum, net input, one-hot,
overfitting, parity, perceptron, perceptron rule, plateau, pocket, predicate, random features, receptive
field, recurrent, regularisation, relu, replay, saddle point, saliency map, self-attention, sigmoid,
softmax, stochastic gradient descent, support vector machine, tanh, target, threshold logic unit,
transformer, truth table, underfitting, universal approximation, vanishing gradient, weight, weight decay,
xor
"""
"""The field's words, as an index has them; those that no page says wait."""


def plain(phrase):
    """A phrase as it is compared: small letters, words with spaces between, the last one in the singular."""
    words = re.sub(r"[-\s]+", " ", phrase.lower()).strip()
    words = re.sub(r"\bminima$", "minimum", words)
    return re.sub(r"(?<=[a-z]{3})(?<![su])s$", "", words)


def prose(name, text):
    """What a page says in words: no code, no formulas, no addresses."""
    if name.endswith(".ipynb"):
        cells = (cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown")
        text = "\n\n".join("".join(cell["source"]) for cell in cells)
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    return re.sub(r"`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\]\([^)]*\)|<[^>]*>", "", text, flags=re.DOTALL)


def introduced(text):
    """The terms that stand in italics."""
    for phrase in re.findall(r"(?<![*\w])\*(?![*\s])([^*\n]+?)(?<!\s)\*(?![*\w])", text):
        words = plain(phrase).split()
        is_term = len(words) <= LONGEST and not {*words} <= STRESS and phrase[-1] not in ".!?"
        if is_term and " ".join(words) not in {plain(title) for title in TITLES}:
            yield " ".join(words)


def indexed(text):
    """The field's words that a text says; one that is part of a longer one counts with the longer."""
    said = f" {' '.join(plain(word) for word in re.findall(r'[A-Za-z]+', text))} "
    for term in sorted({plain(term) for term in FIELD.split(",")}, key=len, reverse=True):
        if f" {term} " in said:
            said = said.replace(f" {term} ", " · ")
            yield term


def entries(text):
    """What a glossary explains."""
    return {plain(phrase) for phrase in re.findall(r"\*\*(.+?)\*\*", text)}


def unexplained(text, explained):
    """Terms of art in a text that a glossary does not have."""
    return sorted({*introduced(text), *indexed(text)} - explained)


GLOSSARY = entries((ROOT / "docs/glossary.md").read_text(encoding="utf-8"))
PAGES = [ROOT / "README.md", *sorted((ROOT / "notebooks").glob("*.ipynb"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_term_of_art_has_an_entry(page):
    text = prose(page.name, page.read_text(encoding="utf-8"))
    assert unexplained(text, GLOSSARY) == [], "explain them in docs/glossary.md"


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("the *flux capacitors* of the net", ["flux capacitor"]),
        ("with Dropout and weight decay", ["dropout", "weight decay"]),
        ("vanishing gradients", ["vanishing gradient"]),
        ("two local minima", ["local minimum"]),
        ("**Ask:** it is *not* so in *Nature*, and *this is a remark of many words* too", []),
        ("two *hidden units* and a *margin*", []),
        ("gradient descent", []),
    ],
)
def test_a_term_without_an_entry_is_found(text, missing):
    explained = entries("| **hidden unit**, **hidden layer** | ... |\n| **gradient descent**, **margin** |")
    assert unexplained(prose("page.md", text), explained) == missing


def test_code_and_formulas_are_not_words():
    assert prose("page.md", "a $*b*$ c `*d*` e\n```python\n*f*\n``` g").split() == ["a", "c", "e", "g"]


def test_the_page_of_terms_is_read():
    assert {"hidden unit", "epoch", "a unit"} <= GLOSSARY
    assert len({*introduced("\n".join(prose(page.name, page.read_text("utf-8")) for page in PAGES))}) > 20
