import base64

from grader.course.builtin import builtin_folder
from grader.reports.pages import page
from grader.reports.summary import total
from tests.support.pages import find
from tests.support.pages import page as document

FONTS = builtin_folder("reports") / "fonts"


def style(templates=None):
    nothing = {"exercises": [], "total": total([]), "causes": [], "student": "", "name": "", "class_page": ""}
    text = page("exercise.html.j2", "en", templates, **nothing)
    return find(document(text), "style")[0].text


def embedded(font):
    return f"url(data:font/woff2;base64,{base64.b64encode(font).decode()})"


def test_the_fonts_are_in_the_page_and_small():
    fonts = [file.read_bytes() for file in sorted(FONTS.glob("*.woff2"))]
    assert all(embedded(font) in style() for font in fonts)
    assert sum(map(len, fonts)) < 45_000


def test_each_font_has_its_licence():
    for font in FONTS.glob("*.woff2"):
        assert "SIL OPEN FONT LICENSE" in (FONTS / f"OFL-{font.stem}.txt").read_text()


def test_an_institution_may_bring_its_own_font(tmp_path):
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "ours.woff2").write_bytes(b"a font")
    (tmp_path / "style.css").write_text("@font-face { src: url(fonts/ours.woff2); }")
    assert embedded(b"a font") in style(tmp_path)


def test_a_font_that_is_not_there_is_not_fetched(tmp_path):
    (tmp_path / "style.css").write_text("@font-face { src: url(fonts/ours.woff2); }")
    assert "url(fonts/ours.woff2)" in style(tmp_path)
