"""Drawn faces: the same each time, of the size asked for, and never more than a drawing."""

from io import BytesIO

import pytest
from PIL import Image

from wayhome.synthetic.faces import EYE_COLOURS, HAIR_COLOURS, SKIN_TONES, draw_face

# fmt: off
STYLES = [
    "AFRO", "BALD", "BRAIDED", "BUN", "COLLAR_LENGTH", "CORNROWS", "CROPPED", "CURLY", "CURLY_SHORT", "DREADLOCKS",
    "FRINGE", "HEADSCARF", "LONG", "PLAITS", "PONYTAIL", "RECEDING", "SHAVEN", "SHORT", "SHOULDER_LENGTH", "SPIKY",
    "STRAIGHT", "THINNING", "WAVY",
]
# fmt: on


def picture(drawn: bytes) -> Image.Image:
    return Image.open(BytesIO(drawn))


def test_same_seed_and_description_give_the_same_bytes() -> None:
    one = draw_face(11, age=14, sex="F", hair="BROWN", eyes="BLUE")
    assert one == draw_face(11, age=14, sex="F", hair="BROWN", eyes="BLUE")
    assert one != draw_face(12, age=14, sex="F", hair="BROWN", eyes="BLUE")


def test_a_face_is_a_small_jpeg_of_600_by_750_without_metadata() -> None:
    drawn = draw_face(3, age=9, sex="M", hair="BLACK", eyes="BROWN")
    with picture(drawn) as image:
        assert (image.format, image.size, image.mode) == ("JPEG", (600, 750), "RGB")
        assert not image.getexif()
    assert len(drawn) < 80_000


@pytest.mark.parametrize("style", STYLES)
def test_every_recorded_hair_style_can_be_drawn(style: str) -> None:
    plain = draw_face(5, age=15, sex="F", hair="DARK_BROWN, SHORT", eyes="HAZEL", skin=3)
    drawn = draw_face(5, age=15, sex="F", hair=f"DARK_BROWN, {style}", eyes="HAZEL", skin=3)
    assert style == "SHORT" or drawn != plain


def test_hair_covers_the_crown_in_the_colour_recorded() -> None:
    with picture(draw_face(8, age=13, sex="M", hair="GINGER, CROPPED", eyes="GREEN", skin=1)) as image:
        near = [image.getpixel((300, y)) for y in range(120, 260)]
    want = HAIR_COLOURS["GINGER"]
    assert any(
        all(abs(a - b) < 30 for a, b in zip(spot, want, strict=True)) for spot in near if isinstance(spot, tuple)
    )


def test_words_of_the_lists_are_taken_in_any_case_and_unknown_is_a_value() -> None:
    assert draw_face(1, age=12, sex="f", hair="light brown, long", eyes="blue", skin=2) == draw_face(
        1, age=12, sex="F", hair="LIGHT_BROWN, LONG", eyes="BLUE", skin=2
    )
    assert draw_face(1, age=12, sex="U", hair="UNKNOWN", eyes="UNKNOWN")


def test_ages_tones_and_eyes_all_draw() -> None:
    for age in (0, 2, 8, 17, 44, 90):
        assert draw_face(age, age=age, sex="M", hair="BROWN", eyes="ODD_DIFFERING", skin=age % len(SKIN_TONES))
    assert len({draw_face(2, age=10, sex="F", hair="BLACK", eyes=eyes, skin=4) for eyes in EYE_COLOURS}) == 6


def test_glasses_and_freckles_follow_the_record_when_it_says() -> None:
    bare = draw_face(21, age=14, sex="F", hair="BROWN", eyes="BROWN", skin=1, glasses=False, freckles=False)
    worn = draw_face(21, age=14, sex="F", hair="BROWN", eyes="BROWN", skin=1, glasses=True, freckles=False)
    assert bare != worn
