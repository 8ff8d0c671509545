"""JSON as it was written, read on past every flaw."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.tokens.json_text import Reading, find_objects, read_object

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.text(max_size=8), VALUES, max_size=6)
PIECES = st.lists(
    st.sampled_from(
        [
            '{"',
            "{'",
            "{a:",
            '"a":',
            "[",
            "]",
            "{",
            "}",
            ",",
            ":",
            "1e999",
            "NaN",
            "-",
            "\\",
            '\\"',
            "'",
            "“",
            "True",
            "\n",
            "//",
            "/*",
            "é",
            "\ud800",
            '"',
        ]
    ),
    max_size=40,
).map("".join)


def codes(reading: Reading) -> list[str]:
    """Return the codes of a reading's issues."""
    return [issue.code for issue in reading.issues]


def values(source: str) -> dict[str, object]:
    """Return the values that were read."""
    document = read_object(source).object
    assert document is not None
    return dict(document.values)


@given(OBJECTS)
def test_regular_json_is_read_as_json_reads_it(value: dict[str, object]) -> None:
    """Without a flaw, values are equal and each slice is the value's own spelling."""
    source = json.dumps(value)
    reading = read_object(source)
    assert reading.object is not None
    assert dict(reading.object.values) == json.loads(source)
    for member in reading.object.members:
        assert json.loads(source[member.start : member.end]) == member.value


@given(st.text(max_size=200) | PIECES)
@settings(max_examples=300)
def test_no_text_raises(source: str) -> None:
    """Whatever is read, flaws lie within the source."""
    for reading in (read_object(source), *find_objects(source)):
        assert all(0 <= issue.start <= issue.end <= len(source) for issue in reading.issues)
        assert 0 <= reading.start <= reading.end <= len(source)


@given(OBJECTS.filter(bool), st.data())
def test_cut_json_keeps_the_members_before_the_cut(value: dict[str, object], data: st.DataObject) -> None:
    """A member that was whole before the cut is read whole."""
    source = json.dumps(value)
    cut = source[: data.draw(st.integers(1, len(source) - 1))]
    document = read_object(cut).object
    assert document is not None
    for member in document.members[:-1]:
        assert value[member.name] == member.value


def test_numbers_stay_as_written() -> None:
    """1.70e9 is not rewritten."""
    document = read_object('{"exp": 1.70e9, "n": 12345678901234567890}').object
    assert document is not None
    assert [member.written for member in document.members] == ["1.70e9", "12345678901234567890"]


def test_duplicates_are_both_said_and_the_last_one_counts() -> None:
    """The flaw shows both values."""
    reading = read_object('{"aud":"one","aud":"two"}')
    assert codes(reading) == ["duplicate-member"]
    assert reading.issues[0].values == {"name": "aud", "first": "one", "last": "two"}
    assert reading.object is not None
    assert reading.object.get("aud") == "two"
    assert len(reading.object.members) == 2


def test_a_duplicate_deeper_down_is_said() -> None:
    """Names are compared at every level."""
    assert codes(read_object('{"a":{"b":1,"b":2}}')) == ["duplicate-member"]


@pytest.mark.parametrize("written", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_stays_text(written: str) -> None:
    """A report of it must stay JSON."""
    assert values(f'{{"exp":{written}}}') == {"exp": written}
    assert codes(read_object(f'{{"exp":{written}}}')) == ["not-a-number"]


@pytest.mark.parametrize("written", ["1e999", "9" * 5_000])
def test_a_number_too_large_to_calculate_with_stays_text(written: str) -> None:
    """Python refuses the one and rounds the other to infinity."""
    assert values(f'{{"exp":{written}}}') == {"exp": written}
    assert codes(read_object(f'{{"exp":{written}}}')) == ["huge-number"]


def test_nesting_to_64_levels_is_read_and_no_deeper() -> None:
    """One level more is a flaw and leaves the object out."""
    fits, deep = '{"a":' + "[" * 63 + "]" * 63 + "}", '{"a":' + "[" * 64 + "]" * 64 + "}"
    assert codes(read_object(fits)) == []
    assert codes(read_object(deep)) == ["too-deep"]
    assert read_object(deep).object is None


def test_brackets_in_strings_are_no_nesting() -> None:
    """Only structure counts."""
    assert codes(read_object(json.dumps({"a": "[" * 200}))) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{'a': 'b', 'c': True, 'd': None, 'e': [1, 'x']}", {"a": "b", "c": True, "d": None, "e": [1, "x"]}),
        ("{ a: 'b', c: undefined, d: false, }", {"a": "b", "c": None, "d": False}),
        ("{“a”: “b”}", {"a": "b"}),
        ('{"a" => "b", "c" => nil}', {"a": "b", "c": None}),
    ],
)
def test_prints_of_programs_are_read(source: str, expected: dict[str, object]) -> None:
    """Python, JavaScript and Ruby print objects in their own ways."""
    assert values(source) == expected
    assert "dict-print" in codes(read_object(source))


def test_malformed_json_is_read_on() -> None:
    """What stands before and after the flaw is kept, and the flaw has its place."""
    reading = read_object('{"a":1 "b":2,,"c":3}')
    assert reading.object is not None
    assert reading.object.get("a") == 1
    assert reading.object.get("c") == 3


def test_what_is_not_an_object_is_said_so() -> None:
    """A list is JSON; prose is not."""
    assert codes(read_object("[1,2]")) == ["not-an-object"]
    assert codes(read_object("hello")) == ["not-json"]
    assert codes(read_object('{"a":1} and more')) == ["json-trailing"]


def test_half_a_surrogate_pair_is_replaced() -> None:
    """It could be written nowhere."""
    assert values(r'{"a":"x\ud800y"}') == {"a": "x�y"}
    assert values(r'{"a":"\ud83d\ude00"}') == {"a": "😀"}


def test_objects_are_found_in_running_text() -> None:
    """Braces of prose and templates are passed over."""
    text = "GET /{id} gave {\"a\":1} for {{tenant}} and {'b': 2} {"
    assert [dict(reading.object.values) for reading in find_objects(text) if reading.object] == [{"a": 1}, {"b": 2}]
