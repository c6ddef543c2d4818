import io
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook, load_workbook

import sheets


def workbook(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_and_encodings_are_guessed(delimiter, encoding):
    text = f'Nom{delimiter}Capacité\nÉchelle{delimiter}70\n"a{delimiter}b"{delimiter}1\n'

    sheet = sheets.read(text.encode(encoding))

    assert sheet.headers == ["Nom", "Capacité"]
    assert [(row.number, row.cells) for row in sheet.rows] == [
        (2, ["Échelle", "70"]),
        (3, [f"a{delimiter}b", "1"]),
    ]


def test_empty_lines_are_skipped_and_short_ones_filled():
    sheet = sheets.read(io.BytesIO(b"\n;;\nNom;Surface;Type;;\nClain;31,2\n\n;;\nTour;27;Salle;trop\n"))

    assert sheet.headers == ["Nom", "Surface", "Type"]
    assert [(row.number, row.cells) for row in sheet.rows] == [
        (4, ["Clain", "31,2", ""]),
        (7, ["Tour", "27", "Salle"]),
    ]


def test_a_workbook_gives_texts_and_runs_no_formula():
    sheet = sheets.read(
        workbook(
            ["Nom", "Surface", "Vu le", "Calcul", "PMR"],
            ["Clain", 31.5, date(2026, 12, 1), "=1+1", True],
            ["Tour", 27.0],
        )
    )

    assert sheet.headers == ["Nom", "Surface", "Vu le", "Calcul", "PMR"]
    assert [row.cells for row in sheet.rows] == [
        ["Clain", "31.5", "2026-12-01T00:00:00", "", "oui"],
        ["Tour", "27", "", "", ""],
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "Ce fichier est vide."),
        (b" ; ;\n", "Ce fichier est vide."),
        (b"\xd0\xcf\x11\xe0rest", "Ce format est trop ancien : enregistrez le fichier en .xlsx ou en .csv."),
        (b"PK\x03\x04rest", "Ce fichier n’est pas un classeur .xlsx lisible."),
        (b"%PDF\x00\x01", "Ce fichier n’est pas une liste : envoyez un .csv ou un .xlsx."),
        (
            b"x" * (5 * 1024 * 1024 + 1),
            "Ce fichier dépasse 5 Mo. Envoyez-le en plusieurs fois, ou sans images.",
        ),
        (b"a;b\n" + b"1;2\n" * 20_001, "Ce fichier dépasse 20 000 lignes. Envoyez-le en plusieurs fois."),
        (b";".join(b"h" for _ in range(201)), "Ce fichier a plus de 200 colonnes."),
        (b'a;b\n"' + b"x" * 200_000 + b'";1\n', "La ligne 2 n’est pas lisible comme du CSV."),
    ],
)
def test_what_is_not_a_list_is_refused_with_a_reason(data, message):
    with pytest.raises(sheets.Unreadable) as refusal:
        sheets.read(data)
    assert refusal.value.message == message


def test_a_large_file_is_not_read_beyond_the_limit():
    class Endless(io.RawIOBase):
        asked = 0

        def read(self, size=-1):
            Endless.asked = size
            return b"a" * size

    with pytest.raises(sheets.Unreadable):
        sheets.read(Endless())
    assert Endless.asked == 5 * 1024 * 1024 + 1


def test_headers_are_matched_by_name_beginning_and_likeness():
    fields = {"name": ["nom", "espace"], "area": ["surface"], "capacity": ["capacité"], "door": ["porte"]}

    found = sheets.match(["Nom de l'espace", "SURFACE (m²)", "Capacite", "Remarque"], fields)

    assert found == {"name": 0, "area": 1, "capacity": 2, "door": None}
    assert sheets.match(["Capacitée", "Espace", "Nom"], fields)["capacity"] == 0
    assert sheets.match(["Espace", "Nom"], fields)["name"] == 0
    assert sheets.Row(1, ["Clain", "12", "8", ""]).pick(found) == {
        "name": "Clain",
        "area": "12",
        "capacity": "8",
        "door": "",
    }


def test_values_as_people_write_them():
    assert sheets.decimal("412,5") == Decimal("412.5")
    assert sheets.decimal("1\N{NO-BREAK SPACE}240.25") == Decimal("1240.25")
    assert sheets.decimal(" ") is None
    assert (sheets.whole_number("1 250"), sheets.whole_number("12,0"), sheets.whole_number("")) == (
        1250,
        12,
        None,
    )
    assert [sheets.boolean(text) for text in ("Oui", "x", "NON", "0", "")] == [True, True, False, False, None]


@pytest.mark.parametrize(
    ("parse", "text", "message"),
    [
        (sheets.decimal, "grand", "« grand » n’est pas un nombre : écrivez par exemple 31,2."),
        (sheets.decimal, "1e400", "« 1e400 » n’est pas un nombre : écrivez par exemple 31,2."),
        (
            sheets.whole_number,
            "12 à 15",
            "« 12 à 15 » n’est pas un nombre entier : écrivez un seul nombre, par exemple 12.",
        ),
        (
            sheets.whole_number,
            "-3",
            "« -3 » n’est pas un nombre entier : écrivez un seul nombre, par exemple 12.",
        ),
        (sheets.boolean, "peut-être", "« peut-être » : écrivez oui ou non."),
    ],
)
def test_values_that_nobody_can_read(parse, text, message):
    with pytest.raises(sheets.NotUnderstood) as refusal:
        parse(text)
    assert refusal.value.message == message


def test_csv_out_opens_as_it_is_and_hides_no_formula():
    moment = datetime(2026, 12, 1, 14, 30, tzinfo=ZoneInfo("Europe/Paris"))

    data = sheets.write_csv(
        ["Nom", "Taux"],
        [["=cmd|' /C calc'!A0", Decimal("12.5")], ["-1+1", -3], [None, True], [moment, date(2026, 12, 1)]],
    )

    assert data.decode("utf-8") == (
        "\ufeffNom;Taux\r\n'=cmd|' /C calc'!A0;12,5\r\n'-1+1;-3\r\n;oui\r\n01/12/2026 14:30;01/12/2026\r\n"
    )
    assert sheets.read(data).rows[0].cells == ["=cmd|' /C calc'!A0", "12,5"]


@pytest.mark.parametrize(
    "text",
    ["7\xa0000\u202f€\xa0?", "👩\u200d🍳 du soir", "\u200fمطبخ", "Une ligne\u2028une autre\x85", "a\tb\nc"],
)
def test_xlsx_out_keeps_every_space_and_mark_that_people_write(text):
    data = sheets.write_xlsx(["Nom"], [[f"\x00{text}\x1b\uffff"]])
    assert load_workbook(io.BytesIO(data)).active["A2"].value == text


def test_xlsx_out_keeps_numbers_and_writes_text_as_text():
    data = sheets.write_xlsx(
        ["Nom", "Taux"], [["=1+1", 0.5], ["@SUM(A1)", None], ["Clain\x07", True]], title="Été"
    )

    page = load_workbook(io.BytesIO(data))["Été"]
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["Nom", "Taux"],
        ["'=1+1", 0.5],
        ["'@SUM(A1)", None],
        ["Clain", "oui"],
    ]
    assert {cell.data_type for row in page.iter_rows() for cell in row if isinstance(cell.value, str)} == {
        "s"
    }
