"""The sheet that browsers get is the list of files, written in, in order and in its layers."""

from django.contrib.staticfiles import finders

from tierslieu.stylesheets import SHEETS, SheetFinder, written_in


def test_imports_are_written_in_with_their_layer_and_medium(tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "tag.css").write_text('.tag { background: url("../../img/tag.svg"); }\n')
    (tmp_path / "print.css").write_text(".tag { color: #000; }\n")
    (tmp_path / "main.css").write_text(
        "/* order */\n@layer base, components;\n"
        '@import url("parts/tag.css") layer(components);\n@import url("print.css") layer(base) print;\n'
    )
    assert written_in(tmp_path / "main.css") == (
        "\n@layer base, components;\n"
        '@layer components {\n.tag { background: url("../img/tag.svg"); }\n}\n'
        "@media print {\n@layer base {\n.tag { color: #000; }\n}\n}\n"
    )


def test_every_import_of_ours_is_found(settings):
    for name, source in SHEETS.items():
        text = written_in(settings.PROJECT_DIR / "static" / source)
        assert "@import" not in text, name
        assert text.count("{") == text.count("}"), name


def test_django_finds_the_sheets_and_only_them(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    finder = SheetFinder()
    assert finder.find("css/site.css") == str(tmp_path / "sheets" / "css" / "site.css")
    assert finder.find("css/site.css", find_all=True) == [finder.find("css/site.css")]
    assert finder.find("css/other.css") is None
    assert finder.find("css/other.css", find_all=True) == []
    assert [name for name, _ in finder.list([])] == list(SHEETS)


def test_a_sheet_is_written_again_only_when_a_file_changed(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    finder = SheetFinder()
    sheet = tmp_path / "sheets" / "css" / "site.css"
    finder.find("css/site.css")
    first = sheet.stat().st_mtime_ns
    finder.find("css/site.css")
    assert sheet.stat().st_mtime_ns == first
    sheet.write_text("spoiled")
    finder.find("css/site.css")
    assert sheet.read_text() != "spoiled"


def test_the_framework_offers_them():
    assert finders.find("css/site.css").endswith("/sheets/css/site.css")
