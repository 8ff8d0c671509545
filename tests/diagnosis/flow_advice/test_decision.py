"""Every combination of answers, whole and partial, lands in exactly one place."""

from itertools import product

import pytest

from inspector.diagnosis.expectation import Client
from inspector.diagnosis.flow_advice.decision import Impossibility, decide, impossibilities, open_questions
from inspector.diagnosis.flow_advice.questions import Question, wording

USER, SECRET, BROWSER, IN_PAGE, FURTHER_API = Question
WHOLE = [dict(zip(Question, values, strict=True)) for values in product((True, False), repeat=5)]
PARTIAL = [
    {question: value for question, value in zip(Question, values, strict=True) if value is not None}
    for values in product((True, False, None), repeat=5)
]


def row(answers: dict[Question, bool]) -> Client | None:
    """Return the row that the table of the issue gives, read off it independently; None for what can't be."""
    user, secret, browser, in_page, further = (answers[question] for question in Question)
    if (not user and further) or (not browser and in_page) or (not secret and (further or not user)):
        return None
    table = {
        Client.DAEMON: not user,
        Client.API: user and further,
        Client.WEB: user and not further and secret and browser,
        Client.SPA: user and not further and not secret and browser and in_page,
        Client.NATIVE: user and not further and not secret and browser and not in_page,
        Client.CLI: user and not further and not browser,
    }
    (found,) = [client for client, fits in table.items() if fits]
    return found


@pytest.mark.parametrize("answers", WHOLE, ids=str)
def test_whole_answers_have_one_row_or_one_named_impossibility(answers):
    """Five answers never leave a question open."""
    found = decide(answers)
    if row(answers) is None:
        assert isinstance(found, Impossibility)
        assert found.applies(answers)
        assert found.reconsider in dict(found.clash)
        assert found.sentence
        assert found.hint
    else:
        assert found is row(answers)


def test_every_row_and_every_impossibility_is_reached():
    """Six rows, four impossibilities, nothing else."""
    found = [decide(answers) for answers in WHOLE]
    assert {each for each in found if isinstance(each, Client)} == set(Client)
    assert {each.id for each in found if isinstance(each, Impossibility)} == {
        "no-user-on-behalf", "page-without-browser", "unproven-app", "unproven-api",
    }  # fmt: skip


def test_changing_the_answer_to_reconsider_resolves_each_clash():
    """The one answer named is enough, whatever the others are."""
    for each in impossibilities():
        for answers in WHOLE:
            if each.applies(answers):
                changed = answers | {each.reconsider: not answers[each.reconsider]}
                assert not each.applies(changed)


@pytest.mark.parametrize("answers", PARTIAL, ids=str)
def test_partial_answers_are_never_contradicted_later(answers):
    """A row that is given early is the row of every completion that can be; a question is asked only if it matters."""
    found = decide(answers)
    rows = {row(whole) for whole in WHOLE if whole.items() >= answers.items()} - {None}
    if isinstance(found, Impossibility):
        assert not rows
    elif isinstance(found, Client):
        assert rows == {found}
    else:
        assert found not in answers
        ends = [
            {row(whole) for whole in WHOLE if whole.items() >= (answers | {found: value}).items()}
            for value in (True, False)
        ]
        assert ends[0] != ends[1]


@pytest.mark.parametrize("answers", WHOLE, ids=str)
def test_asking_one_after_the_other_ends_in_the_same_place(answers):
    """Who answers only what is asked never runs into a contradiction, and never answers more than five questions."""
    given: dict[Question, bool] = {}
    while isinstance(asked := decide(given), Question):
        assert asked not in given
        assert asked == open_questions(given)[0]
        given[asked] = answers[asked]
    if row(answers) is not None:
        assert asked is row(answers)
    elif isinstance(asked, Impossibility):
        assert asked.id == "unproven-app"  # the one that an honest answer can run into
    assert open_questions(given) == ()


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, USER),
        ({USER: False}, SECRET),
        ({USER: True, SECRET: False}, BROWSER),
        ({USER: True, SECRET: False, BROWSER: True}, IN_PAGE),
        ({USER: True, SECRET: False, BROWSER: False}, Client.CLI),
        ({USER: True, SECRET: True, BROWSER: True}, FURTHER_API),
        ({USER: False, SECRET: True}, Client.DAEMON),
        ({FURTHER_API: True}, Client.API),
        ({USER: True, SECRET: False, IN_PAGE: True}, Client.SPA),
    ],
)
def test_questions_that_no_longer_matter_are_not_asked(answers, expected):
    """A page has a browser; a daemon's browser is nobody's business."""
    assert decide(answers) == expected


def test_every_question_has_words():
    """Text, two answers and a hint."""
    for question in Question:
        assert all((wording(question).text, wording(question).yes, wording(question).no, wording(question).hint))
