# Completion of tlsdiag for bash (4.1 or newer), made by 'tlsdiag completion bash'.
# To use it at once:  source <(tlsdiag completion bash)

# What may follow the command $1.
_tlsdiag_at() {
  commands='' options='' hidden='' valued='' program=''
  case $1 in
    '')
      commands='tour bisect bundle capture compare check collect ca config diagnose exec replay explain man cheatsheet lab observe policy probe proxy completion show shell help'
      options='-h --help -V --version --debug'
      ;;
    'tour')
      options='--list -y --yes --color -h --help --help-all --debug'
      valued='--color'
      ;;
    'bisect')
      options='--good --bad --from --servername -servername --max-probes --dry-run -x --proxy --resolve --connect-to --rate --connect-timeout --host --pair -o --output -v --verbose --color --ascii -h --help --help-all --debug'
      valued='--good --bad --from --servername -servername --max-probes -x --proxy --resolve --connect-to --rate --connect-timeout --host --pair -o --output --color'
      ;;
    'bundle')
      options='-w --write --host --request-id --client --dry-run -h --help --help-all --debug'
      valued='-w --write --host --request-id --client'
      ;;
    'capture')
      options='-r -i -f -p -D -o --output -T --report -e --list-fields --show -V --diff -c --first --last -w --hosts -n --numeric --color --ascii --sni --no-sni --failed --outcome --ip --from-ip --to-ip --port --from-port --to-port --stream --since --until --not -h --help --help-all --debug'
      hidden='-l'
      valued='-r -i -f -o --output -T --report -e --show --diff -c --first --last -w --hosts --color --sni --outcome --ip --from-ip --to-ip --port --from-port --to-port --stream --since --until'
      ;;
    'compare')
      options='--lab --connect-timeout --matrix --baseline --last -n --count --exec --no-probe --prove --max-probes --rate --profile --sni --upstream-alpn --upstream-tls-max --upstream-ca --upstream-insecure --upstream-cert --via --tap --pcap -i --servername --noservername --alpn --host --pair -o --output --hops --report --fail-on --fail-on-unknown --ignore-file -v --verbose --color --ascii -h --help --help-all --debug -x --proxy --connect-to --resolve -H --header -d --data -k --insecure --cacert -E --cert --tls-max --http1.1'
      hidden='-U --proxy-user -p --proxytunnel --noproxy --proxy-header --socks4 --socks4a --socks5 --socks5-hostname --dns-servers -4 --ipv4 -6 --ipv6 --interface --local-port --unix-socket --haproxy-protocol -X --request --data-ascii --data-raw --data-binary --data-urlencode --json -F --form --form-string -T --upload-file --url-query -G --get -I --head -A --user-agent -e --referer -u --user --oauth2-bearer -b --cookie -r --range --compressed -L --location --location-trusted --max-redirs --post301 --post302 --post303 --url --capath --cert-type --key --pass -1 --tlsv1 --tlsv1.0 --tlsv1.1 --tlsv1.2 --tlsv1.3 --ciphers --tls13-ciphers --curves -0 --http1.0 --http2 --http2-prior-knowledge --no-alpn -m --max-time --retry -f --fail --fail-with-body -w --write-out -K --config -s --silent -S --show-error --include'
      valued='--lab --connect-timeout --baseline -n --count --max-probes --rate --profile --sni --upstream-alpn --upstream-tls-max --upstream-ca --upstream-cert --via --tap --pcap -i --servername --alpn --host --pair -o --output --report --fail-on --ignore-file --color -x --proxy -U --proxy-user --noproxy --proxy-header --socks4 --socks4a --socks5 --socks5-hostname --connect-to --resolve --dns-servers --interface --local-port --unix-socket -X --request -H --header -d --data --data-ascii --data-raw --data-binary --data-urlencode --json -F --form --form-string -T --upload-file --url-query -A --user-agent -e --referer -u --user --oauth2-bearer -b --cookie -r --range --max-redirs --url --cacert --capath -E --cert --cert-type --key --pass --tls-max --ciphers --tls13-ciphers --curves -m --max-time --retry -w --write-out -K --config'
      program=1
      ;;
    'check')
      options='--only --list --dry-run --schema -j --jobs --rate --retries -w --watch --until-fixed -o --output --report -v --verbose --color --ascii --fail-on --fail-on-unknown --ignore-file -h --help --help-all --debug'
      valued='--only -j --jobs --rate --retries -o --output --report --color --fail-on --ignore-file'
      ;;
    'collect')
      options='-n --namespace --mesh --cilium-namespace --since --capture --capture-for --image --port --reproduce --context --run -w --write -h --help --help-all --debug'
      valued='-n --namespace --mesh --cilium-namespace --since --capture --capture-for --image --port --reproduce --context -w --write'
      ;;
    'ca')
      commands='init issue sign inspect verify bundle env secret install uninstall path'
      options='-h --help --help-all --debug'
      ;;
    'ca init')
      options='--ca-dir --passphrase-file --permit --key --days --validity --name --ask-passphrase -h --help --help-all --debug'
      valued='--ca-dir --passphrase-file --permit --key --days --validity --name'
      ;;
    'ca issue')
      options='--ca-dir --passphrase-file --out --days --key -h --help --help-all --debug'
      valued='--ca-dir --passphrase-file --out --days --key'
      ;;
    'ca sign')
      options='--ca-dir --passphrase-file --host --out --days -h --help --help-all --debug'
      valued='--ca-dir --passphrase-file --host --out --days'
      ;;
    'ca inspect')
      options='--ca-dir --passphrase-file --ca --cacert --host --servername --noservername -o --output --color --ascii -h --help --help-all --debug'
      valued='--ca-dir --passphrase-file --ca --cacert --host --servername -o --output --color'
      ;;
    'ca verify')
      options='--ca-dir --passphrase-file --ca --cacert --host --strict -h --help --help-all --debug'
      valued='--ca-dir --passphrase-file --ca --cacert --host'
      ;;
    'ca bundle')
      options='--ca-dir --passphrase-file --add --internal --no-system --out -h --help --help-all --debug'
      valued='--ca-dir --passphrase-file --add --out'
      ;;
    'ca env')
      options='--ca-dir --passphrase-file --runtime -h --help --help-all --debug'
      valued='--ca-dir --passphrase-file --runtime'
      ;;
    'ca secret')
      options='--ca-dir --passphrase-file --host --name -n --namespace --cert --key --bundle --days --out -h --help --help-all --debug'
      valued='--ca-dir --passphrase-file --host --name -n --namespace --cert --key --bundle --days --out'
      ;;
    'ca install')
      options='--ca-dir --passphrase-file -y --yes -h --help --help-all --debug'
      valued='--ca-dir --passphrase-file'
      ;;
    'ca uninstall')
      options='--ca-dir --passphrase-file -y --yes -h --help --help-all --debug'
      valued='--ca-dir --passphrase-file'
      ;;
    'ca path')
      options='--ca-dir --passphrase-file -h --help --help-all --debug'
      valued='--ca-dir --passphrase-file'
      ;;
    'config')
      commands='show files'
      options='-h --help --help-all --debug'
      ;;
    'config show')
      options='--origin --all -o --output -h --help --help-all --debug'
      valued='-o --output'
      ;;
    'config files')
      options='-h --help --help-all --debug'
      ;;
    'diagnose')
      options='--host --request-id --client --since --envoy-admin -o --output --hops --report --fail-on --fail-on-unknown --ignore-file -v --verbose --color --ascii -h --help --help-all --debug'
      valued='--host --request-id --client --since --envoy-admin -o --output --report --fail-on --ignore-file --color'
      ;;
    'exec')
      options='--profile --sni --alpn --tls-min --tls-max --ciphers --curves --client-cert --ca -k --insecure --no-verify-name --reuse-sessions --connect-to --allow-hosts --ignore-hosts --certs --events --har -w --show-secrets -q --quiet --color -h --help --help-all --debug'
      valued='--profile --sni --alpn --tls-min --tls-max --ciphers --curves --client-cert --ca --connect-to --allow-hosts --ignore-hosts --certs --events --har -w --color'
      program=1
      ;;
    'replay')
      options='--har --entry --servername --noservername --alpn -n --count --each-address -o --output --exit-code --show-secrets -v --verbose --color --ascii -h --help --help-all --debug -x --proxy --noproxy --connect-to --resolve --dns-servers -4 --ipv4 -6 --ipv6 --haproxy-protocol -X --request -H --header -d --data -I --head -u --user -L --location -k --insecure --cacert -E --cert --tlsv1.2 --tls-max --ciphers --http1.1 --connect-timeout -m --max-time --retry -f --fail -w --write-out'
      hidden='-U --proxy-user -p --proxytunnel --proxy-header --socks4 --socks4a --socks5 --socks5-hostname --interface --local-port --unix-socket --data-ascii --data-raw --data-binary --data-urlencode --json -F --form --form-string -T --upload-file --url-query -G --get -A --user-agent -e --referer --oauth2-bearer -b --cookie -r --range --compressed --location-trusted --max-redirs --post301 --post302 --post303 --url --capath --cert-type --key --pass -1 --tlsv1 --tlsv1.0 --tlsv1.1 --tlsv1.3 --tls13-ciphers --curves -0 --http1.0 --http2 --http2-prior-knowledge --no-alpn --fail-with-body -K --config -s --silent -S --show-error -i --include'
      valued='--har --entry --servername --alpn -n --count -o --output --exit-code --color -x --proxy -U --proxy-user --noproxy --proxy-header --socks4 --socks4a --socks5 --socks5-hostname --connect-to --resolve --dns-servers --interface --local-port --unix-socket -X --request -H --header -d --data --data-ascii --data-raw --data-binary --data-urlencode --json -F --form --form-string -T --upload-file --url-query -A --user-agent -e --referer -u --user --oauth2-bearer -b --cookie -r --range --max-redirs --url --cacert --capath -E --cert --cert-type --key --pass --tls-max --ciphers --tls13-ciphers --curves --connect-timeout -m --max-time --retry -w --write-out -K --config'
      program=1
      ;;
    'explain')
      options='--no-pager --color --ascii -h --help --help-all --debug'
      valued='--color'
      ;;
    'man')
      options='--write --no-pager --color --ascii -h --help --help-all --debug'
      valued='--write --color'
      ;;
    'cheatsheet')
      options='--no-pager --color --ascii -h --help --help-all --debug'
      valued='--color'
      ;;
    'lab')
      options='--seed -h --help --help-all --debug'
      valued='--seed'
      ;;
    'observe')
      options='--input-file -f --follow --last --first --all --since --until -o --output --l7 --map --print-node-name --print-policy-names --time-format --ip-translation --numeric --color --ascii -s --silent-errors --show-secrets --not --pod --from-pod --to-pod -n --namespace -A --all-namespaces -l --label --service --workload --ip --snat-ip -4 --ipv4 -6 --ipv6 --ip-version --fqdn --sni --no-sni --port --protocol --tcp-flags --verdict --drop-reason-desc -t --type --traffic-direction --http-status --http-method --http-path --http-url --http-header --identity --cluster --node-name --node-label --interface --encrypted --unencrypted --trace-id --ip-trace-id --uuid --allowlist --denylist --print-raw-filters -h --help --help-all --debug'
      hidden='--from-namespace --to-namespace --from-all-namespaces --to-all-namespaces --from-label --to-label --from-service --to-service --from-workload --to-workload --from-ip --to-ip --from-fqdn --to-fqdn --from-port --to-port --from-identity --to-identity --from-cluster --to-cluster'
      valued='--input-file --last --first --since --until -o --output --map --time-format --color --pod --from-pod --to-pod -n --namespace --from-namespace --to-namespace -l --label --from-label --to-label --service --from-service --to-service --workload --from-workload --to-workload --ip --from-ip --to-ip --snat-ip --ip-version --fqdn --from-fqdn --to-fqdn --sni --port --from-port --to-port --protocol --tcp-flags --verdict --drop-reason-desc -t --type --traffic-direction --http-status --http-method --http-path --http-url --http-header --identity --from-identity --to-identity --cluster --from-cluster --to-cluster --node-name --node-label --interface --trace-id --ip-trace-id --uuid --allowlist --denylist'
      ;;
    'policy')
      commands='lint explain test draft'
      options='-h --help --help-all --debug'
      ;;
    'policy lint')
      options='-f --filename -R --recursive --cilium-version --trust --at -S --suppress -L --list -o --output --report --color --ascii --fail-on -h --help --help-all --debug'
      valued='-f --filename --cilium-version --trust --at -S --suppress -o --output --report --color --fail-on'
      ;;
    'policy explain')
      options='-f --filename -R --recursive --cilium-version -o --output --color --ascii -h --help --help-all --debug'
      valued='-f --filename --cilium-version -o --output --color'
      ;;
    'policy test')
      options='-f --filename -R --recursive --from --to --direction --sni --no-sni --plain --http -H --header --dns --address --dns-server --capture --cilium-version -o --output --color --ascii -h --help --help-all --debug'
      valued='-f --filename --from --to --direction --sni --http -H --header --dns --address --dns-server --capture --cilium-version -o --output --color'
      ;;
    'policy draft')
      options='--from --client --name --intercept --server-names --dns-server -h --help --help-all --debug'
      valued='--from --client --name --dns-server'
      ;;
    'probe')
      options='--servername -servername --noservername -noservername --alpn -alpn --hello --starttls -starttls --axis --dry-run -x --proxy -U --proxy-user --resolve --connect-to --each-address -4 --ipv4 -6 --ipv6 --rate --connect-timeout --ca --cacert --full -o --output --report --fail-on -v --verbose --color --ascii -h --help --help-all --debug'
      valued='--servername -servername --alpn -alpn --hello --starttls -starttls --axis -x --proxy -U --proxy-user --resolve --connect-to --rate --connect-timeout --ca --cacert -o --output --report --fail-on --color'
      ;;
    'proxy')
      options='--mode -p --listen-port --listen-host --proxy-protocol --profile --sni --alpn --tls-min --tls-max --ciphers --curves --client-cert --ca -k --insecure --no-verify-name --reuse-sessions --connect-to --allow-hosts --ignore-hosts --certs --policy --secrets --pod --policy-deny --cilium-version --dns --dns-upstream --dns-as --dns-reject --flows --events --har -w --show-secrets -o --output -q --quiet --color -c --for --web --web-remote --tui --ca-dir --passphrase-file -h --help --help-all --debug'
      valued='--mode -p --listen-port --listen-host --proxy-protocol --profile --sni --alpn --tls-min --tls-max --ciphers --curves --client-cert --ca --connect-to --allow-hosts --ignore-hosts --certs --policy --secrets --pod --policy-deny --cilium-version --dns --dns-upstream --dns-as --dns-reject --flows --events --har -w -o --output --color -c --for --ca-dir --passphrase-file'
      ;;
    'completion')
      options='-h --help --help-all --debug'
      ;;
    'show')
      options='-o --output --show --hops --full --fail-on --fail-on-unknown --ignore-file -v --verbose --color --ascii -h --help --help-all --debug'
      valued='-o --output --show --fail-on --ignore-file --color'
      ;;
    'shell')
      options='-c -e --errexit --color -h --help --help-all --debug'
      valued='-c --color'
      ;;
    'help')
      ;;
  esac
}

# The candidates of the place $1: a command and its option, or a command and the number of its
# argument, or * for any further argument.
_tlsdiag_value() {
  case $1 in
    'tour --color' | \
      'bisect --color' | \
      'capture --color' | \
      'compare --color' | \
      'check --color' | \
      'ca inspect --color' | \
      'diagnose --color' | \
      'exec --color' | \
      'replay --color' | \
      'explain --color' | \
      'man --color' | \
      'cheatsheet --color' | \
      'observe --color' | \
      'policy lint --color' | \
      'policy explain --color' | \
      'policy test --color' | \
      'probe --color' | \
      'proxy --color' | \
      'show --color' | \
      'shell --color')
      _tlsdiag_words auto always never ;;
    'tour 0')
      _tlsdiag_words see compare explain prove fix others diagnose lint check proxy ;;
    'bisect --good' | \
      'bisect --bad' | \
      'probe --hello')
      _tlsdiag_words apple aws-cli chrome-125 chrome-ech chrome-padded curl-openssl-1.1 curl-openssl-3.0 envoy-1.2 firefox firefox-no-pq gnutls-3.7 go-1.19 go-1.19-http haproxy haproxy-sni java-17 java-17-httpclient java-25 java-25-httpclient mitmproxy-8 nginx nginx-sni node-20 node-20-fetch openssl-1.1 openssl-3.0 python-3.11 python-requests stunnel wget; _tlsdiag_files pcap pcapng cap dmp pcap.gz pcapng.gz pcap.zst pcapng.zst ;;
    'bisect --from' | \
      'compare --baseline' | \
      'exec --events' | \
      'proxy --flows' | \
      'proxy --events')
      _tlsdiag_files json ;;
    'bisect --servername' | \
      'bisect -servername' | \
      'bisect --host' | \
      'bundle --host' | \
      'capture --sni' | \
      'compare --servername' | \
      'compare --host' | \
      'compare --url' | \
      'ca issue *' | \
      'ca sign --host' | \
      'ca inspect --host' | \
      'ca inspect --servername' | \
      'ca verify --host' | \
      'ca secret --host' | \
      'diagnose --host' | \
      'replay --servername' | \
      'replay --url' | \
      'observe --fqdn' | \
      'observe --from-fqdn' | \
      'observe --to-fqdn' | \
      'observe --sni' | \
      'policy test --sni' | \
      'policy test --dns' | \
      'probe --servername' | \
      'probe -servername' | \
      'probe 0' | \
      'proxy --web')
      _tlsdiag_hosts ;;
    'bisect -o' | \
      'bisect --output' | \
      'compare -o' | \
      'compare --output' | \
      'ca inspect -o' | \
      'ca inspect --output' | \
      'config show -o' | \
      'config show --output' | \
      'diagnose -o' | \
      'diagnose --output' | \
      'replay -o' | \
      'replay --output' | \
      'policy explain -o' | \
      'policy explain --output' | \
      'policy test -o' | \
      'policy test --output' | \
      'probe -o' | \
      'probe --output')
      _tlsdiag_words text json ;;
    'bisect *' | \
      'compare *')
      _tlsdiag_files pcap pcapng cap dmp pcap.gz pcapng.gz pcap.zst pcapng.zst; _tlsdiag_hosts ;;
    'bundle -w' | \
      'bundle --write' | \
      'bundle *' | \
      'capture --hosts' | \
      'compare --unix-socket' | \
      'compare -H' | \
      'compare --header' | \
      'compare -d' | \
      'compare --data' | \
      'compare -T' | \
      'compare --upload-file' | \
      'compare -b' | \
      'compare --cookie' | \
      'compare -K' | \
      'compare --config' | \
      'collect -w' | \
      'collect --write' | \
      'ca init --passphrase-file' | \
      'ca issue --passphrase-file' | \
      'ca sign --passphrase-file' | \
      'ca sign --out' | \
      'ca inspect --passphrase-file' | \
      'ca verify --passphrase-file' | \
      'ca bundle --passphrase-file' | \
      'ca bundle --out' | \
      'ca env --passphrase-file' | \
      'ca secret --passphrase-file' | \
      'ca secret --out' | \
      'ca install --passphrase-file' | \
      'ca uninstall --passphrase-file' | \
      'ca path --passphrase-file' | \
      'diagnose *' | \
      'replay --unix-socket' | \
      'replay -H' | \
      'replay --header' | \
      'replay -d' | \
      'replay --data' | \
      'replay -T' | \
      'replay --upload-file' | \
      'replay -b' | \
      'replay --cookie' | \
      'replay -K' | \
      'replay --config' | \
      'observe --input-file' | \
      'observe *' | \
      'policy draft *' | \
      'proxy --passphrase-file' | \
      'shell 0')
      _tlsdiag_files ;;
    'capture -r' | \
      'capture -w' | \
      'capture *' | \
      'compare --pcap' | \
      'exec -w' | \
      'policy test --capture' | \
      'proxy -w')
      _tlsdiag_files pcap pcapng cap dmp pcap.gz pcapng.gz pcap.zst pcapng.zst ;;
    'capture -i' | \
      'compare -i' | \
      'compare --interface' | \
      'replay --interface')
      _tlsdiag_words any; _tlsdiag_interfaces ;;
    'capture -o' | \
      'capture --output' | \
      'capture -T')
      _tlsdiag_words table compact json jsonl fields ;;
    'capture --report')
      _tlsdiag_keyed html json jsonl ;;
    'capture -e')
      _tlsdiag_words frame.number frame.time_epoch ip.src ip.dst ipv6.src ipv6.dst tcp.srcport tcp.dstport tcp.stream udp.srcport udp.dstport udp.stream quic.version tls.record.version tls.handshake.length tls.handshake.version tls.handshake.random tls.handshake.session_id tls.handshake.extensions_server_name tls.handshake.extensions_alpn_str tls.handshake.extensions.supported_version tls.handshake.ciphersuite tls.handshake.extension.type tls.handshake.extensions_supported_group tls.handshake.extensions_key_share_group tls.handshake.extensions_ec_point_format tls.handshake.sig_hash_alg tls.handshake.ja3 tls.handshake.ja3_full tls.handshake.ja4 tls.handshake.ja4_r tls.handshake.ja3s tls.handshake.ja3s_full tls.alert_message.desc tls.alert_message.level tlsdiag.number tlsdiag.file tlsdiag.transport tlsdiag.outcome tlsdiag.result tlsdiag.answer tlsdiag.version tlsdiag.ciphersuite tlsdiag.group tlsdiag.alpn tlsdiag.history ;;
    'capture --outcome')
      _tlsdiag_list , established quit alert encrypted-alert reset closed silence client-gave-up plaintext cut one-sided unfinished retried quic-close syn-unanswered refused ;;
    'compare --lab' | \
      'lab 1' | \
      'lab *')
      _tlsdiag_words mrap-no-sni sni-alert-112 sni-alert-40 sni-reset sni-close sni-default-certificate sni-resumption sni-rewritten sni-rewritten-checked sni-alias double-tls tls13-only tls12-only alpn-required bundle-lacks-issuer incomplete-chain untrusted-server self-signed expired not-yet-valid wrong-name client-certificate plaintext-server sni-policy-reset sni-policy-close sni-policy-silent sni-policy-alert sni-allow-list every-name-reset no-filter-chain sni-fatal-112 sni-warning-112 sni-case sni-dot split-hello-reset split-hello-dropped two-records hello-too-big ech-grease no-alpn-for-grpc group-mismatch cipher-mismatch old-versions-only upstream-port-plain mail-greeting plaintext-proxy untrusted-ca no-san strict-x509 interceptor-client-cert interceptor-client-cert-tls12 client-certificate-tls13 default-certificate address-in-url key-usage certificate-request-too-big clock-skew incomplete-chain-bare expired-tls12 wrong-name-tls12 legacy-renegotiation resumed-session-lost-ems certificate-by-renegotiation session-of-another-host connect-403 connect-407 connect-to-web-server connect-404-envoy proxy-dns-failure proxy-connect-fail https-scheme-for-http-proxy connect-to-tls-port sni-names-the-proxy sni-lost-in-tunnel no-proxy-not-honoured dns-refused dns-fake-nxdomain dns-truncated connection-refused full-listen-queue policy-drop proxy-header-missing proxy-header-v1 proxy-header-v2 detection-delay proxy-503-by-itself host-header-decides-route host-header-innocent wrong-port host-has-port strict-mtls policy-403 policy-500 early-data-425 http-parse-error h2-coalesced keepalive-race h2-forced large-answer-lost large-hello-lost five-tuple-collision java-omits-sni no-name-no-filter-chain address-for-name port-hijacked first-of-two-proxies-loses-name other-trust-store pinned-certificate tunnel-by-address registry-only target-group-version host-header-with-control connect-timeout secret-missing gateway-old-version intolerant-extension intolerant-size intolerant-order intolerant-second-group intolerant-pair tls-inspection lower-version other-ciphers name-mapped cname-chain dns-over-tcp slow-answer two-certificates odd-chain-order upper-case-wildcard address-in-certificate last-day certificate-optional healthy-hellos healthy-hello-retry healthy-names-apart own-status-503 own-status-403 foreign-host-works host-header-rewritten two-forward-proxies ;;
    'compare --profile' | \
      'exec --profile' | \
      'proxy --profile')
      _tlsdiag_words tlsdiag envoy cilium-before-sni-fix cilium istio-sidecar nginx haproxy mitmproxy ;;
    'compare --sni' | \
      'exec --sni' | \
      'proxy --sni')
      _tlsdiag_words auto host none; _tlsdiag_hosts ;;
    'compare --upstream-alpn' | \
      'compare --alpn' | \
      'exec --alpn' | \
      'replay --alpn' | \
      'probe --alpn' | \
      'probe -alpn' | \
      'proxy --alpn')
      _tlsdiag_list , h2 http/1.1 none h3 http/1.0 istio istio-peer-exchange ;;
    'compare --upstream-tls-max' | \
      'compare --tls-max' | \
      'exec --tls-min' | \
      'exec --tls-max' | \
      'replay --tls-max' | \
      'proxy --tls-min' | \
      'proxy --tls-max')
      _tlsdiag_words 1.0 1.1 1.2 1.3 ;;
    'compare --upstream-ca' | \
      'compare --upstream-cert' | \
      'compare --cacert' | \
      'compare -E' | \
      'compare --cert' | \
      'compare --key' | \
      'ca sign 0' | \
      'ca inspect --ca' | \
      'ca inspect --cacert' | \
      'ca verify --ca' | \
      'ca verify --cacert' | \
      'ca verify 0' | \
      'ca bundle --add' | \
      'ca secret --cert' | \
      'ca secret --key' | \
      'ca secret --bundle' | \
      'exec --client-cert' | \
      'exec --ca' | \
      'exec --certs' | \
      'replay --cacert' | \
      'replay -E' | \
      'replay --cert' | \
      'replay --key' | \
      'policy lint --trust' | \
      'probe --ca' | \
      'probe --cacert' | \
      'proxy --client-cert' | \
      'proxy --ca' | \
      'proxy --certs')
      _tlsdiag_files pem crt cer key p12 pfx jks p7b der csr ;;
    'compare --report' | \
      'diagnose --report' | \
      'probe --report')
      _tlsdiag_keyed html json ;;
    'compare --fail-on' | \
      'check --fail-on' | \
      'diagnose --fail-on' | \
      'policy lint --fail-on' | \
      'probe --fail-on' | \
      'show --fail-on')
      _tlsdiag_words error warning note never ;;
    'compare --ignore-file' | \
      'check --ignore-file' | \
      'check 0' | \
      'diagnose --ignore-file' | \
      'policy lint -f' | \
      'policy lint --filename' | \
      'policy lint *' | \
      'policy explain -f' | \
      'policy explain --filename' | \
      'policy explain *' | \
      'policy test -f' | \
      'policy test --filename' | \
      'proxy --policy' | \
      'proxy --secrets' | \
      'show --ignore-file')
      _tlsdiag_files yaml yml json ;;
    'compare -X' | \
      'compare --request' | \
      'replay -X' | \
      'replay --request')
      _tlsdiag_words GET POST PUT DELETE HEAD OPTIONS PATCH ;;
    'compare --capath' | \
      'ca init --ca-dir' | \
      'ca issue --ca-dir' | \
      'ca issue --out' | \
      'ca sign --ca-dir' | \
      'ca inspect --ca-dir' | \
      'ca verify --ca-dir' | \
      'ca bundle --ca-dir' | \
      'ca env --ca-dir' | \
      'ca secret --ca-dir' | \
      'ca install --ca-dir' | \
      'ca uninstall --ca-dir' | \
      'ca path --ca-dir' | \
      'replay --capath' | \
      'man --write' | \
      'proxy --ca-dir')
      _tlsdiag_folders ;;
    'compare --cert-type' | \
      'replay --cert-type')
      _tlsdiag_words PEM DER P12 ;;
    'compare --ciphers' | \
      'compare --tls13-ciphers' | \
      'exec --ciphers' | \
      'replay --ciphers' | \
      'replay --tls13-ciphers' | \
      'proxy --ciphers')
      _tlsdiag_list : TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-RSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES256-GCM-SHA384 ECDHE-RSA-AES256-GCM-SHA384 ECDHE-ECDSA-CHACHA20-POLY1305 ECDHE-RSA-CHACHA20-POLY1305 ECDHE-ECDSA-AES128-SHA ECDHE-RSA-AES128-SHA ECDHE-ECDSA-AES256-SHA ECDHE-RSA-AES256-SHA AES128-GCM-SHA256 AES256-GCM-SHA384 AES128-SHA AES256-SHA ;;
    'compare --curves' | \
      'exec --curves' | \
      'replay --curves' | \
      'proxy --curves')
      _tlsdiag_list : x25519 secp256r1 secp384r1 secp521r1 X25519MLKEM768 ;;
    'check -o' | \
      'check --output')
      _tlsdiag_words text json junit sarif github gitlab markdown ;;
    'check --report')
      _tlsdiag_keyed text json junit sarif github gitlab markdown html ;;
    'collect --mesh')
      _tlsdiag_words any cilium istio ;;
    'collect --capture')
      _tlsdiag_words node pod ;;
    'ca init --key' | \
      'ca issue --key')
      _tlsdiag_words ec-p256 ec-p384 rsa-2048 rsa-3072 rsa-4096 ;;
    'ca inspect 0')
      _tlsdiag_files pem crt cer key p12 pfx jks p7b der csr; _tlsdiag_hosts ;;
    'ca env --runtime')
      _tlsdiag_words curl openssl python node java go aws git ;;
    'exec --har' | \
      'replay --har' | \
      'proxy --har')
      _tlsdiag_files har ;;
    'replay --exit-code')
      _tlsdiag_words tlsdiag curl ;;
    'replay *')
      _tlsdiag_files http rest har curl sh txt; _tlsdiag_hosts ;;
    'explain *')
      _tlsdiag_words alpn-lost alpn-mismatch-with-upstream alpn-not-offered-by-proxy alpn-refused ca-installed-but-in-the-wrong-store cert-pinning certificate-does-not-cover-names certificate-expired certificate-fails-strict-clients certificate-lacks-address certificate-not-trusted certificate-not-yet-valid certificate-request-too-big certificate-time certificate-unfit certificate-unreadable certificate-without-san certificate-wrong-name client-certificate-required client-does-not-trust-interception-ca client-plaintext-to-tls-listener clienthello-split clienthello-split-breaks-sniffer clienthello-split-over-tls-records clienthello-too-big close-after-client-hello connect-403-port-or-policy connect-407-auth connect-parsed-by-l7-policy connect-to-something-that-is-not-a-forward-proxy connection-refused default-certificate-served dns-not-intercepted dns-proxy-fake-nxdomain dns-proxy-refused dns-truncated-kills-name double-tls early-data-rejected ech-and-grease envoy-first-certificate-fallback flow-dropped fqdn-address-aged-out h2-coalesced-to-wrong-host h2-forced-on-http1-upstream handshake-failure-alert host-has-port-no-route host-header-decides-route http-parse-error-after-good-tls https-scheme-for-http-proxy incomplete-chain intercepted-path-asymmetric interception-ca-fails-strict-x509 interception-cert-has-no-san interception-keyed-on-connect-authority interceptor-demands-client-cert istio-addresses-required istio-conflicting-protocol istio-credential-on-sidecar istio-destination-port-unknown istio-double-tls istio-external-name-port istio-gateway-credential istio-gateway-duplicate-certificate istio-gateway-tls istio-headless-under-strict istio-host-not-in-gateway istio-http-route-unused istio-mutual-against-disable istio-mutual-to-external istio-mutual-with-other-fields istio-mutual-without-certificate istio-no-ca-certificates istio-passthrough-without-routes istio-plain-to-tls-port istio-plaintext-against-strict istio-port-level-drops-tls istio-port-mtls-service-port istio-port-mtls-without-selector istio-port-name istio-protocol-against-port istio-rewrite-changes-sni istio-sni-host-is-address istio-sni-hosts-outside-hosts istio-sni-is-not-the-host istio-sni-not-sent istio-sni-without-names istio-subset-selects-no-pods istio-subset-unknown istio-unknown-field istio-unknown-host istio-verification-off istio-wildcard-with-dns istio-wrong-value java-omits-sni keepalive-race leaf-without-san legacy-renegotiation-refused manifest-api-version manifest-missing-field manifest-unknown-field manifest-unsupported-value manifest-wrong-type name-not-resolved no-proxy-not-honoured no-request-behind-redirect one-tls-rule-breaks-sibling-rules originating-bundle-lacks-issuer plaintext-answer plaintext-answer-from-l7-proxy plaintext-to-tls-port plaintext-upstream-port pmtu-blackhole-client-hello pmtu-blackhole-server-flight policy-403-access-denied policy-500-no-policy policy-cidr policy-combined-peers policy-conflicting-tls policy-dead-field policy-dead-l7-protocol policy-dns-peer-without-namespace policy-dns-rule-lacks-name policy-dns-rule-misplaced policy-dns-without-tcp policy-drop-on-syn policy-empty-item policy-empty-l7-rules policy-empty-list-denies-nothing policy-field-needs-newer-cilium policy-fqdn-double-star policy-fqdn-syntax policy-fqdn-without-dns-rule policy-header policy-header-secret policy-host-form policy-host-unescaped-dot policy-http-regex policy-http-without-tls policy-icmp-with-ports policy-item-allows-nothing policy-l4-twin policy-l7-needs-tcp policy-l7-on-nodes policy-l7-proxy-disabled policy-leaves-direction-open policy-listener policy-method policy-path-prefix policy-port policy-selector policy-server-name policy-server-names-regression policy-server-names-with-l7 policy-service-port policy-several-l7-types policy-tls-on-plain-port policy-tls-one-context policy-tls-without-http policy-unsupported-entity policy-upstream-sni-regression policy-without-direction port-hijacked-by-other-serviceentry protocol-detection-delay protocol-version-refused proxy-made-status proxy-protocol-expected-missing proxy-protocol-unexpected proxy-refused-connect proxy-side-dns-failure proxy-tls-error registry-only-blackhole reset-after-client-hello resumed-session-lost-ems secret-in-other-namespace secret-key-does-not-match secret-missing-key secret-not-base64 secret-not-given secret-terminating-has-ca secret-too-big secret-type server-made-status service-lacks-port sidecar-accepts-everything silence-after-client-hello sni-blocklist-reset sni-case-mismatch sni-is-ip-or-absent-for-ip sni-lost-in-tunnel sni-missing-no-filter-chain sni-names-the-proxy sni-no-filter-chain-match sni-policy-deny sni-refused-by-server sni-required-by-server sni-trailing-dot sni-unrecognized-alert-fatal-in-java snifilter-drops-multipacket-hello starttls-style-preamble strict-mtls-receives-plaintext syn-unanswered tls-context-missing-for-sni tls-secret-not-delivered tls-version-lowered tls-version-or-cipher-mismatch-downstream untrusted-internal-ca upstream-asks-cert-by-renegotiation upstream-bundle-lacks-issuer upstream-ca-bundle-missing-issuer upstream-connect-timeout upstream-expired-or-clock-skew upstream-five-tuple-collision upstream-group-or-cipher-mismatch upstream-incomplete-chain upstream-key-usage-rejected upstream-requires-client-certificate upstream-san-mismatch upstream-session-resumed-for-other-host upstream-sni-before-rewrite upstream-sni-follows-downstream-sni upstream-sni-missing upstream-sni-multiple-sources upstream-sni-required upstream-sni-rewritten upstream-tls13-only-server works-only-by-resumption yaml-unquoted-value yaml-unreadable ;;
    'man 0')
      _tlsdiag_words tour bisect bundle capture compare check collect ca config diagnose exec replay explain man cheatsheet lab observe policy probe proxy completion show shell findings config-file filter ;;
    'cheatsheet 0')
      _tlsdiag_words curl openssl tshark hubble mitmproxy kubectl ;;
    'lab 0')
      _tlsdiag_words list run serve examine ;;
    'observe -o' | \
      'observe --output')
      _tlsdiag_words compact table dict json jsonpb ;;
    'observe --map')
      _tlsdiag_keyed dot svg html ;;
    'observe --time-format')
      _tlsdiag_words YearMonthDay YearMonthDayHour YearMonthDayHourMinute StampMilli RFC3339 RFC3339Milli RFC3339Micro RFC3339Nano RFC1123Z ;;
    'observe --ip-translation')
      _tlsdiag_words true false ;;
    'observe --ip-version')
      _tlsdiag_words v4 v6 none ;;
    'observe --protocol')
      _tlsdiag_words tcp udp sctp icmp icmpv4 icmpv6 dns http kafka ;;
    'observe --verdict')
      _tlsdiag_words FORWARDED DROPPED ERROR AUDIT REDIRECTED TRACED TRANSLATED ;;
    'observe --drop-reason-desc')
      _tlsdiag_words AUTH_REQUIRED CT_CANNOT_CREATE_ENTRY_FROM_PACKET CT_MAP_INSERTION_FAILED CT_MISSING_TCP_ACK_FLAG CT_NO_MAP_FOUND CT_TRUNCATED_OR_INVALID_HEADER CT_UNKNOWN_L4_PROTOCOL DENIED_BY_LB_SRC_RANGE_CHECK DROP_EP_NOT_READY DROP_FRAG_NOT_FOUND_WORLD DROP_HOST_NOT_READY DROP_NO_EGRESS_IP DROP_PUNT_PROXY DROP_RATE_LIMITED ENCAPSULATION_TRAFFIC_IS_PROHIBITED ERROR_RETRIEVING_TUNNEL_KEY ERROR_RETRIEVING_TUNNEL_OPTIONS ERROR_WHILE_CORRECTING_L3_CHECKSUM ERROR_WHILE_CORRECTING_L4_CHECKSUM ERROR_WRITING_TO_PACKET FAILED_TO_INSERT_INTO_PROXYMAP FIB_LOOKUP_FAILED FIRST_LOGICAL_DATAGRAM_FRAGMENT_NOT_FOUND FORBIDDEN_ICMPV6_MESSAGE IGMP_HANDLED IGMP_SUBSCRIBED INVALID_CLUSTER_ID INVALID_DESTINATION_MAC INVALID_GENEVE_OPTION INVALID_IDENTITY INVALID_IPV6_EXTENSION_HEADER INVALID_PACKET_DROPPED INVALID_SOURCE_IP INVALID_SOURCE_MAC INVALID_TC_BUFFER INVALID_VNI IP_FRAGMENTATION_NOT_SUPPORTED IS_A_CLUSTERIP LOCAL_HOST_IS_UNREACHABLE MISSED_TAIL_CALL MISSING_SRV6_STATE MULTICAST_HANDLED NAT46 NAT64 NAT_NOT_NEEDED NO_CONFIGURATION_AVAILABLE_TO_PERFORM_POLICY_DECISION NO_EGRESS_GATEWAY NO_MAPPING_FOR_NAT_MASQUERADE NO_MATCHING_LOCAL_CONTAINER_FOUND NO_NODE_ID NO_SID NO_TUNNEL_OR_ENCAPSULATION_ENDPOINT POLICY_DENIED POLICY_DENY PROXY_REDIRECTION_NOT_SUPPORTED_FOR_PROTOCOL REACHED_EDT_RATE_LIMITING_DROP_HORIZON SERVICE_BACKEND_NOT_FOUND SNAT_NO_MAP_FOUND SOCKET_ASSIGN_FAILED SOCKET_LOOKUP_FAILED STALE_OR_UNROUTABLE_IP TTL_EXCEEDED UNENCRYPTED_TRAFFIC UNKNOWN_CONNECTION_TRACKING_STATE UNKNOWN_ICMPV4_CODE UNKNOWN_ICMPV4_TYPE UNKNOWN_ICMPV6_CODE UNKNOWN_ICMPV6_TYPE UNKNOWN_L3_TARGET_ADDRESS UNKNOWN_L4_PROTOCOL UNKNOWN_SENDER UNSUPPORTED_L2_PROTOCOL UNSUPPORTED_L3_PROTOCOL UNSUPPORTED_PROTOCOL_FOR_DSR_ENCAP UNSUPPORTED_PROTOCOL_FOR_NAT_MASQUERADE VLAN_FILTERED ;;
    'observe -t' | \
      'observe --type')
      _tlsdiag_words drop l7 policy-verdict trace trace:to-proxy trace:from-proxy trace:to-endpoint trace:from-endpoint trace:to-network trace:from-network trace-sock capture ;;
    'observe --traffic-direction')
      _tlsdiag_words ingress egress ;;
    'observe --http-method')
      _tlsdiag_words GET POST PUT DELETE HEAD OPTIONS PATCH CONNECT ;;
    'observe --identity' | \
      'observe --from-identity' | \
      'observe --to-identity')
      _tlsdiag_words world host remote-node kube-apiserver health init ingress unmanaged ;;
    'policy lint --cilium-version' | \
      'policy explain --cilium-version' | \
      'policy test --cilium-version' | \
      'proxy --cilium-version')
      _tlsdiag_words 1.20 1.19 1.18 1.17 1.16 1.15 ;;
    'policy lint -S' | \
      'policy lint --suppress')
      _tlsdiag_words certificate-does-not-cover-names certificate-fails-strict-clients certificate-not-trusted certificate-time certificate-unreadable certificate-without-san istio-addresses-required istio-conflicting-protocol istio-credential-on-sidecar istio-destination-port-unknown istio-double-tls istio-external-name-port istio-gateway-credential istio-gateway-duplicate-certificate istio-gateway-tls istio-headless-under-strict istio-host-not-in-gateway istio-http-route-unused istio-mutual-against-disable istio-mutual-to-external istio-mutual-with-other-fields istio-mutual-without-certificate istio-no-ca-certificates istio-passthrough-without-routes istio-plain-to-tls-port istio-plaintext-against-strict istio-port-level-drops-tls istio-port-mtls-service-port istio-port-mtls-without-selector istio-port-name istio-protocol-against-port istio-rewrite-changes-sni istio-sni-host-is-address istio-sni-hosts-outside-hosts istio-sni-is-not-the-host istio-sni-not-sent istio-sni-without-names istio-subset-selects-no-pods istio-subset-unknown istio-unknown-field istio-unknown-host istio-verification-off istio-wildcard-with-dns istio-wrong-value manifest-api-version manifest-missing-field manifest-unknown-field manifest-unsupported-value manifest-wrong-type originating-bundle-lacks-issuer policy-cidr policy-combined-peers policy-conflicting-tls policy-dead-field policy-dead-l7-protocol policy-dns-peer-without-namespace policy-dns-rule-lacks-name policy-dns-rule-misplaced policy-dns-without-tcp policy-empty-item policy-empty-l7-rules policy-empty-list-denies-nothing policy-field-needs-newer-cilium policy-fqdn-double-star policy-fqdn-syntax policy-fqdn-without-dns-rule policy-header policy-header-secret policy-host-form policy-host-unescaped-dot policy-http-regex policy-http-without-tls policy-icmp-with-ports policy-item-allows-nothing policy-l4-twin policy-l7-needs-tcp policy-l7-on-nodes policy-l7-proxy-disabled policy-leaves-direction-open policy-listener policy-method policy-path-prefix policy-port policy-selector policy-server-name policy-server-names-regression policy-server-names-with-l7 policy-service-port policy-several-l7-types policy-tls-on-plain-port policy-tls-one-context policy-tls-without-http policy-unsupported-entity policy-upstream-sni-regression policy-without-direction secret-in-other-namespace secret-key-does-not-match secret-missing-key secret-not-base64 secret-not-given secret-terminating-has-ca secret-too-big secret-type yaml-unquoted-value yaml-unreadable ;;
    'policy lint -o' | \
      'policy lint --output')
      _tlsdiag_words text json junit sarif github ;;
    'policy lint --report')
      _tlsdiag_keyed text json junit sarif github ;;
    'policy test --direction')
      _tlsdiag_words egress ingress both ;;
    'probe --starttls' | \
      'probe -starttls')
      _tlsdiag_words smtp imap pop3 ftp ldap xmpp postgres mysql ;;
    'probe --axis')
      _tlsdiag_list , sni segments size groups versions alpn ciphers signatures resumption proxy-header plaintext starttls ;;
    'proxy --mode')
      _tlsdiag_words regular socks5 transparent reverse: upstream: tap: ;;
    'proxy --proxy-protocol')
      _tlsdiag_words in v1 v2 ;;
    'proxy --policy-deny')
      _tlsdiag_words drop reset ;;
    'proxy --dns-reject')
      _tlsdiag_words refused nameError ;;
    'proxy -o' | \
      'proxy --output')
      _tlsdiag_words compact jsonl ;;
    'completion 0')
      _tlsdiag_words bash zsh fish kubectl ;;
    'show -o' | \
      'show --output')
      _tlsdiag_words text json html compact ;;
    'show 0')
      _tlsdiag_files html json jsonl ;;
    'help 0')
      _tlsdiag_words tour bisect bundle capture compare check collect ca config diagnose exec replay explain man cheatsheet lab observe policy probe proxy completion show shell ;;
    *) return 1 ;;
  esac
  return 0
}

# Adds those of the words that begin as the value does.
_tlsdiag_words() {
  local candidate
  for candidate; do
    [[ $candidate == "$value"* ]] && replies+=("$prefix$candidate")
  done
}

# $1 stands between the words.
_tlsdiag_list() {
  local separator=$1 candidate
  local last=${value##*"$separator"}
  local before=${value%"$last"}
  shift
  nospace=1
  for candidate; do
    if [[ $candidate == "$last"* && $separator$before != *"$separator$candidate$separator"* ]]; then
      replies+=("$prefix$before$candidate")
    fi
  done
}

# A word, an equals sign and a file.
_tlsdiag_keyed() {
  if [[ $value == *=* ]]; then
    prefix=$prefix${value%%=*}= value=${value#*=}
    _tlsdiag_files
  else
    _tlsdiag_words "${@/%/=}"
  fi
}

_tlsdiag_interfaces() {
  local path
  for path in /sys/class/net/*; do
    [[ -e $path ]] && _tlsdiag_words "${path##*/}"
  done
}

# Completes the words after the command's name; 'words' has those before the cursor, 'cur' the one
# at it. Puts whole words into 'replies'.
_tlsdiag_complete() {
  local word value prefix='' wanted='' behind='' path='' i operand=0
  local commands options hidden valued program
  _tlsdiag_at ''
  for ((i = 1; i < ${#words[@]}; i++)); do
    word=${words[i]}
    if [[ -n $wanted ]]; then
      wanted=''
    elif [[ -z $behind && $word == -- ]]; then
      behind=$((i + 1))
      [[ -z $program ]] || break
    elif [[ -z $behind && $word == -?* ]]; then
      [[ " $valued " == *" $word "* ]] && wanted=$word
    elif [[ -n $commands && " $commands " == *" $word "* && $operand == 0 ]]; then
      path=${path:+$path }$word
      _tlsdiag_at "$path"
    elif [[ $path == exec ]]; then
      behind=$i
      break
    else
      operand=$((operand + 1))
    fi
  done
  value=$cur
  if [[ -n $wanted ]]; then
    _tlsdiag_value "$path $wanted"
  elif [[ -n $program && -n $behind ]]; then
    _tlsdiag_program "$behind"
  elif [[ -z $behind && $cur == -*=* ]]; then
    prefix=${cur%%=*}= value=${cur#*=}
    _tlsdiag_value "$path ${cur%%=*}"
  elif [[ -z $behind && $cur == -* ]]; then
    # shellcheck disable=SC2086  # lists of words
    _tlsdiag_words $options
    # shellcheck disable=SC2086
    [[ $cur == --?* ]] && _tlsdiag_words $hidden
  elif [[ -n $commands && $operand == 0 ]]; then
    # shellcheck disable=SC2086
    _tlsdiag_words $commands
  elif [[ $path == exec ]]; then
    _tlsdiag_program "${#words[@]}"
  else
    _tlsdiag_value "$path $operand" || _tlsdiag_value "$path *"
  fi
}

# Files and folders, whose names bash quotes. Where no file ends with one of these, all do.
_tlsdiag_files() {
  local name ending found=''
  local -a all=() fit=()
  while IFS= read -r name; do
    all+=("$prefix$name")
    if [[ -d ${name/#\~/$HOME} ]]; then
      fit+=("$prefix$name")
      continue
    fi
    for ending; do
      if [[ $name == *".$ending" ]]; then
        fit+=("$prefix$name")
        found=1
        break
      fi
    done
  done < <(compgen -f -- "$value")
  if [[ $# -gt 0 && -n $found ]]; then
    replies+=("${fit[@]}")
  else
    replies+=("${all[@]}")
  fi
  filenames=1
}

_tlsdiag_folders() {
  local name
  while IFS= read -r name; do
    replies+=("$prefix$name")
  done < <(compgen -d -- "$value")
  filenames=1
}

_tlsdiag_hosts() {
  local name
  [[ -n $value ]] || return 0
  while IFS= read -r name; do
    replies+=("$prefix$name")
  done < <(compgen -A hostname -- "$value")
}

# Another program's line, which begins at the word $1.
_tlsdiag_program() {
  local offset=${places[$1]:-$COMP_CWORD} name
  if declare -F _comp_command_offset >/dev/null; then
    _comp_command_offset "$offset"
    foreign=1
  elif declare -F _command_offset >/dev/null; then
    _command_offset "$offset"
    foreign=1
  elif [[ $1 -lt ${#words[@]} ]]; then
    _tlsdiag_files
  else
    while IFS= read -r name; do
      replies+=("$name")
    done < <(compgen -c -- "$cur")
  fi
}

# Bash divides words at = and : too; here they are as the program would get them. 'places' says
# where in COMP_WORDS each begins.
_tlsdiag_read_line() {
  local i word line=${COMP_LINE:0:COMP_POINT}
  line=${line#*"${COMP_WORDS[0]}"}
  words=("${COMP_WORDS[0]}")
  places=(0)
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $line == [[:space:]]* || -z $line && $i -eq 1 ]]; then
      line=${line#"${line%%[![:space:]]*}"}
      words+=('')
      places+=("$i")
    fi
    [[ ${#line} -ge ${#word} ]] || word=$line
    words[${#words[@]} - 1]+=$word
    line=${line#"$word"}
  done
  cur=${words[${#words[@]} - 1]}
  unset 'words[${#words[@]}-1]'
}

_tlsdiag() {
  local cur raw kept='' foreign='' filenames='' nospace='' reply
  local -a words=() places=() replies=()
  COMPREPLY=()
  _tlsdiag_read_line
  raw=$cur
  case $cur in
    [\'\"]*) cur=${cur:1} ;;
    *) cur=${cur//\\/} ;;
  esac
  case ${words[${#words[@]} - 1]} in
    '>' | '>>' | '<' | '2>' | '>|' | '&>') value=$cur prefix='' _tlsdiag_files ;;
    *) _tlsdiag_complete ;;
  esac
  [[ -z $foreign ]] || return 0
  if [[ $raw != [\'\"]* ]]; then # what bash takes for words of their own stays as it is
    [[ $COMP_WORDBREAKS == *=* && $cur == *=* ]] && kept=${cur%"${cur##*=}"}
    if [[ $COMP_WORDBREAKS == *:* && $cur == *:* ]]; then
      reply=${cur%"${cur##*:}"}
      [[ ${#reply} -le ${#kept} ]] || kept=$reply
    fi
  fi
  for reply in "${replies[@]}"; do
    [[ $reply == *[=:] && -z $filenames ]] && nospace=1
    COMPREPLY+=("${reply#"$kept"}")
  done
  if [[ -n $filenames ]]; then compopt -o filenames; fi
  if [[ -n $nospace ]]; then compopt -o nospace; fi
  return 0
}

complete -F _tlsdiag tlsdiag kubectl-tlsdiag
