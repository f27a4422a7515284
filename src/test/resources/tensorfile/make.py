#!/usr/bin/env python3
"""Writes the tensor files of this folder with NumPy, and elements.txt with what is in them.

Run it in this folder with Python 3.11 and NumPy 2. The tests read the files and need no Python.
elements.txt has a line for each tensor: file, name, type, shape, and the bits of each element in
row-major order in hexadecimal (integers as 64 bits).
"""

import io
import json
import struct
import zipfile

import numpy as np

LINES = []
RANDOM = np.random.default_rng(20240601)


def note(file, name, array, label=None):
    label = label or str(array.dtype.newbyteorder("="))
    flat = np.ascontiguousarray(array).reshape(-1)
    if flat.dtype.kind in "iub":
        bits = ["%016x" % (int(x) & (2**64 - 1)) for x in flat]
    else:
        width = flat.dtype.itemsize
        little = flat.astype(flat.dtype.newbyteorder("<"))
        raw = little.tobytes()
        bits = [raw[i : i + width][::-1].hex() for i in range(0, len(raw), width)]
    shape = ",".join(map(str, array.shape))
    LINES.append("|".join([file, name, label, shape, " ".join(bits)]))


def npy(file, array, version=None):
    with open(file, "wb") as out:
        np.lib.format.write_array(out, array, version=version)
    note(file, "", array)


SPECIAL = np.array([0.0, -0.0, 1.5, -1 / 3, np.inf, -np.inf, np.nan, 6e-8])
for code in ["<f2", "<f4", "<f8", ">f2", ">f4", ">f8"]:
    npy("special_%s.npy" % code.replace("<", "le_").replace(">", "be_"), SPECIAL.astype(code))
for code in ["|b1", "|i1", "|u1", "<i2", ">i2", "<i4", ">u4", "<i8", ">i8", "<u8", "<u2"]:
    limits = np.array([0, 1, 1, 0]) if code == "|b1" else np.array([0, 1, 127, 5])
    array = limits.astype(code)
    if code[1] == "i" and code != "|i1":
        array[3] = np.iinfo(code).min
    name = code.replace("<", "le_").replace(">", "be_").replace("|", "")
    npy("whole_%s.npy" % name, array)

cube = RANDOM.standard_normal((3, 4, 5)).astype("<f4")
npy("c_order.npy", cube)
npy("fortran_3d.npy", np.asfortranarray(cube))
npy("fortran_big_endian.npy", np.asfortranarray(cube.astype(">f8")))
npy("version_2.npy", cube[0], version=(2, 0))
npy("version_3.npy", cube[1], version=(3, 0))
npy("scalar.npy", np.array(2.5, dtype="<f4"))
npy("empty.npy", np.zeros((0, 3), dtype="<f8"))
npy("one.npy", np.array([1.25], dtype="<f4"))

ARRAYS = {
    "w": cube,
    "layer/weight": np.asfortranarray(cube[:, :, 0].astype("<f8")),
    "../up": np.arange(3, dtype="<i4"),
    "zeros": np.zeros((4, 0, 2), dtype="<f2"),
    "scalar": np.array(-0.0, dtype=">f4"),
}
for file, save in [("stored.npz", np.savez), ("deflated.npz", np.savez_compressed)]:
    save(file, **ARRAYS)
    for name, array in ARRAYS.items():
        note(file, name, array)


def zipped(file, write):
    with open(file, "wb") as out:
        write(out)
    note(file, "w", cube)


class Unseekable(io.RawIOBase):
    """Makes zipfile write data descriptors, as it does to a pipe."""

    def __init__(self, out):
        self.out = out

    def writable(self):
        return True

    def write(self, data):
        return self.out.write(data)


def member():
    out = io.BytesIO()
    np.save(out, cube)
    return out.getvalue()


def with_descriptors(out):
    with zipfile.ZipFile(Unseekable(out), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("w.npy", member())


def with_zip64(out):
    with zipfile.ZipFile(out, "w") as archive:
        with archive.open("w.npy", "w", force_zip64=True) as entry:
            entry.write(member())


def with_comment(out):
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "no array")
        archive.writestr("w.npy", member())
        archive.comment = b"PK\x05\x06 is no end here"


zipped("descriptors.npz", with_descriptors)
zipped("zip64.npz", with_zip64)
zipped("comment.npz", with_comment)

# A central directory whose sizes are all in the ZIP64 fields, which Python writes for large files
# only.
data = member()
name = b"w.npy"
crc = zipfile.crc32(data) & 0xFFFFFFFF
extra = struct.pack("<HHQQ", 1, 16, len(data), len(data))
local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 45, 0, 0, 0, 33, crc, 2**32 - 1, 2**32 - 1, 5, 20)
wide = struct.pack("<HHQQQ", 1, 24, len(data), len(data), 0)
central = struct.pack(
    "<IHHHHHHIIIHHHHHII", 0x02014B50, 45, 45, 0, 0, 0, 33, crc, 2**32 - 1, 2**32 - 1, 5, 28, 0, 0,
    0, 0, 2**32 - 1)
body = local + name + extra + data
directory = central + name + wide
end64 = struct.pack(
    "<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, 1, 1, len(directory), len(body))
locator = struct.pack("<IIQI", 0x07064B50, 0, len(body) + len(directory), 1)
end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, 2**32 - 1, 2**32 - 1, 0)
with open("zip64_directory.npz", "wb") as out:
    out.write(body + directory + end64 + locator + end)
note("zip64_directory.npz", "w", cube)

# Safetensors by its specification, with tensors at odd places and in another order than the header.
floats = SPECIAL.astype("<f4")
brain = (np.array([1.0, -2.5, 3.140625, 0.0]).astype("<f4").view("<u4") >> 16).astype("<u2")
PARTS = [
    ("flag", "BOOL", np.array([True, False, True])),
    ("x", "F32", floats.reshape(2, 4)),
    ("half", "F16", SPECIAL.astype("<f2")),
    ("big", "F64", SPECIAL),
    ("brain", "BF16", brain),
    ("i8", "I8", np.array([-128, 127], dtype="i1")),
    ("u8", "U8", np.array([255], dtype="u1")),
    ("i16", "I16", np.array([-5], dtype="<i2")),
    ("u16", "U16", np.array([65535], dtype="<u2")),
    ("i32", "I32", np.array([[-7]], dtype="<i4")),
    ("u32", "U32", np.array(2**32 - 1, dtype="<u4")),
    ("i64", "I64", np.array([-(2**63)], dtype="<i8")),
    ("u64", "U64", np.array([2**63 - 1], dtype="<u8")),
    ("none", "F32", np.zeros((0, 7), dtype="<f4")),
]
header = {"__metadata__": {"format": "pt", "note": "üñí"}}
offset = 0
payload = b""
for name, kind, array in PARTS:
    raw = array.tobytes()
    header[name] = {
        "dtype": kind, "shape": list(array.shape), "data_offsets": [offset, offset + len(raw)]}
    offset += len(raw)
    payload += raw
    if kind == "BF16":
        shape = ",".join(map(str, array.shape))
        LINES.append("|".join(
            ["mixed.safetensors", name, "bfloat16", shape, " ".join("%04x" % x for x in array)]))
    else:
        note("mixed.safetensors", name, array)
text = json.dumps(header, ensure_ascii=False).encode("utf-8")
with open("mixed.safetensors", "wb") as out:
    out.write(struct.pack("<Q", len(text)) + text + payload)

with open("elements.txt", "w") as out:
    out.write("\n".join(LINES) + "\n")
