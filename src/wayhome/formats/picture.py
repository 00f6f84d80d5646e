"""A picture as we keep and show it: painted again on a fresh canvas, so that nothing it carried comes with it.

`repaint` does the work; `repaint_apart` does it in a process of its own, which is the way for any file that came from
outside. Left out: HEIC, which Pillow does not read; the original, which is kept elsewhere, if at all.

source: Pillow's documentation of `Image.open(formats=...)`, decompression bombs and `ImageCms`; ITU-T T.81 for markers.
"""

import hashlib
import io
import json
import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from typing import NoReturn

from PIL import Image, ImageCms, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin

from wayhome.terms.words import N_

MAX_BYTES = 20_000_000
MAX_PIXELS = 50_000_000
LONGEST_SIDE = 1_600
FORMATS = ("JPEG", "PNG", "WEBP")

TOO_HEAVY = N_("This picture is larger than 20 MB. Please send a smaller one.")
NOT_A_PICTURE = N_("This file is not a JPEG, PNG or WebP picture.")
TOO_LARGE = N_("This picture has more than 50 million pixels. Please send a smaller one.")
BROKEN = N_("This picture is damaged or not complete. Please send it again, or another one.")
TOO_SLOW = N_("This picture took too long to read. Please send another one.")

QUALITY = 88
_LARGEST_PROFILE = 4_000_000
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LOADED = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin)  # nothing is opened later


@dataclass(frozen=True, slots=True)
class Repainted:
    """A JPEG picture with nothing in it but the picture. `sha256` is of `blob`, in hexadecimal."""

    blob: bytes
    sha256: str
    width: int
    height: int


def repaint(blob: bytes, *, longest_side: int = LONGEST_SIDE) -> Repainted:
    """Paint a picture again on a fresh white canvas and give it back as JPEG.

    No position, camera, date, comment, colour profile, thumbnail or bytes behind the end come along. The picture
    stands upright, its colours are sRGB, and its longer side is at most `longest_side` pixels; it is never enlarged.
    Of a moving picture the first frame is taken. Raises ValueError with a sentence for the person.
    """
    if len(blob) > MAX_BYTES:
        raise ValueError(TOO_HEAVY)
    try:
        picture = _open(blob)
        if picture.width * picture.height > MAX_PIXELS:
            raise ValueError(TOO_LARGE)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValueError(TOO_LARGE) from None
    try:
        canvas = _painted(picture, longest_side)
        out = io.BytesIO()
        canvas.save(out, "JPEG", quality=QUALITY, optimize=True)
    except Exception as fault:  # a broken picture fails in as many ways as there are decoders
        raise ValueError(BROKEN) from fault
    painted = out.getvalue()
    return Repainted(painted, hashlib.sha256(painted).hexdigest(), canvas.width, canvas.height)


def _open(blob: bytes) -> Image.Image:
    """Read the head of a picture only; no pixel is decoded here."""
    try:
        return Image.open(io.BytesIO(blob), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise
    except Exception as fault:
        raise ValueError(NOT_A_PICTURE) from fault


def _painted(picture: Image.Image, longest_side: int) -> Image.Image:
    turn = _UPRIGHT.get(_orientation(picture))
    profile = picture.info.get("icc_profile")
    picture.draft(None, (longest_side, longest_side))  # a JPEG can be decoded small at once
    small = _fit(_plain(picture), longest_side)
    if turn is not None:
        small = small.transpose(turn)
    seen = small if "A" in small.mode else None
    canvas = Image.new("RGB", small.size, "white")
    canvas.paste(_in_srgb(small, profile), mask=seen.getchannel("A") if seen else None)
    return canvas


def _orientation(picture: Image.Image) -> int:
    """How the camera was held; upright when the picture does not say, or says it in a broken way."""
    try:
        return int(picture.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - what is broken in a camera's notes is no reason to lose the picture
        return 1


def _plain(picture: Image.Image) -> Image.Image:
    """The picture in a mode that can be made smaller: no palette, no more than eight bits a channel."""
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return picture if picture.mode in ("L", "RGB", "CMYK") else picture.convert("RGB")


def _fit(picture: Image.Image, longest_side: int) -> Image.Image:
    scale = longest_side / max(picture.size)
    if scale >= 1:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours as they were meant; when the profile is missing or broken, as the bare numbers say."""
    bare = picture.convert("RGB") if picture.mode == "RGBA" else picture
    if profile and len(profile) <= _LARGEST_PROFILE:
        try:
            meant = ImageCms.profileToProfile(
                bare, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            meant = None
        if meant is not None:
            return meant
    return bare.convert("RGB")


# -- in a process of its own ------------------------------------------------------------------------------------

_SENTENCES = (TOO_HEAVY, NOT_A_PICTURE, TOO_LARGE, BROKEN)
_FIRST_CODE = 64  # below it are Python's own exit codes


def repaint_apart(
    blob: bytes, *, longest_side: int = LONGEST_SIDE, seconds: int = 10, memory: int = 1 << 30
) -> Repainted:
    """`repaint` in a separate process, so that a hostile file cannot hurt the caller.

    The process has `seconds` of time and of processor, `memory` bytes of address space, an empty environment, and
    from the moment it looks at the picture it can open no file and no connection. What it gives back is checked to be
    a JPEG without any place for words before it is believed. Raises ValueError with a sentence for the person.
    """
    if len(blob) > MAX_BYTES:
        raise ValueError(TOO_HEAVY)
    wish = json.dumps({"longest_side": longest_side, "seconds": seconds, "memory": memory})
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "wayhome.formats.picture", wish],
            input=blob,
            capture_output=True,
            timeout=seconds,
            check=False,
            cwd="/",
            env={},
        )
    except subprocess.TimeoutExpired:
        raise ValueError(TOO_SLOW) from None
    if done.returncode:
        known = 0 <= done.returncode - _FIRST_CODE < len(_SENTENCES)
        raise ValueError(_SENTENCES[done.returncode - _FIRST_CODE] if known else BROKEN)
    try:
        width, height = bare_jpeg_size(done.stdout)
    except ValueError as fault:
        raise ValueError(BROKEN) from fault
    return Repainted(done.stdout, hashlib.sha256(done.stdout).hexdigest(), width, height)


_FRAMES = (0xC0, 0xC1, 0xC2)
_BARE = {0xC4, 0xDB, 0xDD, 0xE0, *_FRAMES}  # tables, restart interval, the plain JFIF head, the frame


def bare_jpeg_size(blob: bytes) -> tuple[int, int]:
    """Width and height of a JPEG that has nothing but a picture in it.

    Raises ValueError when there is any segment that could carry words (EXIF, XMP, ICC, comment), or anything behind
    the end marker.
    """
    size, at = None, 2
    if not blob.startswith(b"\xff\xd8") or not blob.endswith(b"\xff\xd9"):
        raise ValueError("not one whole JPEG")
    while blob[at : at + 2] != b"\xff\xda":
        marker, length = blob[at + 1 : at + 2], int.from_bytes(blob[at + 2 : at + 4], "big")
        if blob[at : at + 1] != b"\xff" or not marker or marker[0] not in _BARE or length < 2:
            raise ValueError("a JPEG with more than a picture in it")
        if marker[0] == 0xE0 and length != 16:
            raise ValueError("a JPEG with a thumbnail in it")
        if marker[0] in _FRAMES:
            size = (int.from_bytes(blob[at + 7 : at + 9], "big"), int.from_bytes(blob[at + 5 : at + 7], "big"))
        at += 2 + length
    if size is None or blob.find(b"\xff\xd9", at) != len(blob) - 2:
        raise ValueError("a JPEG without a frame, or with something behind its end")
    return size


def _main(wish: str) -> NoReturn:
    """Read a picture from standard input, write it painted again to standard output."""
    asked = json.loads(wish)
    resource.setrlimit(resource.RLIMIT_AS, (asked["memory"], asked["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (asked["seconds"], asked["seconds"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Image.preinit()  # loads its plugins now, while files may still be opened
    blob = sys.stdin.buffer.read(MAX_BYTES + 1)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))  # the three standard streams: no file, no socket, no pipe
    try:
        painted = repaint(blob, longest_side=asked["longest_side"])
    except ValueError as refusal:
        os._exit(_FIRST_CODE + _SENTENCES.index(str(refusal)))
    sys.stdout.buffer.write(painted.blob)
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    _main(sys.argv[1])
