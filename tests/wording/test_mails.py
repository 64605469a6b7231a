"""Mails: each in both languages, in both parts, and harmless whatever people typed."""

import re
from html import unescape
from pathlib import Path

import pytest

from challenge.wording.mails import MAILS, NAMES, check_mail, render_mail
from challenge.wording.text import LOCALES, _sentences, catalogue

ROOT = Path(__file__).parents[2]
LINK = "https://challenge.example/register/abc?step=2&next=3"
EVERY = [(template, locale) for template in MAILS for locale in LOCALES]
HOSTILE = {
    "html": '<img src="https://evil.example/x.png"><script>alert(1)</script>',
    "newline": "Boréal\r\nBcc: everybody@evil.example\r\n\r\n<b>body</b>",
    "markdown": "[gift](https://evil.example) **bold** ![x](https://evil.example/x.png)",
    "braces": "{code} {{ 7 * 7 }} {% raw %} {0.__class__}",
    "direction": "abc\u202egpj.exe\u2066",
}


def facts_of(template, **changed):
    """Plausible facts of a mail, each with a value of its own."""
    return {name: LINK if name == "url" else f"«{name}»" for name in MAILS[template].facts} | changed


def visible(html):
    """What is read of an HTML mail."""
    body = re.sub(r"<style.*?</style>|<title.*?</title>", "", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.mark.parametrize(("template", "locale"), EVERY)
def test_every_mail_says_the_same_in_both_parts_and_leaves_no_fact_open(template, locale):
    words = render_mail(template, locale, facts_of(template))
    for part in (words.text, visible(words.html)):
        assert words.subject.replace("\xa0", " ") in part.replace("\xa0", " ")
        assert not re.search(r"[{}]|\bNone\b", part)
    shape = MAILS[template]
    for name in (*shape.before, *shape.after):
        sentence = catalogue(locale)[f"mail.{template}.{name}"][0].format(**facts_of(template))
        assert sentence in words.text
        assert " ".join(sentence.split()) in visible(words.html)


@pytest.mark.parametrize(("template", "locale"), EVERY)
def test_every_fact_a_mail_asks_for_is_told(template, locale):
    words = render_mail(template, locale, facts_of(template))
    for fact in facts_of(template).values():
        assert fact in f"{words.subject} {words.text}"
        assert fact in visible(words.html)


@pytest.mark.parametrize(("template", "locale"), EVERY)
def test_no_mail_loads_anything_from_elsewhere(template, locale):
    html = render_mail(template, locale, facts_of(template)).html
    assert not re.search(r"<(img|link|script|iframe|object)\b|url\(|@import|@font-face", html)
    assert set(re.findall(r'(?:href|src)="([^"]+)"', html)) <= {LINK.replace("&", "&amp;")}


@pytest.mark.parametrize("locale", LOCALES)
def test_the_two_languages_are_different_sentences(locale):
    other = next(name for name in LOCALES if name != locale)
    same = [
        name for name in MAILS if render_mail(name, locale, facts_of(name)) == render_mail(name, other, facts_of(name))
    ]
    assert same == []


@pytest.mark.parametrize("trick", HOSTILE)
@pytest.mark.parametrize("template", [name for name, shape in MAILS.items() if set(shape.facts) - {"url"}])
def test_what_people_typed_is_words_and_nothing_else(template, trick):
    typed = {name: HOSTILE[trick] for name in MAILS[template].facts if name != "url"}
    plain = render_mail(template, "fr", facts_of(template))
    words = render_mail(template, "fr", facts_of(template, **typed))
    assert re.findall(r"<[a-z/!][^>]*>", words.html) == re.findall(r"<[a-z/!][^>]*>", plain.html)
    assert words.text.count("\n") == plain.text.count("\n")
    assert not re.search(r"[\r\n\u202e\u2066]", words.subject)
    assert not re.search(r"[\r\u202e\u2066]", words.text)
    assert "49" not in words.text


@pytest.mark.parametrize("name", sorted(NAMES))
def test_mail_programs_make_no_link_of_a_name(name):
    typed = "Win at https://www.evil.example or a@evil.example"
    for template in (template for template, shape in MAILS.items() if name in shape.facts):
        words = render_mail(template, "en", facts_of(template, **{name: typed}))
        for part in (words.subject, words.text, words.html):
            assert not re.search(r"https://www|www\.evil|evil\.example|a@evil", part)
            assert part.replace("\u200b", "").count(typed) == part.count("Win at")


def test_spaces_that_belong_to_a_number_stay():
    words = render_mail("cap_raised", "fr", facts_of("cap_raised", new="63\u202f812\xa0€"))
    assert "63\u202f812\xa0€" in words.text


def test_a_code_stands_on_a_line_of_its_own():
    words = render_mail("sign_in_code", "en", {"code": "123 456", "minutes": "10"})
    assert "    123 456" in words.text.splitlines()
    assert "123 456" not in words.subject


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "/register/abc", ""])
def test_a_button_leads_to_a_web_page_only(url):
    with pytest.raises(ValueError, match="no web page"):
        check_mail("registration_saved", {"company": "Boréal", "url": url})


@pytest.mark.parametrize("template", [name for name, shape in MAILS.items() if shape.facts])
def test_a_mail_without_one_of_its_facts_is_refused(template):
    name = MAILS[template].facts[0]
    facts = {fact: value for fact, value in facts_of(template).items() if fact != name}
    with pytest.raises(ValueError, match=name):
        render_mail(template, "fr", facts)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_of_the_catalogue_is_part_of_a_mail(locale):
    path = ROOT / "challenge" / "wording" / "locales" / locale / "LC_MESSAGES" / "mails.po"
    kept = {key for key, _ in _sentences(path, locale) if key.count(".") == 2}
    used = {
        f"mail.{template}.{name}"
        for template, shape in MAILS.items()
        for name in ("subject", *shape.before, *shape.after, *(("button",) if "url" in shape.facts else ()))
    }
    assert kept == used
