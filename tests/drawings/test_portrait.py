from drawings.portrait import portrait


def test_the_wall_of_a_room_carries_its_number():
    assert ">12</text>" in portrait("12")
    assert "<text" not in portrait("")


def test_a_long_number_stays_on_its_side_of_the_door():
    assert 'font-size="62"' in portrait("12")
    assert 'font-size="28.67"' in portrait("ABCDEF")


def test_what_is_written_is_escaped():
    assert "&lt;b&gt;" in portrait("<b>")
