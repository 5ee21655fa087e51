#!/usr/bin/env bash
# Times `tlsdiag proxy` beside other TLS-to-TLS reverse proxies, all in front of the same origin and
# under the same load, and prints a Markdown table.
#
#   src/bench/proxy.sh [--seconds N] [--warm N] [--rounds N] [--only NAME,NAME]
#
# The origin is nginx on loopback. Every proxy ends the client's TLS (1.3, one P-256 certificate),
# opens its own TLS to the origin with the client's name, and keeps connections to the origin open;
# nginx-new-upstream does not. tlsdiag records everything to a file (--events) meanwhile.
#
# wrk offers the session of its last connection again, so that all but the first 64 handshakes with a
# server that hands sessions out are short ones. tlsdiag hands none out, because a resumed handshake
# shows less; so that all do the same work, nginx and HAProxy are told not to either (mitmproxy cannot
# be told). nginx-resuming is nginx as it comes: it resumes, and on Debian 12 it speaks TLS 1.2.
#
#   new/s     connections with one request each (wrk, Connection: close, full handshakes)
#   req/s     requests over kept connections (wrk)
#   p99       at half of nginx's req/s, from h2load's log
#   lost      requests the origin has seen and the record has not
#
# Before it is measured each proxy is warmed for twice --warm seconds, half of it with new connections:
# Java's compiler needs some 20,000 of them until it leaves the cores to the proxy.
#
# The proxies take turns in every round, so that a busy moment of the machine hits all of them; the
# table has medians. Those that are not there are left out and named. Needs nginx, wrk, h2load,
# openssl and python3. TLSDIAG names another program than target/tlsdiag.
set -eu
cd "$(dirname "$0")/../.." 2>/dev/null
PATH=$PATH:/usr/sbin exec python3 - "$@" <<'PYTHON'
import argparse
import collections
import json
import os
import re
import shutil
import signal
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time

TLSDIAG = os.path.abspath(os.environ.get("TLSDIAG") or "target/tlsdiag")
CONNECTIONS = 64


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def run(*command, **kwargs):
    return subprocess.run(command, check=True, capture_output=True, text=True, **kwargs).stdout


def certificates(folder):
    def file(name):
        return os.path.join(folder, name)

    run("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", file("ca.key"))
    run("openssl", "req", "-x509", "-new", "-key", file("ca.key"), "-subj", "/CN=bench",
        "-days", "2", "-out", file("ca.pem"))
    run("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", file("leaf.key"))
    run("openssl", "req", "-new", "-key", file("leaf.key"), "-subj", "/CN=localhost",
        "-out", file("leaf.csr"))
    with open(file("ext"), "w") as out:
        out.write("subjectAltName=DNS:localhost\n")
    run("openssl", "x509", "-req", "-in", file("leaf.csr"), "-CA", file("ca.pem"), "-CAkey",
        file("ca.key"), "-CAcreateserial", "-days", "2", "-extfile", file("ext"), "-out",
        file("leaf.pem"))
    with open(file("both.pem"), "w") as out:
        for name in ("leaf.pem", "leaf.key"):
            with open(file(name)) as part:
                out.write(part.read())


def nginx(folder, name, workers, body):
    home = os.path.join(folder, name)
    os.mkdir(home)
    config = os.path.join(home, "nginx.conf")
    with open(config, "w") as out:
        out.write(f"""
daemon off; pid {home}/pid; error_log {home}/error.log warn; worker_processes {workers};
worker_rlimit_nofile 65536;
events {{ worker_connections 8192; }}
http {{
  access_log off; keepalive_requests 100000000; client_body_temp_path {home}/b;
  proxy_temp_path {home}/p; fastcgi_temp_path {home}/f; uwsgi_temp_path {home}/u;
  scgi_temp_path {home}/s;
  log_format line '$status'; ssl_certificate {folder}/leaf.pem; ssl_certificate_key {folder}/leaf.key;
  {body}
}}""")
    return ["nginx", "-c", config, "-p", home]


def origin(folder, port):
    log = os.path.join(folder, "origin.log")
    body = f"""server {{ listen 127.0.0.1:{port} ssl http2 backlog=4096; server_name localhost;
      access_log {log} line buffer=64k flush=1s;
      location / {{ default_type text/plain; return 200 "{'x' * 1024}"; }} }}"""
    return nginx(folder, "origin", 1, body), log


def nginx_proxy(folder, name, port, upstream, keep, resume=False):
    full = "" if resume else \
        "ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache off; ssl_session_tickets off;"
    kept = "keepalive 128; keepalive_requests 100000000;" if keep else ""
    body = f"""upstream origin {{ server 127.0.0.1:{upstream}; {kept} }}
    server {{ listen 127.0.0.1:{port} ssl backlog=4096; server_name localhost; {full}
      location / {{ proxy_pass https://origin; proxy_ssl_server_name on; proxy_ssl_name localhost;
        proxy_ssl_verify on; proxy_ssl_trusted_certificate {folder}/ca.pem;
        {'proxy_http_version 1.1; proxy_set_header Connection "";' if keep else ''} }} }}"""
    return nginx(folder, name, "auto", body)


def haproxy(folder, port, upstream):
    config = os.path.join(folder, "haproxy.cfg")
    with open(config, "w") as out:
        out.write(f"""
global
  maxconn 4000
  tune.ssl.cachesize 0
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  http-reuse always
frontend f
  bind 127.0.0.1:{port} ssl crt {folder}/both.pem no-tls-tickets
  default_backend b
backend b
  server s 127.0.0.1:{upstream} ssl verify required ca-file {folder}/ca.pem sni str(localhost) verifyhost localhost
""")
    return ["haproxy", "-f", config, "-db"]


def contenders(folder, upstream):
    everyone = collections.OrderedDict()

    def add(name, program, command):
        if shutil.which(program) or os.access(program, os.X_OK):
            port = free_port()
            everyone[name] = (port, command(port))
        else:
            print(f"left out: {name} (no {program})", file=sys.stderr)

    add("nginx", "nginx", lambda p: nginx_proxy(folder, "keep", p, upstream, True))
    add("nginx-new-upstream", "nginx", lambda p: nginx_proxy(folder, "new", p, upstream, False))
    add("nginx-resuming", "nginx",
        lambda p: nginx_proxy(folder, "resuming", p, upstream, True, resume=True))
    add("haproxy", "haproxy", lambda p: haproxy(folder, p, upstream))
    add("mitmproxy", "mitmdump", lambda p: [
        "mitmdump", "-q", "--mode", f"reverse:https://localhost:{upstream}", "--listen-host",
        "127.0.0.1", "-p", str(p), "--certs", f"{folder}/both.pem", "--set",
        f"ssl_verify_upstream_trusted_ca={folder}/ca.pem", "--set", f"confdir={folder}/mitm"])
    add("tlsdiag", TLSDIAG, lambda p: [
        TLSDIAG, "proxy", "--mode", f"reverse:https://localhost:{upstream}@127.0.0.1:{p}",
        "--certs", f"{folder}/both.pem", "--ca", f"{folder}/ca.pem", "--events",
        f"{folder}/events.jsonl", "-q"])
    return everyone


def wait_for(port):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    for _ in range(300):
        try:
            with socket.create_connection(("127.0.0.1", port), 2) as raw:
                with context.wrap_socket(raw, server_hostname="localhost"):
                    return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"error: nothing listens at port {port}")


def wrk(port, seconds, close):
    command = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s"]
    if close:
        command += ["-H", "Connection: close"]
    text = run(*command, f"https://localhost:{port}/")
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    if bad:
        print(f"port {port}: {bad.group(0)}", file=sys.stderr)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))


def p99(folder, port, seconds, rate):
    log = os.path.join(folder, "h2load.log")
    if os.path.exists(log):
        os.unlink(log)
    clients = 32
    subprocess.run(
        ["h2load", "--h1", "-t1", f"-c{clients}", f"-D{seconds}", f"--rps={rate / clients:.2f}",
         f"--log-file={log}", f"https://localhost:{port}/"], check=True, capture_output=True)
    with open(log) as lines:
        times = sorted(int(line.split("\t")[2]) for line in lines)
    return times[int(len(times) * 0.99)] / 1000


def lines(path):
    with open(path, "rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def resident_mib(pid):
    with open(f"/proc/{pid}/status") as file:
        return int(re.search(r"VmHWM:\s+(\d+)", file.read()).group(1)) // 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--warm", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only")
    options = parser.parse_args()
    for needed in ("nginx", "wrk", "h2load", "openssl"):
        if not shutil.which(needed):
            sys.exit(f"error: no {needed}")
    folder = tempfile.mkdtemp(prefix="tlsdiag-bench-")
    running = []
    try:
        certificates(folder)
        upstream = free_port()
        command, log = origin(folder, upstream)
        running.append(subprocess.Popen(command))
        wait_for(upstream)
        everyone = contenders(folder, upstream)
        if options.only:
            everyone = {n: v for n, v in everyone.items() if n in options.only.split(",")}
        new, kept, tail = (collections.defaultdict(list) for _ in range(3))
        memory, lost = {}, {}
        half = 0
        for _ in range(options.rounds):
            for name, (port, command) in everyone.items():
                with open(f"{folder}/{name}.out", "w") as out:
                    proxy = subprocess.Popen(command, stdout=out, stderr=out)
                try:
                    wait_for(port)
                    wrk(port, options.warm, False)
                    wrk(port, options.warm, True)
                    new[name].append(wrk(port, options.seconds, True))
                    kept[name].append(wrk(port, options.seconds, False))
                    if not half:
                        half = kept[name][0] / 2
                    tail[name].append(p99(folder, port, options.seconds, half))
                    memory[name] = resident_mib(proxy.pid)
                finally:
                    proxy.send_signal(signal.SIGTERM)
                    proxy.wait(60)
                time.sleep(1.5)  # the origin's log is written
                if name == "tlsdiag":
                    recorded = int(run("grep", "-c", '"kind":"request"', f"{folder}/events.jsonl"))
                    lost[name] = lines(log) - recorded
                    os.unlink(f"{folder}/events.jsonl")
                open(log, "w").close()
                running[0].send_signal(signal.SIGUSR1)
                time.sleep(0.5)
        base_new = statistics.median(new.get("nginx", [0])) or 1
        base_kept = statistics.median(kept.get("nginx", [0])) or 1
        print(f"| | new/s | × nginx | req/s | × nginx | p99 ms at {half:.0f}/s | peak MiB | lost |")
        print("|---|---|---|---|---|---|---|---|")
        for name in everyone:
            a, b = statistics.median(new[name]), statistics.median(kept[name])
            print(f"| {name} | {a:.0f} | {a / base_new:.2f} | {b:.0f} | {b / base_kept:.2f} "
                  f"| {statistics.median(tail[name]):.1f} | {memory[name]} | {lost.get(name, '')} |")
    finally:
        for process in running:
            process.terminate()
            process.wait()
        os.environ.get("KEEP") or shutil.rmtree(folder, ignore_errors=True)


main()
PYTHON
