#!/usr/bin/env bash
# How long the program takes to start, next to other tools, and how large what is handed out is.
# Prints Markdown tables.
#
#   src/bench/startup.sh [--runs N]
#
# Measured are target/tlsdiag, with whatever Java is found and after its class archive was made, and the
# tarball of target/packages (mvn -B package -DskipTests -Ppackages). compare prints once it has its answer; its
# whole time is measured and that to its first byte, of captures and of a URL on a port of loopback that refuses
# at once: nothing there waits for a network. All run without a shell, three times unseen and then N times (15).
# hyperfine and Python 3 are needed; tools that are missing are left out and named.
set -euo pipefail
cd "$(dirname "$0")/../.."
runs=15
if [ "${1-}" = --runs ]; then
  runs=$2
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME=$work/cache XDG_STATE_HOME=$work/state
mkdir "$work/cache" "$work/state"

jar=$PWD/target/tlsdiag
tarball=$(ls target/packages/tlsdiag-*-linux-*.tar.gz 2>/dev/null | head -n 1 || true)
tree=$work/tree
if [ -n "$tarball" ]; then
  mkdir "$tree"
  tar -xzf "$tarball" --strip-components=1 -C "$tree"
fi
"$jar" --help >/dev/null
for _ in $(seq 300); do
  ls "$work"/cache/tlsdiag/*.jsa >/dev/null 2>&1 && break
  sleep 0.1
done

names=() lines=() firsts=()
add() { # name, command line
  local program=${2%% *}
  if command -v "$program" >/dev/null 2>&1; then
    names+=("$1")
    lines+=("$2")
  else
    echo "left out: $1 (no $program)" >&2
  fi
}
sample=samples/sni-lost/combined.pcap
pair="samples/sni-lost/direct.pcap samples/sni-lost/proxied.pcap"
refuses="https://127.0.0.1:9/ --proxy http://127.0.0.1:9"
tools() { # label, program
  add "$1 --version" "$2 --version"
  add "$1 --help" "$2 --help"
  add "$1 compare --help" "$2 compare --help"
  add "$1 capture, 3 handshakes" "$2 capture $sample"
  for what in "a capture:$sample" "two captures:$pair" "a URL that refuses:$refuses"; do
    add "$1 compare of ${what%%:*}" "$2 compare ${what#*:}"
    firsts+=("$1 compare of ${what%%:*}, first byte" "$2 compare ${what#*:}")
  done
}
tools "jar" "$jar"
if [ -n "$tarball" ]; then
  tools "tarball" "$tree/bin/tlsdiag"
fi
add "java -version" "java -version"
add "curl --version" "curl --version"
add "openssl version" "openssl version"
add "tcpdump --version" "tcpdump --version"
add "tshark --version" "tshark --version"
add "tshark of the same capture" "tshark -r $sample -Y tls.handshake.type==1"
add "mitmdump --version" "mitmdump --version"

arguments=()
for i in "${!lines[@]}"; do
  arguments+=(-n "${names[$i]}" "${lines[$i]}")
done
hyperfine -N -i --warmup 3 --runs "$runs" --export-json "$work/times.json" "${arguments[@]}" >/dev/null 2>&1
python3 - "$work/times.json" "$runs" "$(nproc)" "${firsts[@]}" <<'PYTHON'
import json, os, statistics, subprocess, sys, time

results = json.load(open(sys.argv[1]))["results"]


def first_byte(line):
    start = time.perf_counter()
    with subprocess.Popen(
        line.split(), bufsize=0, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as run:
        run.stdout.read(1)
        seconds = time.perf_counter() - start
        while run.stdout.read(65536):
            pass
    return seconds


for name, line in zip(sys.argv[4::2], sys.argv[5::2]):
    times = [first_byte(line) for _ in range(3 + int(sys.argv[2]))][3:]
    results.append({"command": name, "median": statistics.median(times), "min": min(times), "max": max(times)})
print(f"{sys.argv[3]} processors, load {os.getloadavg()[0]:.1f} at the end, {sys.argv[2]} runs; milliseconds\n")
print("| command | median | least | most | times java -version |")
print("|---|---:|---:|---:|---:|")
java = next((r["median"] for r in results if r["command"] == "java -version"), None)
for r in results:
    ratio = f'{r["median"] / java:.1f}' if java else ""
    print(f'| {r["command"]} | {r["median"] * 1000:.0f} | {r["min"] * 1000:.0f} | {r["max"] * 1000:.0f} | {ratio} |')
PYTHON
echo
echo "| file | MB |"
echo "|---|---:|"
for file in target/tlsdiag.jar target/tlsdiag target/packages/tlsdiag[-_]*; do
  if [ -f "$file" ]; then
    printf '| %s | %.1f |\n' "${file##*/}" "$(stat -c %s "$file" | awk '{print $1 / 1e6}')"
  fi
done
if [ -n "$tarball" ]; then
  printf '| unpacked tarball | %.1f |\n' "$(du -sb "$tree" | awk '{print $1 / 1e6}')"
fi
