#!/usr/bin/env bash
# Times the readers of logs and flow records beside `jq -c .` and prints a Markdown table.
#
#   src/bench/reading.sh [--megabytes N] [--rounds N] [--only KIND,KIND]
#
# Files of N megabytes (1000) are made first: an Envoy debug log of requests of which every tenth ends
# in a connect timeout, the same requests as an access log in Istio's layout, and Hubble flows as
# JSONL. jq reads JSON alone: it gets the flows, a file of the same size. Readers and jq take turns,
# so that a busy moment of the machine hits all of them; the table has medians. "per core" counts
# the processor's time of all threads, start and compiler included; the heap is limited to 64 MB.
#
# Needs python3, jq, java, and what `mvn test-compile` and `mvn package` leave in target.
set -eu
cd "$(dirname "$0")/../.." 2>/dev/null
exec python3 - "$@" <<'PYTHON'
import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

CLASSPATH = os.environ.get("CLASSPATH") or "target/test-classes:target/classes:target/tlsdiag.jar"
JAVA = ["java", "-Xmx64m", "-XX:+UseSerialGC", "-cp", CLASSPATH, "dev.tlsdiag.mesh.ReadingBench"]


def stamp(i):
    t = i * 7
    return "%02d:%02d:%02d.%03d" % (t // 3600000 % 24, t // 60000 % 60, t // 1000 % 60, t % 1000)


def envoy(i):
    down, up, stream, thread = 2 * i + 1, 2 * i + 2, 7205163356431684926 + i, 446 + i % 4
    head = "[2023-01-05 %s][%d]" % (stamp(i), thread)
    d = ' [Tags: "ConnectionId":"%d"]' % down
    s = ' [Tags: "ConnectionId":"%d","StreamId":"%d"]' % (down, stream)
    u = ' [Tags: "ConnectionId":"%d"]' % up
    host = "10.0.%d.%d:443" % (i % 256, i // 256 % 256)
    request = ("':authority', 'api%d.example.com'\n':path', '/v1/items?page=%d'\n':method', 'GET'\n"
               "'user-agent', 'curl/7.81.0'\n'accept', '*/*'\n"
               "'x-request-id', '2f3c2d0a-8d5e-4d43-9bb5-%012d'\n" % (i % 50, i, i))
    connection = "source/common/network/connection_impl.cc:600"
    lines = [
        ("debug", "filter", "source/extensions/filters/listener/tls_inspector/tls_inspector.cc:119", "",
         "tls inspector: new connection accepted"),
        ("debug", "conn_handler", "source/server/active_tcp_listener.cc:147", d,
         "new connection from 10.0.0.181:%d" % (30000 + i % 30000)),
        ("debug", "http", "source/common/http/conn_manager_impl.cc:300", d, "new stream"),
        ("debug", "http", "source/common/http/conn_manager_impl.cc:855", s,
         "request headers complete (end_stream=true):\n" + request),
        ("debug", "connection", connection, d, "current connecting state: false"),
        ("debug", "router", "source/common/router/router.cc:478", s,
         "cluster 'egress-cluster-tls' match for URL '/v1/items?page=%d'" % i),
        ("debug", "router", "source/common/router/router.cc:686", s,
         "router decoding headers:\n" + request),
        ("debug", "upstream", "source/common/upstream/cluster_manager_impl.cc:1800", "",
         "transport socket match, socket default selected for host with address " + host),
        ("debug", "upstream", "source/extensions/clusters/original_dst/original_dst_cluster.cc:80", "",
         "Created host %s." % host),
        ("debug", "pool", "source/common/http/conn_pool_base.cc:78", "",
         "queueing stream due to no available connections (ready=0 busy=0 connecting=0)"),
        ("debug", "pool", "source/common/conn_pool/conn_pool_base.cc:145", "",
         "creating a new connection (connecting=0)"),
        ("debug", "client", "source/common/http/codec_client.cc:57", u, "connecting"),
        ("debug", "connection", connection, u, "connecting to " + host),
        ("debug", "connection", connection, u, "connection in progress"),
        ("trace", "connection", connection, d, "raising connection event 2"),
        ("trace", "connection", connection, u, "socket event: 2"),
        ("trace", "connection", connection, u, "write ready"),
        ("debug", "connection", connection, u, "connected"),
        ("trace", "connection", connection, u, "ssl error occurred while read: WANT_READ"),
    ]
    if i % 10:
        lines += [
            ("debug", "client", "source/common/http/codec_client.cc:88", u, "connected"),
            ("debug", "pool", "source/common/conn_pool/conn_pool_base.cc:182", u, "creating stream"),
            ("debug", "router", "source/common/router/upstream_request.cc:580", s, "pool ready"),
            ("trace", "http2", "source/common/http/http1/codec_impl.cc:600", u, "parsing 312 bytes"),
            ("debug", "http", "source/common/http/conn_manager_impl.cc:1690", s,
             "encoding headers via codec (end_stream=false):\n':status', '200'\n"
             "'content-type', 'application/json'\n'content-length', '312'\n'server', 'envoy'\n"),
        ]
    else:
        lines += [
            ("debug", "pool", "source/common/conn_pool/conn_pool_base.cc:700", u, "connect timeout"),
            ("debug", "pool", "source/common/conn_pool/conn_pool_base.cc:484", u,
             "client disconnected, failure reason: "),
            ("debug", "router", "source/common/router/router.cc:1332", s,
             "upstream reset: reset reason: connection timeout, transport failure reason: "),
            ("debug", "http", "source/common/http/filter_manager.cc:1034", s,
             "Sending local reply with details upstream_reset_before_response_started{connection_timeout}"),
            ("debug", "http", "source/common/http/conn_manager_impl.cc:1690", s,
             "encoding headers via codec (end_stream=false):\n':status', '503'\n"
             "'content-length', '91'\n'content-type', 'text/plain'\n'server', 'envoy'\n"),
        ]
    lines.append(("debug", "connection", connection, d, "remote close"))
    return "".join(head + "[%s][%s] [%s]%s %s\n" % line for line in lines)


def access(i):
    failed = i % 10 == 0
    return ('[2023-01-05T%sZ] "GET /v1/items?page=%d HTTP/1.1" %s 0 312 15 12 "-" "curl/7.81.0" '
            '"2f3c2d0a-8d5e-4d43-9bb5-%012d" "api%d.example.com" "10.0.%d.%d:443" '
            'outbound|443||api%d.example.com 10.0.0.7:%d 10.96.0.7:80 10.0.0.181:%d - default\n'
            % (stamp(i), i,
               '503 UF upstream_reset_before_response_started{connection_timeout} - "-"' if failed
               else '200 - via_upstream - "-"',
               i, i % 50, i % 256, i // 256 % 256, i % 50, 30000 + i % 20000, 30000 + i % 30000))


def hubble(i):
    return json.dumps({"flow": {
        "time": "2023-01-05T%sZ" % stamp(i), "verdict": "FORWARDED" if i % 10 else "DROPPED",
        "ethernet": {"source": "6a:5c:01:02:03:04", "destination": "0e:5d:05:06:07:08"},
        "IP": {"source": "10.0.0.181", "destination": "10.0.%d.%d" % (i % 256, i // 256 % 256),
               "ipVersion": "IPv4"},
        "l4": {"TCP": {"source_port": 30000 + i % 30000, "destination_port": 443,
                       "flags": {"SYN": True}}},
        "source": {"ID": 1234, "identity": 2345, "namespace": "default",
                   "labels": ["k8s:app=client", "k8s:io.kubernetes.pod.namespace=default"],
                   "pod_name": "client-0"},
        "destination": {"identity": 2, "labels": ["reserved:world"]},
        "destination_names": ["api%d.example.com" % (i % 50)], "Type": "L3_L4",
        "node_name": "worker-1", "event_type": {"type": 4, "sub_type": 3},
        "traffic_direction": "EGRESS", "trace_observation_point": "TO_STACK", "is_reply": False,
        "Summary": "TCP Flags: SYN"}, "node_name": "worker-1",
        "time": "2023-01-05T%sZ" % stamp(i)}, separators=(",", ":")) + "\n"


MAKERS = {"envoy": envoy, "access": access, "hubble": hubble}


def make(kind, path, megabytes):
    size = i = 0
    with open(path, "w") as out:
        while size < megabytes * 1_000_000:
            text = MAKERS[kind](i)
            out.write(text)
            size += len(text)
            i += 1


def timed(command, **kwargs):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    done = subprocess.run(command, check=True, **kwargs)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, done.stdout


parser = argparse.ArgumentParser()
parser.add_argument("--megabytes", type=int, default=1000)
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--only", default="envoy,access,hubble")
options = parser.parse_args()
if not shutil.which("jq"):
    sys.exit("jq is not there")
kinds = options.only.split(",")
rows = {kind: [] for kind in ["jq"] + kinds}
found = {}
with tempfile.TemporaryDirectory() as folder:
    paths = {kind: os.path.join(folder, kind) for kind in set(kinds) | {"hubble"}}
    for kind, path in paths.items():
        make(kind, path, options.megabytes)
    for _ in range(options.rounds):
        rows["jq"].append(timed(["jq", "-c", ".", paths["hubble"]], stdout=subprocess.DEVNULL))
        for kind in kinds:
            took = timed(JAVA + [kind, paths[kind]], stdout=subprocess.PIPE, text=True)
            rows[kind].append(took)
            found[kind] = took[2].split("\t")

print("| what | MB/s | MB/s per core | times jq | records | sightings | unreadable | heap MB |")
print("|---|---|---|---|---|---|---|---|")
speeds = {}
for kind, runs in rows.items():
    wall = options.megabytes / statistics.median(run[0] for run in runs)
    speeds[kind] = options.megabytes / statistics.median(run[1] for run in runs)
    rest = found.get(kind, ["", "", "", "", "", "", ""])[3:]
    print("| %s | %.0f | %.0f | %.1f | %s |" % (
        "`jq -c .`" if kind == "jq" else kind, wall, speeds[kind], speeds[kind] / speeds["jq"],
        " | ".join(cell.strip() for cell in rest) if rest[0] else " | | | "))
PYTHON
