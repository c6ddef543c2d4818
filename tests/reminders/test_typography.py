import pytest

from reminders.typography import unbroken


@pytest.mark.parametrize(
    ("written", "held"),
    [
        ("L’appel « Services » : oui ?", "L’appel «~Services~»~: oui~?"),
        ("mardi 3 mars, de 14 h à 16 h 30", "mardi 3~mars, de 14~h à 16~h~30"),
        (
            "dimanche 1 mars, le 1er mai, le 21 mars, 3.1 mars",
            "dimanche 1er~mars, le 1er~mai, le 21~mars, 3.1~mars",
        ),
        ('le <b title="1 mai">1 mai</b>, 1 maison', 'le <b title="1 mai">1er~mai</b>, 1 maison'),
        ("05 36 49 12 27", "05~36~49~12~27"),
        ("12 dossiers, 984 €, 48 %", "12~dossiers, 984~€, 48~%"),
        ("en 2026 nous étions 3", "en 2026 nous étions 3"),
        ('<a title="a : b" href="/x?a=1 : 2">a : b</a>', '<a title="a : b" href="/x?a=1 : 2">a~: b</a>'),
        ("<style>a : b</style> c !", "<style>a : b</style> c~!"),
        ('<style media="print">a : b</style> c !', '<style media="print">a : b</style> c~!'),
        ("<script>say('a ?')</script> b ?", "<script>say('a ?')</script> b~?"),
        ("<textarea name=x>Oui : 3 €</textarea> 3 €", "<textarea name=x>Oui : 3 €</textarea> 3~€"),
        (
            "<pre>a : b</pre><code>c : d</code><preface>e : f",
            "<pre>a : b</pre><code>c : d</code><preface>e~: f",
        ),
        ("a : b <b>c : d</b> e : f", "a~: b <b>c~: d</b> e~: f"),
    ],
)
def test_lines_never_break_before_what_belongs_together(written, held):
    assert unbroken(written) == held.replace("~", "\N{NO-BREAK SPACE}")
