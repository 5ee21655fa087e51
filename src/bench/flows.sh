#!/usr/bin/env bash
# Times `tlsdiag observe` beside `jq` on the same large file of Hubble flows, in one run, and prints a
# Markdown table.
#
#   src/bench/flows.sh [--size MIB] [--runs N] [FILE]
#
# FILE is written where it is not there: flows in the shapes that Hubble has (DNS, HTTP, packets, policy
# verdicts), with 300 pods; the same size gives the same bytes. Default: 1024 MiB in a temporary file.
#
# The programs take turns, so that a busy moment of the machine hits all of them; the table has medians
# of the processor time (user + system of the whole process) as well, because Java compiles and collects
# on other cores. TLSDIAG and JQ name other programs. Python 3 and Linux are needed.
set -eu
cd "$(dirname "$0")/../.." 2>/dev/null
folder_from=$OLDPWD exec python3 - "$@" <<'PYTHON'
import argparse
import os
import random
import shutil
import statistics
import sys
import tempfile
import time

HEAD = '{"flow":{"time":"%s","uuid":"%s","verdict":"%s",'
ENDPOINT = ('{"ID":%d,"identity":%d,"cluster_name":"default","namespace":"%s","labels":["k8s:app=%s",'
            '"k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name=%s",'
            '"k8s:io.cilium.k8s.policy.cluster=default","k8s:io.cilium.k8s.policy.serviceaccount=default",'
            '"k8s:io.kubernetes.pod.namespace=%s"],"pod_name":"%s-%s","workloads":[{"name":"%s",'
            '"kind":"Deployment"}]}')
WORLD = '{"identity":%d,"labels":["fqdn:%s","reserved:world"]}'


def endpoints(rng):
    out = []
    for i in range(300):
        space, app = "team-%d" % (i % 12), "app-%d" % (i % 60)
        tail = "%08x-%05x" % (rng.getrandbits(32), rng.getrandbits(20))
        out.append(ENDPOINT % (1000 + i, 20000 + i % 60, space, app, space, space, app, tail, app))
    return out


def flow(rng, pods, n):
    second, nano = divmod(n * 137_000, 1_000_000_000)
    stamp = "2026-11-20T%02d:%02d:%02d.%09dZ" % (second // 3600 % 24, second // 60 % 60, second % 60, nano)
    uuid = "%08x-%04x-4%03x-9%03x-%012x" % (rng.getrandbits(32), rng.getrandbits(16), rng.getrandbits(12),
                                           rng.getrandbits(12), rng.getrandbits(48))
    pod, other = rng.choice(pods), rng.choice(pods)
    host = "api-%d.example.com" % rng.randrange(200)
    world = WORLD % (16777216 + rng.randrange(200), host)
    port, node = rng.randrange(32768, 61000), "kind/worker-%d" % rng.randrange(8)
    ip, far = "10.0.%d.%d" % (rng.randrange(8), rng.randrange(256)), "52.219.16.%d" % rng.randrange(256)
    kind = rng.randrange(10)
    tail = '},"node_name":"%s","time":"%s"}\n' % (node, stamp)
    if kind < 5:  # a packet
        body = (HEAD % (stamp, uuid, "FORWARDED") + '"ethernet":{"source":"5a:e2:ba:46:ba:fc",'
                '"destination":"6e:77:38:ef:f1:75"},"IP":{"source":"%s","destination":"%s",'
                '"ipVersion":"IPv4"},"l4":{"TCP":{"source_port":%d,"destination_port":443,"flags":'
                '{"ACK":true,"PSH":true}}},"source":%s,"destination":%s,"Type":"L3_L4","node_name":"%s",'
                '"destination_names":["%s"],"event_type":{"type":4,"sub_type":1},"traffic_direction":'
                '"EGRESS","trace_observation_point":"TO_PROXY","trace_reason":"ESTABLISHED","is_reply":'
                'false,"proxy_port":14536,"Summary":"TCP Flags: ACK, PSH"') % (
                    ip, far, port, pod, world, node, host)
    elif kind < 7:  # DNS
        body = (HEAD % (stamp, uuid, "FORWARDED") + '"IP":{"source":"%s","destination":"10.0.1.44",'
                '"ipVersion":"IPv4"},"l4":{"UDP":{"source_port":%d,"destination_port":53}},"source":%s,'
                '"destination":%s,"Type":"L7","node_name":"%s","l7":{"type":"REQUEST","dns":{"query":'
                '"%s.","observation_source":"proxy","qtypes":["A"]}},"event_type":{"type":129},'
                '"traffic_direction":"EGRESS","is_reply":false,"Summary":"DNS Query %s. A"') % (
                    ip, port, pod, other, node, host, host)
    elif kind < 9:  # HTTP
        url = "https://%s/v1/things/%d?page=%d&limit=50" % (host, rng.randrange(10000), rng.randrange(9))
        body = (HEAD % (stamp, uuid, "FORWARDED") + '"IP":{"source":"%s","destination":"%s",'
                '"ipVersion":"IPv4"},"l4":{"TCP":{"source_port":%d,"destination_port":443}},"source":%s,'
                '"destination":%s,"Type":"L7","node_name":"%s","destination_names":["%s"],"l7":{"type":'
                '"REQUEST","http":{"method":"GET","url":"%s","protocol":"HTTP/1.1","headers":[{"key":'
                '"Accept","value":"*/*"},{"key":"User-Agent","value":"aws-cli/2.9.19"},{"key":'
                '"X-Request-Id","value":"%s"}]}},"event_type":{"type":129},"traffic_direction":"EGRESS",'
                '"is_reply":false,"Summary":"HTTP/1.1 GET %s"') % (
                    ip, far, port, pod, world, node, host, url, uuid, url)
    else:  # denied
        body = (HEAD % (stamp, uuid, "DROPPED") + '"drop_reason":133,"IP":{"source":"%s","destination":'
                '"%s","ipVersion":"IPv4"},"l4":{"TCP":{"source_port":%d,"destination_port":443,"flags":'
                '{"SYN":true}}},"source":%s,"destination":{"identity":2,"labels":["reserved:world"]},'
                '"Type":"L3_L4","node_name":"%s","destination_names":["%s"],"event_type":{"type":5},'
                '"traffic_direction":"EGRESS","drop_reason_desc":"POLICY_DENIED","Summary":'
                '"TCP Flags: SYN"') % (ip, far, port, pod, node, host)
    return body + tail


def generate(path, size):
    rng, n, written = random.Random(1), 0, 0
    pods = endpoints(rng)
    block = []
    with open(path + ".part", "w", encoding="ascii") as out:
        while written < size:
            line = flow(rng, pods, n)
            n += 1
            written += len(line)
            block.append(line)
            if len(block) == 5000:
                out.writelines(block)
                block.clear()
        out.writelines(block)
    os.rename(path + ".part", path)


def run(command):
    begin = time.perf_counter()
    devnull = os.open(os.devnull, os.O_WRONLY)
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=[
        (os.POSIX_SPAWN_DUP2, devnull, 1), (os.POSIX_SPAWN_DUP2, devnull, 2)])
    os.close(devnull)
    _, status, usage = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status):
        sys.exit("failed: %s" % " ".join(command))
    return time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(prog="flows.sh")
    parser.add_argument("file", nargs="?")
    parser.add_argument("--size", type=int, default=1024)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    folder = None
    if options.file:
        path = os.path.join(os.environ["folder_from"], options.file)
    else:
        folder = tempfile.mkdtemp()
        path = os.path.join(folder, "flows.jsonl")
    if not os.path.exists(path):
        generate(path, options.size << 20)
    tlsdiag = os.environ.get("TLSDIAG") or "target/tlsdiag"
    jq = os.environ.get("JQ") or "jq"
    rows = [
        ("`tlsdiag observe F --verdict ERROR` (reads all, shows none)",
         tlsdiag.split() + ["observe", path, "--verdict", "ERROR", "--all"]),
        ("`tlsdiag observe F --all -o compact`", tlsdiag.split() + ["observe", path, "--all"]),
        ("`tlsdiag observe F --all -o json`", tlsdiag.split() + ["observe", path, "--all", "-o", "json"]),
        ("`jq -c .`", [jq, "-c", ".", path]),
        ("`jq -c 'select(.flow.verdict==\"ERROR\")'`",
         [jq, "-c", 'select(.flow.verdict=="ERROR")', path]),
    ]
    rows = [row for row in rows if shutil.which(row[1][0])]
    with open(path, "rb") as warm:
        while warm.read(1 << 24):
            pass
    runs = {label: [] for label, _ in rows}
    for turn in range(options.runs):
        for label, command in rows:
            runs[label].append(run(command))
            print("  turn %d %s %.1f s" % (turn, label, runs[label][-1][0]), file=sys.stderr)
    size = os.path.getsize(path) / 1e6
    print("| %.0f MB | wall s | MB/s | cpu s | MB/s and core | peak MiB |" % size)
    print("|---|---|---|---|---|---|")
    for label, _ in rows:
        wall, cpu, peak = (statistics.median(r[i] for r in runs[label]) for i in range(3))
        print("| %s | %.2f | %.0f | %.2f | %.0f | %.0f |" % (
            label, wall, size / wall, cpu, size / cpu, peak))
    if folder:
        shutil.rmtree(folder)


main()
PYTHON
