import codecs
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.roster.encodings import UnclearEncoding, decoded
from grader.errors import UsageError

HEADER = "student_id,name\n"
OLD_SYSTEMS = [
    *("Müller", "José", "Åsa", "García", "François", "Zoë", "Ärne", "König", "Groß", "JÜRGEN", "González"),
    *("Muñoz", "Bär", "MÜLLER", "Inês", "Óscar", "Ángela", "Pérez", "Sørensen", "Élodie", "Hélène", "Iñaki"),
]
# Names that are common where the encoding is.
NAMES = {
    "cp949": ["김민준", "이서연", "박지훈", "남궁민", "황보라", "최예은", "정 하윤", "강은우", "컴퓨터공학과"],
    "cp1252": [
        *("Åsa Berg", "Ángel Ruiz", "Ärne Kohl", "José Núñez", "Müller", "Groß", "François", "Lefèvre", "Muñoz"),
        *("João", "Simões", "Søren Jørgensen", "Øystein", "Peña", "Loïc", "Zoë", "Bjørn", "Kjær", "Conceição"),
        *("Nicolò", "Ærbo", "MUÑOZ", "MÜLLER", "GARCÍA", "Løkke", "Désirée", "Straße"),
    ],
    "cp1250": [
        *("Łukasz", "Zięba", "Kamiński", "Wiśniewska", "Dvořák", "Kučera", "Vlčková", "Němec", "Szőke", "Erdős"),
        *("Gałązka", "Mączyńska", "Ćwik", "Kovačević", "Grażyna", "Rădulescu", "Kříž", "Jiří", "Żółkiewski"),
    ],
    "iso8859-2": ["Łukasz", "Zięba", "Wiśniewska", "Gałązka", "Ćwik", "Żak"],
    "cp1251": ["Иванов", "Анна Петрова", "ИВАНОВ", "Ли", "Цой", "ПАК", "Ольга Ким", "Щукин"],
    "koi8-r": ["Иванов", "Анна Петрова", "ИВАНОВ", "Щукин"],
    "cp1253": ["Παπαδόπουλος", "Γεωργία"],
    "cp1254": ["Yıldız", "Şahin", "Çağrı", "Balcı", "Işık"],
    "gb18030": ["李刚", "王伟", "张三", "刘波", "金民", "陈建国", "高明", "朴", "欧阳", "赵敏", "孙权", "周杰"],
    "big5": ["陳大文", "王小明", "林", "謝廷宏", "李嘉誠", "張學友"],
    "shift_jis": ["山田太郎", "佐藤", "ヤマダ", "鈴木一朗"],
    "euc_jp": ["山田太郎", "佐藤", "ヤマダ", "鈴木一朗"],
    "mac_roman": [*OLD_SYSTEMS, "GARCÍA"],
    "cp850": OLD_SYSTEMS,
}


def reading(text, encoding):
    """The text as it was read; None if it was refused."""
    try:
        return decoded(text.encode(encoding))[0]
    except UnclearEncoding:
        return None


@pytest.mark.parametrize(
    ("name", "encoding"), [(name, encoding) for encoding in ("cp949", "cp1252") for name in NAMES[encoding]]
)
def test_one_korean_or_western_name_is_enough(name, encoding):
    assert reading(f"{HEADER}1,{name}\n", encoding) == f"{HEADER}1,{name}\n"


@pytest.mark.parametrize(("name", "encoding"), [(name, encoding) for encoding in NAMES for name in NAMES[encoding]])
def test_no_name_is_read_as_another(name, encoding):
    assert reading(f"{HEADER}1,{name}\n", encoding) in {f"{HEADER}1,{name}\n", None}


@given(st.data())
def test_no_list_of_names_is_read_as_other_names(data):
    encoding = data.draw(st.sampled_from(sorted(NAMES)))
    names = data.draw(st.lists(st.sampled_from([*NAMES[encoding], "Kim", "Ada Beispiel"]), min_size=1, max_size=9))
    text = HEADER + "".join(f"{number},{name}\n" for number, name in enumerate(names))
    found = reading(text, encoding)
    assert found == text or (found is None and encoding != "cp949")


@pytest.mark.parametrize("foreign", ["Inês", "Crêpe", "Æsop", "Rãbe"])
def test_a_doubtful_western_name_is_read_among_certain_ones(foreign):
    assert reading(f"{HEADER}1,{foreign}\n", "cp1252") is None
    text = f"{HEADER}1,{foreign}\n2,João\n3,Muñoz\n"
    assert reading(text, "cp1252") == text


@pytest.mark.parametrize(
    ("header", "encoding", "said"),
    [
        ("학번,담당", "cp949", "CP949"),
        ("Vollständiger Name;Punkte", "cp1252", "Windows-1252"),
        ("Número de ID;Nombre", "cp1252", "Windows-1252"),
        ("Imię;Nazwisko", "cp1250", "Windows-1250"),
        ("学号,姓名", "gb18030", "GB18030"),
        ("學號,姓名", "big5", "Big5"),
        ("学籍番号,氏名", "shift_jis", "Shift_JIS"),
        ("学籍番号,氏名", "euc_jp", "EUC-JP"),
        ("Фамилия,Имя", "cp1251", "Windows-1251"),
    ],
)
def test_a_known_header_tells_the_encoding_whatever_stands_below(header, encoding, said):
    below = NAMES[encoding][0]
    assert decoded(f"{header}\n{below}".encode(encoding)) == (f"{header}\n{below}", said)


def test_unclear_text_is_shown_in_every_encoding_in_which_it_is_words():
    with pytest.raises(UnclearEncoding) as error:
        decoded("student_id,name\n1,Zięba\n".encode("cp1250"))
    assert (error.value.line, error.value.readings) == (2, {"cp1252": "1,Ziêba", "cp1250": "1,Zięba"})


@pytest.mark.parametrize("encoding", ["cp1250", "CP1250", "windows-1250", "iso8859-2"])
def test_a_chosen_encoding_is_taken(encoding):
    assert decoded("1,Zięba".encode("cp1250"), encoding)[0] == "1,Zięba"


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_a_byte_order_mark_is_no_text_of_a_chosen_encoding(mark):
    assert decoded(mark + b"a,b", "utf-8") == ("a,b", "UTF-8")


@pytest.mark.parametrize("name", ["no-such", "zlib", "base64", "hex", "rot13", "idna\0"])
def test_what_is_no_encoding_is_refused(name):
    with pytest.raises(UsageError, match="is not an encoding"):
        decoded(b"a,b", name)


def test_text_that_does_not_fit_the_chosen_encoding_is_refused_with_its_line():
    with pytest.raises(UnclearEncoding) as error:
        decoded(b"a\nb\n\xff\xff\n", "utf-8")
    assert (error.value.line, str(error.value)) == (3, "utf-8")


@given(st.binary(max_size=60), st.sampled_from(["", "utf-8", "cp949", "cp1252", "utf-16", "gb18030"]))
def test_any_bytes_are_text_or_unclear(data, chosen):
    try:
        line, text = 1, decoded(data, chosen)[0]
    except UnclearEncoding as unclear:
        line, text = unclear.line, ""
    assert 1 <= line <= data.count(b"\n") + 1
    assert "\0" not in text


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40))
def test_utf_8_is_always_read_as_such(text):
    assert decoded(b"id\n" + text.encode())[0] == "id\n" + text


def test_the_answer_does_not_depend_on_the_order_of_rows():
    rows = ["1,João", "2,Inês", "3,Kim", "4,Peña"]
    texts = ["\n".join([HEADER, *order]) for order in itertools.permutations(rows)]
    assert all(reading(text, "cp1252") == text for text in texts)
