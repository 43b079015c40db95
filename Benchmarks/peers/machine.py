"""Facts about the machine that a measurement depends on."""

import os
import platform
import subprocess
from pathlib import Path

NOTABLE_FLAGS = [
    "avx2", "fma", "avx_vnni", "avx512f", "avx512_vnni", "avx512_bf16", "avx512_fp16", "amx_tile", "amx_int8", "amx_bf16",
    "asimd", "asimddp", "i8mm", "bf16", "sve",
]


def facts() -> dict[str, str]:
    cpu = cpu_information()
    model = cpu.get("model name") or cpu.get("CPU part") or sysctl("machdep.cpu.brand_string") or platform.processor()
    available = cpu.get("flags", cpu.get("Features", "")).split()
    flags = [flag for flag in NOTABLE_FLAGS if flag in available]
    return {
        "processor": model,
        "cores": str(os.cpu_count()),
        "instructions": ", ".join(flags) or "not known",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "system": operating_system(),
    }


def cpu_information() -> dict[str, str]:
    """The first processor of /proc/cpuinfo; empty where there is none."""
    path = Path("/proc/cpuinfo")
    if not path.exists():
        return {}
    first = path.read_text(encoding="utf-8").split("\n\n")[0]
    pairs = (line.split(":", 1) for line in first.splitlines() if ":" in line)
    return {name.strip(): value.strip() for name, value in pairs}


def sysctl(name: str) -> str:
    try:
        return subprocess.run(["sysctl", "-n", name], capture_output=True, text=True).stdout.strip()
    except FileNotFoundError:
        return ""


def operating_system() -> str:
    if platform.system() == "Darwin":
        return f"macOS {platform.mac_ver()[0]}"
    try:
        name = platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        name = platform.system()
    return f"{name}, kernel {platform.release()}"
