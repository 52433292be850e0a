"""A test of the tester: each fault that `inspect_html` promises to see is put in a page, and seen."""

from __future__ import annotations

import urllib.request

import pytest

from tests.browser import inspect_html, live_server

GOOD_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>People – Roundtable</title>
<script src="/static/a.js" type="module"></script></head>
<body>
<main>
<h1>People</h1>
<form method="post" action="/people">
<input type="hidden" name="csrf_token" value="x">
<label for="alias">Alias</label> <input id="alias" name="alias" aria-describedby="alias-hint">
<div id="alias-hint">What they like to be called</div>
<label>Language <select name="language"><option>English</option></select></label>
<textarea name="note" aria-label="Note"></textarea>
<fieldset id="how"><legend id="how-legend">How</legend>
<input type="radio" name="how" aria-labelledby="how-legend"></fieldset>
<button>Save</button>
</form>
<a href="/"><img src="/static/mark.svg" alt="Roundtable"></a>
<svg viewBox="0 0 1 1" aria-hidden="true" focusable="false"><path d="M0 0h1" fill="#17495a"/></svg>
<svg viewBox="0 0 1 1" role="img" aria-label="One day left"><path d="M0 0h1"/></svg>
<svg viewBox="0 0 1 1" role="img"><title>Two late</title><path d="M0 0h1"/></svg>
</main>
</body>
</html>"""


def test_a_right_page_has_no_problems() -> None:
    assert inspect_html(GOOD_PAGE) == []


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        ("<!DOCTYPE html>", "", "DOCTYPE"),
        ("</main>", "</section></main>", "section"),
        ("<h1>People</h1>", "<h1>People</h1><p><div>block in a paragraph</div></p>", "(p)"),
        ('<html lang="en">', "<html>", "no lang"),
        ("<title>People – Roundtable</title>", "", "0 titles"),
        ("<title>People – Roundtable</title>", "<title> </title>", "title is empty"),
        ("<title>People – Roundtable</title>", "<title>A</title><title>B</title>", "2 titles"),
        ("<h1>People</h1>", "<h2>People</h2>", "0 h1"),
        ("<h1>People</h1>", "<h1>People</h1><h1>Again</h1>", "2 h1"),
        ("<h1>People</h1>", "<h1></h1>", "h1 is empty"),
        ('<label for="alias">Alias</label>', "", '<input id="alias" name="alias"> has no label'),
        ('<label for="alias">Alias</label>', '<label for="alias"></label>', "has no label"),
        ('<label for="alias">', '<label for="other">', '"other", which is not on the page'),
        ("<label>Language <select", "<p>Language <select", '<select name="language"> has no label'),
        (' aria-label="Note"', "", '<textarea name="note"> has no label'),
        ('aria-labelledby="how-legend"', "", '<input name="how" type="radio"> has no label'),
        ('id="alias-hint"', 'id="alias"', 'id "alias" is used 2 times'),
        ('id="how-legend"', 'id="how legend"', 'id "how legend" is empty or has a space'),
        ('<div id="alias-hint">', "<div>", 'aria-describedby at id "alias-hint"'),
        ("<h1>", '<h1 style="color: red">', "inline style attribute on <h1>"),
        ("<meta ", "<style>h1 { color: red }</style><meta ", "inline style element"),
        ("</main>", "<script>1</script></main>", "inline script element"),
        ('aria-hidden="true" focusable="false">', 'aria-hidden="true"><style>a{}</style>', "inline style"),
        ("<button>", '<button onclick="go()">', "event attribute onclick on <button>"),
        ('href="/"', 'href=" JavaScript:go()"', "script address in href"),
        ("<button>Save</button>", "<button></button>", "<button> has no words"),
        (' alt="Roundtable"', "", '<img src="/static/mark.svg"> has no alt'),
        (' alt="Roundtable"', ' alt=""', '<a href="/"> has no words'),
        (' aria-hidden="true"', "", "<svg> has neither words nor aria-hidden"),
        ("<title>Two late</title>", "", "<svg> has neither words nor aria-hidden"),
    ],
)
def test_each_fault_is_named(right: str, wrong: str, problem: str) -> None:
    assert right in GOOD_PAGE, "the page no longer holds what this case spoils"
    problems = inspect_html(GOOD_PAGE.replace(right, wrong, 1))
    assert any(problem in found for found in problems), problems


def test_a_hidden_part_may_hold_a_picture_without_words() -> None:
    page = GOOD_PAGE.replace(
        '<svg viewBox="0 0 1 1" aria-hidden="true" focusable="false">', '<span aria-hidden="true"><svg>'
    ).replace("</svg>", "</svg></span>", 1)
    assert inspect_html(page) == []


def test_live_server_answers_and_then_is_gone() -> None:
    def application(environ: object, start_response: object) -> list[bytes]:
        assert callable(start_response)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"here"]

    with live_server(application) as address, urllib.request.urlopen(address, timeout=5) as answer:
        assert answer.read() == b"here"
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(address, timeout=5)
