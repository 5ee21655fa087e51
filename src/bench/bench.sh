#!/usr/bin/env bash
# Times `tlsdiag capture` beside other tools on the same captures and prints Markdown tables.
#
#   src/bench/bench.sh [--quick] [--full] [--runs N] FOLDER
#
# FOLDER holds large captures NAME.pcap, each with NAME.pcap.truth.tsv beside it: one line a ClientHello,
# the seventh column its server name (empty where it has none). "found" is the share of those names,
# each as often as it occurs, that a tool printed.
#
#   --quick   the smallest capture only, 3 runs
#   --full    tshark as often as the others also on captures of 512 MiB and more (else once)
#   --runs N  runs of each tool after one warm-up, default 5; the table shows medians
#
# The tools run in turns, so that a busy moment of the machine hits all of them. Those that are not
# there are left out and named. TLSDIAG, TSHARK, TCPDUMP, NDPIREADER and MERCURY name other programs
# than target/tlsdiag and those on the PATH. Python 3 and Linux are needed.
set -eu
cd "$(dirname "$0")/../.." 2>/dev/null
folder_from=$OLDPWD exec python3 - "$@" <<'PYTHON'
import argparse
import collections
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

SMALL = "samples/sni-lost/direct.pcap"
BIG_BYTES = 512 << 20


def program(variable, default):
    found = shutil.which(os.environ.get(variable) or default)
    return os.path.abspath(found) if found else None


TLSDIAG = program("TLSDIAG", "target/tlsdiag")
TSHARK = program("TSHARK", "tshark")
TCPDUMP = program("TCPDUMP", "tcpdump")
NDPIREADER = program("NDPIREADER", "ndpiReader")
MERCURY = program("MERCURY", "mercury")
FIELD = "tls.handshake.extensions_server_name"


def columns(text):
    """Names of a tool that prints one packet or handshake a line, several names with commas."""
    return [name for line in text.splitlines() for name in line.strip().split(",") if name]


def ndpi_names(text):
    return re.findall(r"\[Hostname/SNI: ([^\]]+)\]", text)


def mercury_names(text):
    return re.findall(r'"server_name":"([^"]+)"', text)


class Tool:
    def __init__(self, label, exe, arguments, names=None):
        self.label, self.exe, self.arguments, self.names = label, exe, arguments, names

    def command(self, capture):
        return [self.exe] + [capture if a == "F" else a for a in self.arguments]


TOOLS = [
    Tool("`cat F`", program("CAT", "cat"), ["F"]),
    Tool("`tcpdump -r F -w /dev/null`", TCPDUMP, ["-r", "F", "-w", "/dev/null"]),
    Tool("**`tlsdiag capture F -o fields`**", TLSDIAG,
         ["capture", "F", "-o", "fields", "-e", FIELD], columns),
    Tool("`ndpiReader -i F -v 2 -q`", NDPIREADER, ["-i", "F", "-v", "2", "-q"], ndpi_names),
    Tool("`mercury -r F --reassembly --metadata`", MERCURY,
         ["-r", "F", "--select=tls.client_hello,quic", "--reassembly", "--metadata"], mercury_names),
    Tool("`tshark -n -r F -Y tls.handshake.type==1 -T fields`", TSHARK,
         ["-n", "-r", "F", "-Y", "tls.handshake.type==1", "-T", "fields", "-e", FIELD], columns),
]


class Run:
    """One process from its start to its end: seconds of wall and CPU, peak MiB, what it printed."""

    # A process counts the memory of the one that forked it into its own peak, so a small one starts it.
    STARTER = """if True:
        import os, sys, time
        begin = time.perf_counter()
        child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
        _, status, usage = os.wait4(child, 0)
        print(time.perf_counter() - begin, usage.ru_utime, usage.ru_stime, usage.ru_maxrss / 1024,
              os.waitstatus_to_exitcode(status), file=os.fdopen(int(os.environ["REPORT"]), "w"))
        """

    def __init__(self, command, out):
        out.seek(0)
        out.truncate()
        reading, writing = os.pipe()
        subprocess.run([sys.executable, "-I", "-S", "-c", self.STARTER] + command,
                       env=dict(os.environ, REPORT=str(writing)), pass_fds=[writing],
                       stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL, check=True)
        os.close(writing)
        with os.fdopen(reading) as report:
            numbers = [float(n) for n in report.read().split()]
        self.wall, self.user, self.system, self.peak, code = numbers
        self.exit = int(code)


def median(runs, what):
    return statistics.median(getattr(run, what) for run in runs)


def wanted_names(capture):
    names = collections.Counter()
    with open(capture + ".truth.tsv", encoding="utf-8") as lines:
        for line in lines:
            name = line.rstrip("\n").split("\t")[6]
            if name:
                names[name] += 1
    return names


def share(wanted, out):
    """What of the wanted names was printed, in per cent, and how many lines nobody asked for."""
    got = collections.Counter(out)
    found = 100 * sum((wanted & got).values()) / max(1, sum(wanted.values()))
    extra = sum((got - wanted).values())
    return "%.2f %%%s" % (found, " (+%d)" % extra if extra else "")


def peak(mebibytes, floor):
    # a process cannot show less than the one that forked it
    return "<%.0f" % floor if mebibytes <= floor * 1.05 else "%.0f" % mebibytes


def row(label, runs, found, floor):
    walls = [run.wall for run in runs]
    spread = "%.3f–%.3f" % (min(walls), max(walls)) if len(walls) > 1 else "once"
    failed = sorted({run.exit for run in runs if run.exit})
    if failed:
        found += " exit %s" % ",".join(map(str, failed))
    print("| %s | %.3f | %s | %.2f + %.2f | %s | %s |" % (
        label, median(runs, "wall"), spread, median(runs, "user"), median(runs, "system"),
        peak(max(run.peak for run in runs), floor), found), flush=True)


def head():
    print("| | wall s | from–to | user + sys s | peak MiB | found |")
    print("|---|---|---|---|---|---|")


def compare(capture, tools, options, out, floor):
    size = os.path.getsize(capture)
    wanted = wanted_names(capture)
    print("\n### %s (%.0f MiB, %d names)\n" % (os.path.basename(capture), size / 2**20,
                                              sum(wanted.values())))
    once = {TSHARK} if size >= BIG_BYTES and not options.full else set()
    runs = {tool.label: [] for tool in tools}
    found = {}
    for turn in range(options.runs + 1):
        for tool in tools:
            if tool.exe in once and turn != 1:
                continue
            run = Run(tool.command(capture), out)
            if turn:
                runs[tool.label].append(run)
            if tool.names and tool.label not in found:
                out.seek(0)
                text = out.read().decode("utf-8", "replace")
                found[tool.label] = share(wanted, tool.names(text))
            print("  turn %d %s %.2f s" % (turn, tool.label, run.wall), file=sys.stderr)
    head()
    for tool in tools:
        row(tool.label, runs[tool.label], found.get(tool.label, ""), floor)


def compare_small(options, out, floor):
    """What a start costs, and one small capture."""
    starts = [("`tlsdiag --version`", [TLSDIAG, "--version"]),
              ("`tlsdiag capture` of a small file", [TLSDIAG, "capture", SMALL])]
    if TSHARK:
        starts.append(("`tshark -r` of the same", [TSHARK, "-n", "-r", SMALL]))
    starts = [s for s in starts if s[1][0] and (s[1][-1] != SMALL or os.path.exists(SMALL))]
    runs = collections.defaultdict(list)
    for turn in range(2 * options.runs + 1):
        for label, command in starts:
            run = Run(command, out)
            if turn:
                runs[label].append(run)
    print("\n### Start-up and a small file\n")
    head()
    for label, _ in starts:
        row(label, runs[label], "", floor)


def said(*command):
    try:
        result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (result.stdout + result.stderr).decode("utf-8", "replace")


def machine(runs):
    def first(pattern, path):
        try:
            with open(path, encoding="utf-8") as f:
                found = re.search(pattern, f.read(), re.M)
                return found.group(1).strip() if found else "?"
        except OSError:
            return "?"
    cpu = first(r"^model name\s*: (.*)$", "/proc/cpuinfo")
    memory = first(r"^MemTotal:\s*(\d+)", "/proc/meminfo")
    gib = "%.0f GiB" % (int(memory) / 2**20) if memory.isdigit() else "? GiB"
    java = re.search(r'version "([^"]+)"', said("java", "-version"))
    print("Machine: %d CPUs %s, %s, %s %s, Java %s; files in the page cache, medians of %d runs." % (
        len(os.sched_getaffinity(0)), cpu, gib, platform.system(), platform.release(),
        java.group(1) if java else "?", runs))


def version(tool):
    if tool.exe == NDPIREADER:
        text = said(tool.exe, "-h")
        found = re.search(r"nDPI[^\n(]*\(?v?(\d+\.\d+\.\d+)", text)
    else:
        found = re.search(r"(\d+\.\d+(?:\.\d+)*(?:-[A-Za-z]+)?)", said(tool.exe, "--version"))
    return found.group(1) if found else "?"


def main():
    parser = argparse.ArgumentParser(prog="bench.sh")
    parser.add_argument("folder")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--runs", type=int)
    options = parser.parse_args()
    options.runs = options.runs or (3 if options.quick else 5)
    folder = os.path.join(os.environ["folder_from"], options.folder)
    captures = sorted((os.path.join(folder, f) for f in os.listdir(folder)
                       if f.endswith((".pcap", ".pcapng"))
                       and os.path.exists(os.path.join(folder, f + ".truth.tsv"))),
                      key=os.path.getsize)
    if not captures:
        sys.exit("error: no capture with a .truth.tsv beside it in the folder")
    if not TLSDIAG:
        sys.exit("error: target/tlsdiag is not built\ntry: mvn -q package -DskipTests")
    tools = [tool for tool in TOOLS if tool.exe]
    for tool in TOOLS:
        if not tool.exe:
            print("left out, not found: %s" % tool.label, file=sys.stderr)
    with tempfile.TemporaryFile() as out:
        floor = max(Run(["true"], out).peak for _ in range(5))
        machine(options.runs)
        print("Versions: %s." % ", ".join(
            "%s %s" % (os.path.basename(tool.exe), version(tool)) for tool in tools[1:]))
        for capture in captures[:1] if options.quick else captures:
            compare(capture, tools, options, out, floor)
        compare_small(options, out, floor)


main()
PYTHON
