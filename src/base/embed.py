"""Turns the files of a folder into one C file with a table of EmbeddedFile (base/embed.h).

    embed.py FOLDER NAME OUTPUT DEPFILE SUFFIX...

Every file below FOLDER whose name ends in one of the suffixes is taken, in byte order of its path below
FOLDER. The depfile names the files and the folders, so that a new file is noticed by the next build
without a list that people would have to keep. An empty folder gives an empty table.
"""

import os
import sys


def collect(folder, suffixes):
    """Paths below the folder, with / between the parts, and the folders that were looked into."""
    found, folders = [], []
    for here, subfolders, names in os.walk(folder):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        folders.append(here)
        for name in names:
            if name.endswith(tuple(suffixes)) and not name.startswith("."):
                path = os.path.join(here, name)
                found.append((os.path.relpath(path, folder).replace(os.sep, "/"), path))
    return sorted(found, key=lambda pair: pair[0].encode()), folders


def c_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def c_bytes(data):
    """Numbers, not a string literal: compilers cap the length of those."""
    data = data + b"\0"
    lines = []
    for start in range(0, len(data), 20):
        lines.append("    " + ",".join(str(byte) for byte in data[start:start + 20]) + ",")
    return "\n".join(lines)


def write_c(output, table, files):
    with open(output, "w", encoding="utf-8") as out:
        out.write("// Made by embed.py. Do not edit.\n#include \"base/embed.h\"\n\n")
        rows = []
        for number, (name, path) in enumerate(files):
            with open(path, "rb") as source:
                data = source.read()
            out.write(f"static const unsigned char FILE_{number}[] = {{\n{c_bytes(data)}\n}};\n\n")
            rows.append(f"    {{{c_string(name)}, FILE_{number}, {len(data)}}},\n")
        out.write(f"const EmbeddedFile {table}[] = {{\n")
        out.writelines(rows)
        out.write("    {NULL, NULL, 0},\n};\n")


def write_depfile(depfile, output, paths):
    escaped = [path.replace("\\", "/").replace(" ", "\\ ") for path in paths]
    with open(depfile, "w", encoding="utf-8") as out:
        out.write(output.replace(" ", "\\ ") + ": " + " ".join(escaped) + "\n")


def main(folder, table, output, depfile, *suffixes):
    files, folders = collect(folder, suffixes)
    write_c(output, table, files)
    write_depfile(depfile, output, [path for _, path in files] + folders)


if __name__ == "__main__":
    main(*sys.argv[1:])
