#!/usr/bin/env bash
# Makes the captures of a proxy that loses the server name, with real programs on loopback.
#
#   make.sh           a server that closes on a hello without the name: the captures next to this script
#   make.sh silent    a server that never answers one: the captures in ../silent
#
# Needs curl, nginx, haproxy, tcpdump, openssl and the right to capture on lo.
#
#   client 127.0.0.1 (curl) ──> proxy 127.0.0.2 (nginx) ──> server 127.0.0.3 (haproxy, routes by name) ──> origin 127.0.0.4
#                          └────────────── direct ─────────────^
#
# The leg from the server to the origin carries the same bytes once more and is not captured.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin

readonly NAME=app.example.test
readonly CLIENT=127.0.0.1 PROXY=127.0.0.2 SERVER=127.0.0.3 ORIGIN=127.0.0.4
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here

fail() { echo "error: $*" >&2; exit 1; }

scene=${1:-reject}
case $scene in
  reject) out=$here failure=502 ;;
  silent) out=$here/../silent failure=504 ;;
  *) fail "what scene '$scene'? usage: make.sh [silent]" ;;
esac
mkdir -p "$out"

for tool in curl nginx haproxy tcpdump openssl; do
  command -v "$tool" >/dev/null || fail "'$tool' is not installed"
done

work=$(mktemp -d)
declare -A running=()   # what was started → process id
trap 'kill "${running[@]}" 2>/dev/null || true; wait; rm -rf "$work"' EXIT

# start WHAT COMMAND… runs it in the background; its output goes to WHAT.log
start() {
  local what=$1
  shift
  "$@" >"$work/$what.log" 2>&1 &
  running[$what]=$!
}

stop() {
  kill -INT "${running[$1]}"
  wait "${running[$1]}" || true
  unset "running[$1]"
}

# await WHAT COMMAND… polls until the command succeeds, ten seconds at most
await() {
  local what=$1 deadline=$((SECONDS + 10))
  shift
  until "$@"; do
    ((SECONDS < deadline)) || { cat "$work"/*.log >&2; fail "waited in vain for $what"; }
    sleep 0.05
  done
}

listening() { (: <"/dev/tcp/$1/$2") 2>/dev/null; }

free_port() {
  local port address
  for port in 8443 9443 10443 18443 28443 38443; do
    for address in "$PROXY" "$SERVER" "$ORIGIN"; do
      listening "$address" "$port" && continue 2
    done
    echo "$port"
    return
  done
  fail "no free port"
}

# certificate WHAT makes an authority WHAT-ca.pem and WHAT.pem: key, leaf certificate for the name, authority
certificate() (
  cd "$work"
  umask 077
  key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
  openssl req -x509 "${key[@]}" -keyout "$1-ca.key" -out "$1-ca.pem" -days 3650 -subj "/CN=Example $1 CA"
  openssl req -new "${key[@]}" -keyout "$1.key" -out "$1.csr" -subj "/CN=$NAME"
  openssl x509 -req -in "$1.csr" -CA "$1-ca.pem" -CAkey "$1-ca.key" -set_serial "0x$(openssl rand -hex 15)" -days 825 \
    -out "$1.crt" -extfile <(printf '%s\n' "subjectAltName=DNS:$NAME" basicConstraints=critical,CA:FALSE \
      keyUsage=critical,digitalSignature extendedKeyUsage=serverAuth authorityKeyIdentifier=keyid subjectKeyIdentifier=hash)
  cat "$1.key" "$1.crt" "$1-ca.pem" >"$1.pem"
) >"$work/openssl.log" 2>&1

# What the server does with a hello that does not carry the name.
unnamed() {
  case $scene in
    reject) echo 'tcp-request content reject if { req.ssl_hello_type 1 }' ;;
    silent) echo 'tcp-request content reject if WAIT_END    # that is, after the whole inspect-delay' ;;
  esac
}

haproxy_config() {
  cat <<END
defaults
  timeout connect 5s
  timeout client 30s
  timeout server 30s

frontend server
  mode tcp
  bind $SERVER:$port
  tcp-request inspect-delay $([ "$scene" = silent ] && echo 20s || echo 5s)
  tcp-request content accept if { req.ssl_sni -m str $NAME }
  $(unnamed)
  default_backend origin

backend origin
  mode tcp
  server origin $ORIGIN:$port

frontend app
  mode http
  bind $ORIGIN:$port ssl crt $work/origin.pem alpn h2,http/1.1
  http-request return status 200 content-type text/plain string "hello from the origin\n"
END
}

# nginx_config [LINE] is the intercepting proxy; LINE is the one line that mends it
nginx_config() {
  cat <<END
daemon off;
master_process off;
pid $work/nginx.pid;
error_log $work/nginx-error.log info;
events {}
http {
  access_log off;
  client_body_temp_path $work/body;
  proxy_temp_path $work/proxied;
  fastcgi_temp_path $work/fastcgi;
  uwsgi_temp_path $work/uwsgi;
  scgi_temp_path $work/scgi;

  upstream $NAME {
    server $SERVER:$port;
  }
  server {
    listen $PROXY:$port ssl;
    server_name $NAME;
    ssl_certificate $work/proxy.pem;
    ssl_certificate_key $work/proxy.pem;

    location / {
      proxy_pass https://$NAME;
      proxy_bind $PROXY;
      proxy_set_header Host \$host;
      proxy_connect_timeout 2s;      # also the time for the TLS handshake
      proxy_next_upstream off;       # one attempt
      proxy_ssl_session_reuse off;   # always a full handshake: a resumed session would hide the fault
      ${1:-}
    }
  }
}
END
}

start_proxy() {
  nginx_config "${1:-}" >"$work/nginx.conf"
  start nginx nginx -p "$work" -e "$work/nginx-error.log" -c "$work/nginx.conf"
  await nginx listening "$PROXY" "$port"
}

# request PATH EXPECTED sends the request along a path, direct or proxied, and demands the HTTP status
request() {
  local address=$SERVER authority=origin status
  [ "$1" = direct ] || address=$PROXY authority=proxy
  status=$(curl --silent --noproxy '*' --interface "$CLIENT" --cacert "$work/$authority-ca.pem" --max-time 10 \
    --resolve "$NAME:$port:$address" --output /dev/null --write-out '%{http_code}' "https://$NAME:$port/") ||
    fail "$1: curl exit $?"
  [ "$status" = "$2" ] || fail "$1: HTTP status $status, expected $2"
}

packets() { tcpdump -nr "$1" "$2" 2>/dev/null | wc -l; }

# Every connection that began was closed by both sides or reset, and nothing was added since the last look.
settled() {
  local size begun closed
  size=$(wc -c <"$1")
  begun=$(packets "$1" 'tcp[tcpflags] & (tcp-syn|tcp-ack) = tcp-syn')
  closed=$(($(packets "$1" 'tcp[tcpflags] & tcp-fin != 0') + 2 * $(packets "$1" 'tcp[tcpflags] & tcp-rst != 0')))
  if ((begun > 0 && closed >= 2 * begun && size == seen)); then return 0; fi
  seen=$size
  return 1
}

# capture FILE PATH STATUS [PATH STATUS]… sends the requests one after the other while capturing
capture() {
  local file=$1 seen=0
  shift
  # shellcheck disable=SC2016
  start tcpdump sh -c 'exec tcpdump -i lo -s 0 -U --immediate-mode -w - "$2" >"$1"' sh "$work/$file" \
    "tcp port $port and (host $PROXY or host $SERVER) and not host $ORIGIN"
  await tcpdump grep -q 'listening on' "$work/tcpdump.log"
  while (($#)); do
    request "$1" "$2"
    shift 2
  done
  await "the end of $file" settled "$work/$file"
  stop tcpdump
  cp "$work/$file" "$out/$file"
}

port=$(free_port)
certificate origin
certificate proxy
haproxy_config >"$work/haproxy.cfg"
start haproxy haproxy -db -f "$work/haproxy.cfg"
await haproxy listening "$SERVER" "$port"
await haproxy listening "$ORIGIN" "$port"

start_proxy
capture direct.pcap direct 200
capture proxied.pcap proxied "$failure"
if [ "$scene" = reject ]; then
  capture combined.pcap direct 200 proxied "$failure"
  tcpdump -r "$out/proxied.pcap" -w - "host $SERVER" >"$out/proxied-upstream-only.pcap" 2>"$work/tcpdump.log"
  stop nginx
  start_proxy 'proxy_ssl_server_name on;'
  capture proxied-fixed.pcap proxied 200
fi
grep -h 'to upstream' "$work/nginx-error.log" | sed 's/^/nginx: /' >&2
