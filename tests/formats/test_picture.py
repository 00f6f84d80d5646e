"""Pictures painted again. Every picture here is drawn in the test."""

import hashlib
import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, ImageCms

from wayhome.formats import picture as room
from wayhome.formats.picture import Repainted, bare_jpeg_size, repaint, repaint_apart

SECRET = b"51.5007N"
Repaint = Callable[[bytes], Repainted]
both_ways = pytest.mark.parametrize("paint", [repaint, repaint_apart])


def halves(mode: str = "RGB", size: tuple[int, int] = (120, 80)) -> Image.Image:
    """Red on the left, blue on the right."""
    drawn = Image.new("RGB", size, (220, 20, 20))
    drawn.paste((20, 20, 220), (size[0] // 2, 0, *size))
    return drawn.convert(mode)


def saved(drawn: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    drawn.save(out, form, **options)
    return out.getvalue()


def seen(painted: Repainted) -> Image.Image:
    shown = Image.open(io.BytesIO(painted.blob))
    shown.load()
    return shown


def near(pixel: object, wanted: tuple[int, int, int], within: int = 12) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) <= within for a, b in zip(pixel, wanted, strict=True))


def with_everything() -> bytes:
    """A photograph as a phone makes it: position, orientation, comment, XMP, profile, and bytes behind the end."""
    exif = Image.Exif()
    exif[0x010F] = "Camera " + SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[29] = SECRET.decode()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    blob = saved(
        halves(), "JPEG", quality=95, exif=exif, comment=SECRET, xmp=b"<x>" + SECRET + b"</x>", icc_profile=profile
    )
    return blob + b"behind the end: " + SECRET


@both_ways
def test_position_comment_profile_and_bytes_behind_the_end_do_not_come_along(paint: Repaint) -> None:
    source = with_everything()
    assert source.count(SECRET) == 5
    painted = paint(source)
    assert SECRET not in painted.blob
    shown = seen(painted)
    assert shown.format == "JPEG"
    assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not shown.getexif()
    assert bare_jpeg_size(painted.blob) == (120, 80) == (painted.width, painted.height)
    assert painted.sha256 == hashlib.sha256(painted.blob).hexdigest()


def test_the_check_on_what_comes_back_refuses_each_place_for_words() -> None:
    plain = repaint(saved(halves(), "PNG")).blob
    assert bare_jpeg_size(plain) == (120, 80)
    comment = b"\xff\xfe\x00\x0a" + SECRET
    for tampered in (
        plain[:2] + comment + plain[2:],
        plain + SECRET,
        plain + SECRET + b"\xff\xd9",
        plain[:-2],
        b"",
        with_everything(),
    ):
        with pytest.raises(ValueError, match="JPEG"):
            bare_jpeg_size(tampered)


MODES = {
    "JPEG": ("RGB", "L", "CMYK", "1"),
    "PNG": ("RGB", "L", "P", "1", "I;16", "RGBA", "LA"),
    "WEBP": ("RGB", "L", "CMYK", "P", "1", "I;16", "RGBA", "LA"),
    "MPO": ("RGB", "L", "CMYK", "1"),
}
"""The kinds of picture that each form can be saved in."""


@both_ways
@pytest.mark.parametrize(("form", "mode"), [(form, mode) for form, modes in MODES.items() for mode in modes])
def test_every_accepted_kind_of_picture_keeps_its_shape_and_light(paint: Repaint, form: str, mode: str) -> None:
    drawn = halves(mode) if mode != "I;16" else Image.new("I;16", (120, 80), 40_000)
    shown = seen(paint(saved(drawn, form)))
    assert (shown.mode, shown.size) == ("RGB", (120, 80))
    if mode in ("RGB", "CMYK", "P", "RGBA"):
        assert near(shown.getpixel((20, 40)), (220, 20, 20), within=40)
        assert near(shown.getpixel((100, 40)), (20, 20, 220), within=40)
    if (mode, form) == ("I;16", "PNG"):
        assert near(shown.getpixel((60, 40)), (156, 156, 156))


def test_what_is_transparent_becomes_white() -> None:
    drawn = halves("RGBA")
    drawn.paste((0, 0, 0, 0), (0, 0, 60, 80))
    for form in ("PNG", "WEBP"):
        shown = seen(repaint(saved(drawn, form, **({"lossless": True} if form == "WEBP" else {}))))
        assert near(shown.getpixel((20, 40)), (255, 255, 255))
        assert near(shown.getpixel((100, 40)), (20, 20, 220))
    palette = halves().quantize(4)
    index = palette.getpixel((20, 40))
    assert near(seen(repaint(saved(palette, "PNG", transparency=index))).getpixel((20, 40)), (255, 255, 255))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright_however_the_camera_was_held(orientation: int) -> None:
    upright = Image.new("RGB", (120, 80), "white")
    upright.paste((220, 20, 20), (0, 0, 60, 40))  # red top left
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # the turn that makes the stored picture from the upright one
    stored = upright if orientation == 1 else upright.transpose(Image.Transpose(undo[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    shown = seen(repaint(saved(stored, "JPEG", quality=95, exif=exif)))
    assert shown.size == (120, 80)
    assert near(shown.getpixel((20, 20)), (220, 20, 20))
    assert near(shown.getpixel((100, 60)), (255, 255, 255))


def test_broken_camera_notes_do_not_lose_the_picture() -> None:
    blob = saved(halves(), "JPEG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff")
    assert seen(repaint_apart(blob)).size == (120, 80)  # apart, since Pillow warns and warnings are errors here


def test_a_broken_colour_profile_does_not_lose_the_picture() -> None:
    assert seen(repaint(saved(halves(), "JPEG", icc_profile=b"not a profile" * 20))).size == (120, 80)


def test_a_large_picture_becomes_smaller_and_a_small_one_never_larger() -> None:
    assert seen(repaint(saved(halves(size=(3_000, 1_500)), "PNG"))).size == (1_600, 800)
    assert seen(repaint(saved(halves(size=(3_000, 1_500)), "JPEG"), longest_side=600)).size == (600, 300)
    assert seen(repaint(saved(halves(size=(2, 40_000)), "PNG"))).size == (1, 1_600)
    assert seen(repaint(saved(halves(size=(40, 20)), "PNG"))).size == (40, 20)


def test_of_a_moving_picture_the_first_frame_is_taken() -> None:
    first, second = halves(), Image.new("RGB", (120, 80), "green")
    for form in ("PNG", "WEBP"):
        shown = seen(repaint(saved(first, form, save_all=True, append_images=[second])))
        assert near(shown.getpixel((20, 40)), (220, 20, 20), within=40)


@both_ways
@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"hello",
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        saved(halves("P"), "GIF"),
        saved(halves(), "BMP"),
        saved(halves(), "TIFF"),
    ],
    ids=["nothing", "text", "pdf", "svg", "gif", "bmp", "tiff"],
)
def test_any_other_file_is_refused_in_one_sentence(paint: Repaint, source: bytes) -> None:
    with pytest.raises(ValueError, match=r"^This file is not a JPEG, PNG or WebP picture\.$"):
        paint(source)


@both_ways
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_breaks_off_is_refused(paint: Repaint, form: str) -> None:
    source = saved(Image.effect_noise((200, 200), 80).convert("RGB"), form)
    with pytest.raises(ValueError, match=r"damaged or not complete|not a JPEG, PNG or WebP"):
        paint(source[: len(source) // 2])


def bomb(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(10_000))) + chunk(b"IEND", b"")
    )


@both_ways
@pytest.mark.parametrize("size", [(60_000, 60_000), (10_000, 9_999), (50_001, 1_000)])
def test_a_tiny_file_that_says_it_is_huge_is_refused(paint: Repaint, size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="more than 50 million pixels"):
        paint(bomb(*size))


@both_ways
def test_a_file_of_more_than_20_mb_is_refused(paint: Repaint) -> None:
    with pytest.raises(ValueError, match="larger than 20 MB"):
        paint(saved(halves(), "JPEG") + bytes(20_000_000))


def test_a_picture_that_needs_too_much_memory_is_refused() -> None:
    source = saved(Image.new("RGB", (7_000, 7_000)), "PNG")
    assert repaint_apart(source).width == 1_600
    with pytest.raises(ValueError, match="damaged"):
        repaint_apart(source, memory=200_000_000)


def test_a_picture_that_takes_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="took too long"):
        repaint_apart(saved(halves(), "PNG"), seconds=0)


def test_both_ways_paint_the_same_bytes() -> None:
    assert repaint(with_everything()) == repaint_apart(with_everything())


def test_every_refusal_is_a_sentence() -> None:
    for sentence in (room.TOO_HEAVY, room.NOT_A_PICTURE, room.TOO_LARGE, room.BROKEN, room.TOO_SLOW):
        assert sentence.startswith("This ")
        assert sentence.endswith(".")
