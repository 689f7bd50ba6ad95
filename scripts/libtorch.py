#!/usr/bin/env python3
"""Provide libtorch 2.4.0 for the CPU and tell cargo where it is. Safe to call again: does nothing when all is there.

    scripts/libtorch.py [--cache DIR] [--check]

1. Where LIBTORCH is set, that folder is used as it is.
2. Else the parts of the PyPI wheels that a CPU build needs are fetched into
   DIR/libtorch-2.4.0-cpu (about 150 MB of downloads instead of the wheels' 820 MB, 500 MB on disk).
   DIR is QUOTESTANCE_CACHE, else XDG_CACHE_HOME/quotestance, else ~/.cache/quotestance.
   pip says where the wheels are; they are read in pieces by HTTP range requests. A broken download
   goes on where it stopped, also in a later call. What was unpacked is checked against pinned SHA-256 sums.
3. .cargo/config.toml is written, so that plain cargo commands in this tree find it.

Standard library and pip only.
"""

import argparse
import errno
import hashlib
import io
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

VERSION = "2.4.0"
CHUNK = 8 << 20
TREE = Path(__file__).resolve().parent.parent

# What each wheel gives: (members, where they go), and the sum over all that was unpacked from it.
WHEELS = (
    {
        "name": "torch",
        "version": "2.4.0",
        "sha256": "e743adadd8c8152bb8373543964551a7cb7cc20ba898dc8f9c0cdbe47c283de0",
        "prefix": "torch/",
        "files": ("lib/libc10.so", "lib/libtorch_cpu.so", "lib/libgomp-a34b3233.so.1"),
        "folders": ("include/",),
        "unpacked": "311896005ea1cc1a2cafa123fc39c9265d5ed57abde71c8fc6d67a060c53f6b0",
    },
    {
        "name": "nvidia-cuda-runtime-cu12",
        "version": "12.1.105",
        "sha256": "6e258468ddf5796e25f1dc591a31029fa317d97a0a94ed93468fc86301d61e40",
        "prefix": "nvidia/cuda_runtime/",
        "files": ("lib/libcudart.so.12",),
        "folders": (),
        "unpacked": "0c930c88e7c5fda56c7b98be22dc1d22c8e8f1deef0281bb046dc97b86e2ab2b",
    },
    {
        "name": "nvidia-cuda-cupti-cu12",
        "version": "12.1.105",
        "sha256": "e54fde3983165c624cb79254ae9818a456eb6e87a7fd4d56a2352c24ee542d7e",
        "prefix": "nvidia/cuda_cupti/",
        "files": ("lib/libcupti.so.12",),
        "folders": (),
        "unpacked": "324514e9eea874e03abb4190f0a51dc68454b30c695dc59db9b52be087a7d78c",
    },
)

OWN_LIBTORCH = (
    "Or unpack a libtorch 2.4.0 for the CPU yourself (pytorch.org, 'LibTorch', C++) and set LIBTORCH to its folder."
)


class Stop(Exception):
    """An error with what a person can do about it."""


def say(text):
    print(f"libtorch: {text}", file=sys.stderr, flush=True)


def cache_folder():
    if os.environ.get("QUOTESTANCE_CACHE"):
        return Path(os.environ["QUOTESTANCE_CACHE"])
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "quotestance"


def locate_wheels():
    """Ask pip for the wheels' addresses; nothing is downloaded."""
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.json"
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--dry-run",
            "--quiet",
            "--ignore-installed",
            "--no-deps",
            "--only-binary=:all:",
            "--platform",
            "manylinux1_x86_64",
            "--python-version",
            "3.11",
            "--implementation",
            "cp",
            "--abi",
            "cp311",
            "--abi",
            "none",
            "--target",
            scratch,
            "--report",
            str(report),
        ] + [f"{w['name']}=={w['version']}" for w in WHEELS]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode or not report.exists():
            if "No module named pip" in done.stderr:
                raise Stop(
                    f"{sys.executable} has no pip. Install it (python3 -m ensurepip --upgrade), then call this again."
                )
            tail = "\n".join(done.stderr.strip().splitlines()[-3:])
            raise Stop(
                "pip cannot find the torch wheel. Is this machine offline, or its package index out of reach?\n"
                f"pip said: {tail}\nOnce the network is back, call this again: it goes on where it stopped. {OWN_LIBTORCH}"
            )
        found = json.loads(report.read_text())["install"]
    by_name = {i["metadata"]["name"].lower().replace("_", "-"): i["download_info"] for i in found}
    out = []
    for wheel in WHEELS:
        info = by_name[wheel["name"]]
        sha256 = info.get("archive_info", {}).get("hashes", {}).get("sha256")
        if sha256 and sha256 != wheel["sha256"]:
            raise Stop(
                f"the index offers another {wheel['name']} {wheel['version']} (SHA-256 {sha256}, "
                f"pinned {wheel['sha256']}). Not used. {OWN_LIBTORCH}"
            )
        out.append(info["url"])
    return out


class RangeFile(io.RawIOBase):
    """A remote file read by range requests, through chunks kept on disk; what is there is not fetched again."""

    def __init__(self, url, folder, label):
        self.url, self.folder, self.label, self.pos = url, folder, label, 0
        self.fetched = 0
        self.size = None
        first = self.fetch(0, 1)
        if first is None:
            raise Stop(f"the server of {label} does not serve parts of files, which this script needs. {OWN_LIBTORCH}")

    def fetch(self, start, length):
        for attempt in range(6):
            try:
                request = urllib.request.Request(self.url, headers={"Range": f"bytes={start}-{start + length - 1}"})
                with urllib.request.urlopen(request, timeout=60) as answer:
                    if answer.status != 206:
                        return None
                    self.size = int(answer.headers["Content-Range"].split("/")[1])
                    data = answer.read()
                if len(data) == min(length, self.size - start):
                    return data
                reason = f"{len(data)} bytes instead of {length}"
            except (urllib.error.URLError, OSError, ValueError) as e:
                reason = str(e)
            say(f"{self.label}: {reason}; trying again")
            time.sleep(min(2**attempt, 20))
        raise Stop(
            f"the download of {self.label} broke off ({reason}). Call this again: it goes on where it stopped. {OWN_LIBTORCH}"
        )

    def chunk(self, n):
        path = self.folder / f"{n:05}"
        want = min(CHUNK, self.size - n * CHUNK)
        if path.exists() and path.stat().st_size == want:
            return path.read_bytes()
        data = self.fetch(n * CHUNK, want)
        part = path.with_suffix(f".{os.getpid()}")
        part.write_bytes(data)
        part.rename(path)
        self.fetched += len(data)
        if sys.stderr.isatty():
            print(f"\rlibtorch: {self.label}: {self.fetched >> 20} MB fetched ", end="", file=sys.stderr, flush=True)
        return data

    def seekable(self):
        return True

    def readable(self):
        return True

    def seek(self, offset, whence=0):
        self.pos = (0, self.pos, self.size)[whence] + offset
        return self.pos

    def tell(self):
        return self.pos

    def readinto(self, buffer):
        if self.pos >= self.size:
            return 0
        n, inner = divmod(self.pos, CHUNK)
        data = self.chunk(n)[inner : inner + len(buffer)]
        buffer[: len(data)] = data
        self.pos += len(data)
        return len(data)


def unpack(wheel, url, downloads, target):
    """Unpack the wanted members into target; the sum over (path, SHA-256) of all of them, sorted."""
    folder = downloads / wheel["sha256"][:16]
    folder.mkdir(parents=True, exist_ok=True)
    remote = RangeFile(url, folder, wheel["name"])
    sums = []
    with zipfile.ZipFile(io.BufferedReader(remote, CHUNK)) as archive:
        for info in archive.infolist():
            if info.is_dir() or not info.filename.startswith(wheel["prefix"]):
                continue
            name = info.filename[len(wheel["prefix"]) :]
            if name not in wheel["files"] and not name.startswith(wheel["folders"] or ("\0",)):
                continue
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            digest = hashlib.sha256()
            with archive.open(info) as source, open(path, "wb") as out:
                while block := source.read(1 << 20):
                    digest.update(block)
                    out.write(block)
            sums.append(f"{name} {digest.hexdigest()}")
    if sys.stderr.isatty():
        print(file=sys.stderr)
    total = hashlib.sha256("\n".join(sorted(sums)).encode()).hexdigest()
    if total != wheel["unpacked"]:
        shutil.rmtree(folder, ignore_errors=True)
        raise Stop(
            f"what was unpacked from {wheel['name']} {wheel['version']} has SHA-256 {total}, pinned is "
            f"{wheel['unpacked']}. It was thrown away; call this again. {OWN_LIBTORCH}"
        )


def install(cache):
    """The folder of a complete libtorch in the cache, fetched where it is missing."""
    home = cache / f"libtorch-{VERSION}-cpu"
    if (home / "complete").exists():
        return home
    if platform.system() != "Linux" or platform.machine() not in ("x86_64", "AMD64"):
        raise Stop(f"no pinned libtorch for {platform.system()} {platform.machine()}. {OWN_LIBTORCH}")
    cache.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(cache).free
    if free < 1 << 30:
        raise Stop(
            f"{cache} has {free >> 20} MB free, 1024 MB are needed. Make room, or set QUOTESTANCE_CACHE to another folder."
        )
    for stale in cache.glob("unpack-*"):  # of a call that was killed
        if time.time() - stale.stat().st_mtime > 3600:
            shutil.rmtree(stale, ignore_errors=True)
    downloads = cache / f"download-{VERSION}"
    say(f"fetching libtorch {VERSION} (CPU) into {home}, about 150 MB, once")
    urls = locate_wheels()
    with tempfile.TemporaryDirectory(prefix="unpack-", dir=cache) as scratch:
        target = Path(scratch) / "libtorch"
        target.mkdir()
        for wheel, url in zip(WHEELS, urls):
            unpack(wheel, url, downloads, target)
        # the linker asks for libtorch.so, whose code is all in libtorch_cpu.so
        subprocess.run(["cc", "-shared", "-o", str(target / "lib/libtorch.so"), "-x", "c", "/dev/null"], check=True)
        (target / "complete").write_text(VERSION + "\n")
        if home.exists():
            shutil.rmtree(home)
        try:
            target.rename(home)
        except OSError:
            if not (home / "complete").exists():  # else another call was faster
                raise
    shutil.rmtree(downloads, ignore_errors=True)
    return home


def uses_cxx11_abi(home):
    """Whether a libtorch was built with the C++11 ABI of std::string, read off a symbol of libc10."""
    library = home / "lib/libc10.so"
    if not library.exists():
        raise Stop(
            f"LIBTORCH={home}: no lib/libc10.so there. Set it to the folder that holds include/ and lib/, or unset it."
        )
    return b"_ZN3c105ErrorC2ENS_14SourceLocationENSt7__cxx1112basic_string" in library.read_bytes()


def configure(home):
    """Write .cargo/config.toml; a LIBTORCH in the environment still wins over it."""
    text = (
        "# Written by scripts/libtorch.py; not in git. The environment wins over these.\n[env]\n"
        f"LIBTORCH = {json.dumps(str(home))}\n"
        f'LIBTORCH_CXX11_ABI = "{int(uses_cxx11_abi(home))}"\n'
    )
    path = TREE / ".cargo/config.toml"
    if not path.exists() or path.read_text() != text:
        path.parent.mkdir(exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}")
        part.write_text(text)
        part.rename(path)
        say(f"cargo uses {home}")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--cache", type=Path, default=None, help="where to keep it (see above)")
    ap.add_argument("--check", action="store_true", help="only say whether it is there; exit code 1 where it is not")
    args = ap.parse_args()
    try:
        if os.environ.get("LIBTORCH"):
            home = Path(os.environ["LIBTORCH"]).resolve()
        else:
            cache = (args.cache or cache_folder()).expanduser().resolve()
            home = cache / f"libtorch-{VERSION}-cpu"
            if args.check:
                there = (home / "complete").exists()
                print(home if there else f"{home}: not there")
                return 0 if there else 1
            home = install(cache)
        configure(home)
    except Stop as e:
        say(str(e))
        return 1
    except KeyboardInterrupt:
        say("interrupted; call this again: it goes on where it stopped")
        return 130
    except FileNotFoundError as e:
        say(f"{e.filename or e}: not found. A C compiler (cc) is needed; on Debian: apt-get install build-essential")
        return 1
    except OSError as e:
        if e.errno == errno.ENOSPC:
            say(
                "the disk is full. Make room, or set QUOTESTANCE_CACHE to a folder on another disk, and call this again: "
                "it goes on where it stopped"
            )
        elif e.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
            say(f"{e.filename}: {e.strerror}. Set QUOTESTANCE_CACHE to a folder that you may write")
        else:
            say(f"{e}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
