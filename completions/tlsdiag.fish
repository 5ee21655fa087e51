# Completion of tlsdiag for fish, made by 'tlsdiag completion fish'.
# To use it at once:  tlsdiag completion fish | source

# The words before the cursor without the program's name, and all of them behind --.
function __tlsdiag_words
    set -l words (commandline -opc)
    set -e words[1]
    string join -- \n $words
end

# The command that the line names, and its subcommand: 'capture', 'ca init'.
function __tlsdiag_path
    set -l path
    for word in (__tlsdiag_words)
        switch $word
            case --
                break
            case '-*'
                continue
        end
        if not set -q path[1]
            set path $word
            contains -- $word $__tlsdiag_groups; or break
        else
            set -a path $word
            break
        end
    end
    string join ' ' -- $path
end

# Whether the line names this command.
function __tlsdiag_in
    test "$argv" = (__tlsdiag_path | string collect --allow-empty)
end

# Likewise, and -- is not before the cursor.
function __tlsdiag_at
    not contains -- -- (commandline -opc)
    and __tlsdiag_in $argv
end

# As __tlsdiag_at, for options that are offered only when their begin is typed.
function __tlsdiag_more
    set -l before (commandline -opc)
    begin
        string match -qr -- '^--.' (commandline -ct)
        or string match -qr -- '^-.' $before[-1]
    end
    and __tlsdiag_at $argv
end

# Whether argument $argv[1] of the command $argv[2] is at the cursor, 0 being the first; $argv[3..]
# are the options that take a value.
function __tlsdiag_operand
    set -l count 0
    set -l skip (count (string split ' ' -- $argv[2]))
    set -l value 0
    set -l behind 0
    __tlsdiag_in $argv[2]; or return 1
    for word in (__tlsdiag_words)
        if test $value = 1
            set value 0
        else if test $behind = 0 -a "$word" = --
            set behind 1
        else if test $behind = 0; and string match -q -- '-?*' $word
            contains -- $word $argv[3..]; and set value 1
        else if test $skip -gt 0
            set skip (math $skip - 1)
        else
            set count (math $count + 1)
        end
    end
    test $count = $argv[1]
end

# Files whose names end so, and folders; all files where there are none such.
function __tlsdiag_files
    set -l token (commandline -ct | string replace -r -- '^-[^=]*=' '')
    set -l all (complete -C "'' $token" | string replace -r '\t.*' '')
    set -l endings (string join '|' -- (string escape --style=regex -- $argv))
    set -l fit (string match -r -- ".*\.(?:$endings)\$" $all)
    if set -q argv[1]; and set -q fit[1]
        printf '%s\n' $fit (string match -r -- '.*/$' $all)
    else if set -q all[1]
        printf '%s\n' $all
    end
end

# Some of the words $argv[2..]; $argv[1] is between them.
function __tlsdiag_list
    set -l token (commandline -ct | string replace -r -- '^-[^=]*=' '')
    set -l before (string match -r -- ".*$argv[1]" $token)
    set -l given (string split -- $argv[1] "$before")
    for word in $argv[2..]
        contains -- $word $given; or echo -- "$before$word"
    end
end

# A word, an equals sign and a file.
function __tlsdiag_keyed
    set -l token (commandline -ct | string replace -r -- '^--[^=]*=' '')
    if string match -q -- '*=*' $token
        set -l key (string replace -r -- '=.*' '=' $token)
        set -l file (string replace -r -- '^[^=]*=' '' $token)
        set -l all (complete -C "'' $file" | string replace -r '\t.*' '')
        set -q all[1]; and printf "$key%s\n" $all
    else
        printf '%s=\n' $argv
    end
end

function __tlsdiag_interfaces
    for path in /sys/class/net/*
        basename $path
    end
end

# The words of another program's line before the cursor: those behind --, or in 'exec' those from
# its first argument on. $argv[1] is the command, $argv[2..] are its options that take a value.
# Fails where the line is not there yet.
function __tlsdiag_foreign
    set -l words (__tlsdiag_words)
    __tlsdiag_in $argv[1]; or return 1
    if set -l dashes (contains -i -- -- $words)
        set -e words[1..$dashes]
        string join -- \n $words
        return 0
    end
    test "$argv[1]" = exec; or return 1
    set -e words[1]
    while set -q words[1]; and string match -q -- '-?*' $words[1]
        contains -- $words[1] $argv[2..]; and set -e words[1]
        set -e words[1]
    end
    set -q words[1]; or not string match -q -- '-*' (commandline -ct); or return 1
    string join -- \n $words
    return 0
end

function __tlsdiag_program
    set -l words (__tlsdiag_foreign $argv)
    complete -C (string join ' ' -- (string escape -- $words) (commandline -ct))
end

set -g __tlsdiag_commands tour bisect bundle capture compare check collect ca config diagnose exec replay explain man cheatsheet lab observe policy probe proxy completion show shell help
set -g __tlsdiag_groups ca config policy
complete -c tlsdiag -e
complete -c tlsdiag -f

complete -c tlsdiag -n '__tlsdiag_at' -a tour -d 'what tlsdiag is for, in ten steps: really run, on loopback, less than a minute'
complete -c tlsdiag -n '__tlsdiag_at' -a bisect -d 'two ClientHellos, one works and one fails: the smallest difference that decides'
complete -c tlsdiag -n '__tlsdiag_at' -a bundle -d 'evidence to send: the report, its packets, logs and configuration without secrets'
complete -c tlsdiag -n '__tlsdiag_at' -a capture -d 'every TLS handshake in a capture file, on stdin or on an interface'
complete -c tlsdiag -n '__tlsdiag_at' -a compare -d 'two paths to one server, or two captures: where do the handshakes part?'
complete -c tlsdiag -n '__tlsdiag_at' -a check -d 'smoke checks from a YAML file, for CI: reports for JUnit, SARIF, GitHub, GitLab'
complete -c tlsdiag -n '__tlsdiag_at' -a collect -d 'what a diagnosis needs from a cluster: the commands, or one archive of it'
complete -c tlsdiag -n '__tlsdiag_at' -a ca -d 'the internal authority: make it, issue, sign, inspect and verify certificates'
complete -c tlsdiag -n '__tlsdiag_at' -a config -d 'options that need not be typed: what is set, and where it comes from'
complete -c tlsdiag -n '__tlsdiag_at' -a diagnose -d 'any pile of captures, flows, logs, policies and dumps: one answer'
complete -c tlsdiag -n '__tlsdiag_at' -a exec -d 'run any client through the proxy, and see what its connections did'
complete -c tlsdiag -n '__tlsdiag_at' -a replay -d 'one request along one path: every step timed, and who broke it'
complete -c tlsdiag -n '__tlsdiag_at' -a explain -d 'the page of a rule, or of an error message you paste'
complete -c tlsdiag -n '__tlsdiag_at' -a man -d 'the manual: each command, all findings, configuration and filters'
complete -c tlsdiag -n '__tlsdiag_at' -a cheatsheet -d 'lines of curl, openssl, tshark, hubble, mitmproxy, kubectl, and ours beside them'
complete -c tlsdiag -n '__tlsdiag_at' -a lab -d 'known failures made to happen on loopback, to try things on'
complete -c tlsdiag -n '__tlsdiag_at' -a observe -d 'flow lines with hubble\'s filters: saved, piped, of the proxy, of captures; a map'
complete -c tlsdiag -n '__tlsdiag_at' -a policy -d 'network policies of Cilium: what is wrong in them, what they mean, who may do what'
complete -c tlsdiag -n '__tlsdiag_at' -a probe -d 'one server, one thing changed at a time: SNI, segments, size, groups, versions'
complete -c tlsdiag -n '__tlsdiag_at' -a proxy -d 'an intercepting proxy that keeps the server name and records every connection'
complete -c tlsdiag -n '__tlsdiag_at' -a completion -d 'a script with which bash, zsh or fish completes commands, options and values'
complete -c tlsdiag -n '__tlsdiag_at' -a show -d 'a result that was written, JSON or page: as the command printed it'
complete -c tlsdiag -n '__tlsdiag_at' -a shell -d 'commands one after another: history, completion, $ for the last result'
complete -c tlsdiag -n '__tlsdiag_at' -a help -d 'the page of a command'
complete -c tlsdiag -n '__tlsdiag_at' -s h -l help -d 'Show the list of commands'
complete -c tlsdiag -n '__tlsdiag_at' -s V -l version -d 'Show the version'
complete -c tlsdiag -n '__tlsdiag_at' -l debug -d 'Show stack traces'

complete -c tlsdiag -n '__tlsdiag_at tour' -l list -d 'Name the steps, and run nothing'
complete -c tlsdiag -n '__tlsdiag_at tour' -s y -l yes -d 'Do not wait for Enter'
complete -c tlsdiag -n '__tlsdiag_at tour' -l color -x -a 'auto always never' -d 'auto (default), always, never'
complete -c tlsdiag -n '__tlsdiag_at tour' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at tour' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_operand 0 \'tour\' --color' -f -a 'see compare explain prove fix others diagnose lint check proxy'

complete -c tlsdiag -n '__tlsdiag_at bisect' -l good -x -a '(__tlsdiag_values_1) (__tlsdiag_files pcap pcapng cap dmp pcap.gz pcapng.gz pcap.zst pcapng.zst)' -d 'The one that works'
complete -c tlsdiag -n '__tlsdiag_at bisect' -l bad -x -a '(__tlsdiag_values_1) (__tlsdiag_files pcap pcapng cap dmp pcap.gz pcapng.gz pcap.zst pcapng.zst)' -d 'The one that fails'
complete -c tlsdiag -n '__tlsdiag_at bisect' -l from -x -a '(__tlsdiag_files json)' -d 'Both out of what \'tlsdiag compare -o json\' printed'
complete -c tlsdiag -n '__tlsdiag_at bisect' -l servername -o servername -x -a '(__fish_print_hostnames)' -d 'SNI of hellos that are not from a capture'
complete -c tlsdiag -n '__tlsdiag_at bisect' -l max-probes -x -d 'Open so many connections at most'
complete -c tlsdiag -n '__tlsdiag_at bisect' -l dry-run -d 'Show the differences and what would be sent first'
complete -c tlsdiag -n '__tlsdiag_at bisect' -s x -l proxy -x -d 'Through http://, socks4a://, socks5h:// …'
complete -c tlsdiag -n '__tlsdiag_at bisect' -l resolve -x -d 'Use this address for the name'
complete -c tlsdiag -n '__tlsdiag_at bisect' -l connect-to -x -d 'Connect to H2:P2 instead of H1:P1'
complete -c tlsdiag -n '__tlsdiag_at bisect' -l rate -x -d 'New connections a second, one at a time'
complete -c tlsdiag -n '__tlsdiag_at bisect' -l connect-timeout -x -d 'Patience to connect, and again for an answer'
complete -c tlsdiag -n '__tlsdiag_at bisect' -l host -x -a '(__fish_print_hostnames)' -d 'Of captures'
complete -c tlsdiag -n '__tlsdiag_at bisect' -l pair -x -d 'Of captures'
complete -c tlsdiag -n '__tlsdiag_at bisect' -s o -l output -x -a 'text json' -d 'text (default) or json'
complete -c tlsdiag -n '__tlsdiag_at bisect' -s v -l verbose -d 'Every difference and every probe'
complete -c tlsdiag -n '__tlsdiag_at bisect' -l color -x -a 'auto always never' -d 'auto (default), always, never'
complete -c tlsdiag -n '__tlsdiag_at bisect' -l ascii -d 'No characters outside ASCII'
complete -c tlsdiag -n '__tlsdiag_at bisect' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at bisect' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_in bisect' -f -a '(__tlsdiag_files pcap pcapng cap dmp pcap.gz pcapng.gz pcap.zst pcapng.zst) (__fish_print_hostnames)'

complete -c tlsdiag -n '__tlsdiag_at bundle' -s w -l write -x -a '(__tlsdiag_files)' -d 'The archive'
complete -c tlsdiag -n '__tlsdiag_at bundle' -l host -x -a '(__fish_print_hostnames)' -d 'The request it is about'
complete -c tlsdiag -n '__tlsdiag_at bundle' -l request-id -x -d 'The request it is about'
complete -c tlsdiag -n '__tlsdiag_at bundle' -l client -x -d 'The request it is about'
complete -c tlsdiag -n '__tlsdiag_at bundle' -l dry-run -d 'Only list what would be in it'
complete -c tlsdiag -n '__tlsdiag_at bundle' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at bundle' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_in bundle' -f -a '(__tlsdiag_files)'

complete -c tlsdiag -n '__tlsdiag_at capture' -s r -x -a '(__tlsdiag_files pcap pcapng cap dmp pcap.gz pcapng.gz pcap.zst pcapng.zst)' -d 'The same as FILE'
complete -c tlsdiag -n '__tlsdiag_at capture' -s i -x -a 'any (__tlsdiag_interfaces)' -d 'Capture on this interface, until Ctrl-C'
complete -c tlsdiag -n '__tlsdiag_at capture' -s f -x -d 'Of -i'
complete -c tlsdiag -n '__tlsdiag_at capture' -s p -d 'Of -i'
complete -c tlsdiag -n '__tlsdiag_at capture' -s D -d 'List the interfaces'
complete -c tlsdiag -n '__tlsdiag_at capture' -s o -l output -s T -x -a 'table compact json jsonl fields' -d 'table (default on a terminal), compact (default in a pipe), json, jsonl, fields'
complete -c tlsdiag -n '__tlsdiag_at capture' -l report -x -a '(__tlsdiag_keyed html json jsonl)' -d 'Also write a report to a file'
complete -c tlsdiag -n '__tlsdiag_at capture' -s e -x -a 'frame.number frame.time_epoch ip.src ip.dst ipv6.src ipv6.dst tcp.srcport tcp.dstport tcp.stream udp.srcport udp.dstport udp.stream quic.version tls.record.version tls.handshake.length tls.handshake.version tls.handshake.random tls.handshake.session_id tls.handshake.extensions_server_name tls.handshake.extensions_alpn_str tls.handshake.extensions.supported_version tls.handshake.ciphersuite tls.handshake.extension.type tls.handshake.extensions_supported_group tls.handshake.extensions_key_share_group tls.handshake.extensions_ec_point_format tls.handshake.sig_hash_alg tls.handshake.ja3 tls.handshake.ja3_full tls.handshake.ja4 tls.handshake.ja4_r tls.handshake.ja3s tls.handshake.ja3s_full tls.alert_message.desc tls.alert_message.level tlsdiag.number tlsdiag.file tlsdiag.transport tlsdiag.outcome tlsdiag.result tlsdiag.answer tlsdiag.version tlsdiag.ciphersuite tlsdiag.group tlsdiag.alpn tlsdiag.history' -d 'A column of -o fields, with Wireshark\'s name'
complete -c tlsdiag -n '__tlsdiag_at capture' -l list-fields -d 'Show the fields that -e knows'
complete -c tlsdiag -n '__tlsdiag_at capture' -l show -x -d 'One handshake in full, with the bytes of its ClientHello'
complete -c tlsdiag -n '__tlsdiag_at capture' -s V -d 'Every handshake in full, to the last byte'
complete -c tlsdiag -n '__tlsdiag_at capture' -l diff -x -d 'Two handshakes side by side'
complete -c tlsdiag -n '__tlsdiag_at capture' -s c -l first -x -d 'Only the first N that the filters let through'
complete -c tlsdiag -n '__tlsdiag_at capture' -l last -x -d 'Only the last N'
complete -c tlsdiag -n '__tlsdiag_at capture' -s w -x -a '(__tlsdiag_files pcap pcapng cap dmp pcap.gz pcapng.gz pcap.zst pcapng.zst)' -d 'Write the packets of the handshakes listed to a pcapng file'
complete -c tlsdiag -n '__tlsdiag_at capture' -l hosts -x -a '(__tlsdiag_files)' -d 'Names of addresses, as in /etc/hosts, beside those of DNS answers'
complete -c tlsdiag -n '__tlsdiag_at capture' -s n -l numeric -d 'No names for addresses'
complete -c tlsdiag -n '__tlsdiag_at capture' -l color -x -a 'auto always never' -d 'auto (default), always, never'
complete -c tlsdiag -n '__tlsdiag_at capture' -l ascii -d 'No signs outside ASCII'
complete -c tlsdiag -n '__tlsdiag_more capture' -s l -d 'Accepted'
complete -c tlsdiag -n '__tlsdiag_at capture' -l sni -x -a '(__fish_print_hostnames)' -d 'Server name, such as \'*.example.test\', in any case'
complete -c tlsdiag -n '__tlsdiag_at capture' -l no-sni -d 'No server name in the ClientHello'
complete -c tlsdiag -n '__tlsdiag_at capture' -l failed -d 'The handshake failed'
complete -c tlsdiag -n '__tlsdiag_at capture' -l outcome -x -a '(__tlsdiag_list , established quit alert encrypted-alert reset closed silence client-gave-up plaintext cut one-sided unfinished retried quic-close syn-unanswered refused)' -d 'It ended by'
complete -c tlsdiag -n '__tlsdiag_at capture' -l ip -x -d 'Address of either side'
complete -c tlsdiag -n '__tlsdiag_at capture' -l from-ip -x -d 'Of the client'
complete -c tlsdiag -n '__tlsdiag_at capture' -l to-ip -x -d 'Of the server'
complete -c tlsdiag -n '__tlsdiag_at capture' -l port -x -d 'Port of either side'
complete -c tlsdiag -n '__tlsdiag_at capture' -l from-port -x -d 'Of the client'
complete -c tlsdiag -n '__tlsdiag_at capture' -l to-port -x -d 'Of the server'
complete -c tlsdiag -n '__tlsdiag_at capture' -l stream -x -d 'Number of the connection'
complete -c tlsdiag -n '__tlsdiag_at capture' -l since -x -d 'Not before'
complete -c tlsdiag -n '__tlsdiag_at capture' -l until -x -d 'Not after'
complete -c tlsdiag -n '__tlsdiag_at capture' -l not -d 'Reverses the filter behind it'
complete -c tlsdiag -n '__tlsdiag_at capture' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at capture' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_in capture' -f -a '(__tlsdiag_files pcap pcapng cap dmp pcap.gz pcapng.gz pcap.zst pcapng.zst)'

complete -c tlsdiag -n '__tlsdiag_at compare' -l lab -x -a '(__tlsdiag_values_2)' -d 'A scenario of the lab'
complete -c tlsdiag -n '__tlsdiag_at compare' -l connect-timeout -x -d 'Patience for name, TCP, tunnel and handshake together'
complete -c tlsdiag -n '__tlsdiag_at compare' -l matrix -d 'Every host by every mode'
complete -c tlsdiag -n '__tlsdiag_at compare' -l baseline -x -a '(__tlsdiag_files json)' -d 'An earlier run\'s -o json'
complete -c tlsdiag -n '__tlsdiag_at compare' -l last -d 'The run before once more'
complete -c tlsdiag -n '__tlsdiag_at compare' -s n -l count -x -d 'Compare so often, at most 1000'
complete -c tlsdiag -n '__tlsdiag_at compare' -l exec -d 'WHAT is a command, run twice'
complete -c tlsdiag -n '__tlsdiag_at compare' -l no-probe -d 'Send the request along each path and nothing else'
complete -c tlsdiag -n '__tlsdiag_at compare' -l prove -d 'Where the proxy\'s hop fails'
complete -c tlsdiag -n '__tlsdiag_at compare' -l max-probes -x -d 'Of --prove'
complete -c tlsdiag -n '__tlsdiag_at compare' -l rate -x -d 'Of --prove'
complete -c tlsdiag -n '__tlsdiag_at compare' -l profile -x -a 'tlsdiag envoy cilium-before-sni-fix cilium istio-sidecar nginx haproxy mitmproxy' -d 'Behave like this proxy'
complete -c tlsdiag -n '__tlsdiag_at compare' -l sni -x -a 'auto host none (__fish_print_hostnames)' -d 'The server_name it sends upstream'
complete -c tlsdiag -n '__tlsdiag_at compare' -l upstream-alpn -x -a '(__tlsdiag_list , h2 http/1.1 none h3 http/1.0 istio istio-peer-exchange)' -d 'Protocols it offers upstream, with commas'
complete -c tlsdiag -n '__tlsdiag_at compare' -l upstream-tls-max -x -a '1.0 1.1 1.2 1.3' -d 'Newest TLS it offers upstream'
complete -c tlsdiag -n '__tlsdiag_at compare' -l upstream-ca -x -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr)' -d 'Authorities it trusts upstream, instead of the client\'s'
complete -c tlsdiag -n '__tlsdiag_at compare' -l upstream-insecure -d 'It takes any certificate upstream'
complete -c tlsdiag -n '__tlsdiag_at compare' -l upstream-cert -x -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr)' -d 'Its own certificate and key, for servers that ask'
complete -c tlsdiag -n '__tlsdiag_at compare' -l via -x -d 'Through a reverse or transparent proxy'
complete -c tlsdiag -n '__tlsdiag_at compare' -l tap -x -d 'Listen here and relay to the server untouched'
complete -c tlsdiag -n '__tlsdiag_at compare' -l pcap -x -a '(__tlsdiag_files pcap pcapng cap dmp pcap.gz pcapng.gz pcap.zst pcapng.zst)' -d 'Look for the proxy\'s own hop in this capture'
complete -c tlsdiag -n '__tlsdiag_at compare' -s i -x -a 'any (__tlsdiag_interfaces)' -d 'Look for it on this interface (any, lo, eth0 …) meanwhile'
complete -c tlsdiag -n '__tlsdiag_at compare' -l servername -x -a '(__fish_print_hostnames)' -d 'The client\'s SNI on both paths'
complete -c tlsdiag -n '__tlsdiag_at compare' -l noservername -d 'The client sends no SNI'
complete -c tlsdiag -n '__tlsdiag_at compare' -l alpn -x -a '(__tlsdiag_list , h2 http/1.1 none h3 http/1.0 istio istio-peer-exchange)' -d 'Protocols the client offers, with commas'
complete -c tlsdiag -n '__tlsdiag_at compare' -l host -x -a '(__fish_print_hostnames)' -d 'Of captures'
complete -c tlsdiag -n '__tlsdiag_at compare' -l pair -x -d 'Of captures'
complete -c tlsdiag -n '__tlsdiag_at compare' -s o -l output -x -a 'text json' -d 'text (default) or json'
complete -c tlsdiag -n '__tlsdiag_at compare' -l hops -d 'Every hop in a table, the messages in their order, bars of the phases'
complete -c tlsdiag -n '__tlsdiag_at compare' -l report -x -a '(__tlsdiag_keyed html json)' -d 'Write a report to a file besides'
complete -c tlsdiag -n '__tlsdiag_at compare' -l fail-on -x -a 'error warning note never' -d 'Exit 1 from this severity on'
complete -c tlsdiag -n '__tlsdiag_at compare' -l fail-on-unknown -d 'Exit 1, not 3, where it cannot be told'
complete -c tlsdiag -n '__tlsdiag_at compare' -l ignore-file -x -a '(__tlsdiag_files yaml yml json)' -d 'Findings that are known (default: .tlsdiag-ignore.yaml, if there)'
complete -c tlsdiag -n '__tlsdiag_at compare' -s v -l verbose -d 'Show every difference, finding and fix'
complete -c tlsdiag -n '__tlsdiag_at compare' -l color -x -a 'auto always never' -d 'auto (default), always, never'
complete -c tlsdiag -n '__tlsdiag_at compare' -l ascii -d 'No characters outside ASCII'
complete -c tlsdiag -n '__tlsdiag_at compare' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at compare' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_at compare' -s x -l proxy -x -d 'Through this proxy'
complete -c tlsdiag -n '__tlsdiag_more compare' -s U -l proxy-user -x
complete -c tlsdiag -n '__tlsdiag_more compare' -s p -l proxytunnel
complete -c tlsdiag -n '__tlsdiag_more compare' -l noproxy -x -d 'Hosts without the proxy'
complete -c tlsdiag -n '__tlsdiag_more compare' -l proxy-header -x
complete -c tlsdiag -n '__tlsdiag_more compare' -l socks4 -x
complete -c tlsdiag -n '__tlsdiag_more compare' -l socks4a -x
complete -c tlsdiag -n '__tlsdiag_more compare' -l socks5 -x
complete -c tlsdiag -n '__tlsdiag_more compare' -l socks5-hostname -x
complete -c tlsdiag -n '__tlsdiag_at compare' -l connect-to -x -d 'Connect to H2:P2 instead'
complete -c tlsdiag -n '__tlsdiag_at compare' -l resolve -x -d 'A fixed answer of DNS'
complete -c tlsdiag -n '__tlsdiag_more compare' -l dns-servers -x -d 'Ask these'
complete -c tlsdiag -n '__tlsdiag_more compare' -s 4 -l ipv4 -d 'Only IPv4 addresses'
complete -c tlsdiag -n '__tlsdiag_more compare' -s 6 -l ipv6 -d 'Only IPv6 addresses'
complete -c tlsdiag -n '__tlsdiag_more compare' -l interface -x -a 'any (__tlsdiag_interfaces)'
complete -c tlsdiag -n '__tlsdiag_more compare' -l local-port -x
complete -c tlsdiag -n '__tlsdiag_more compare' -l unix-socket -x -a '(__tlsdiag_files)'
complete -c tlsdiag -n '__tlsdiag_more compare' -l haproxy-protocol -d 'Send a PROXY header first'
complete -c tlsdiag -n '__tlsdiag_more compare' -s X -l request -x -a 'GET POST PUT DELETE HEAD OPTIONS PATCH' -d 'The method'
complete -c tlsdiag -n '__tlsdiag_at compare' -s H -l header -x -a '(__tlsdiag_files)' -d 'A header'
complete -c tlsdiag -n '__tlsdiag_at compare' -s d -l data -x -a '(__tlsdiag_files)' -d 'A body, by POST'
complete -c tlsdiag -n '__tlsdiag_more compare' -l data-ascii -x
complete -c tlsdiag -n '__tlsdiag_more compare' -l data-raw -x
complete -c tlsdiag -n '__tlsdiag_more compare' -l data-binary -x
complete -c tlsdiag -n '__tlsdiag_more compare' -l data-urlencode -x
complete -c tlsdiag -n '__tlsdiag_more compare' -l json -x
complete -c tlsdiag -n '__tlsdiag_more compare' -s F -l form -x
complete -c tlsdiag -n '__tlsdiag_more compare' -l form-string -x
complete -c tlsdiag -n '__tlsdiag_more compare' -s T -l upload-file -x -a '(__tlsdiag_files)'
complete -c tlsdiag -n '__tlsdiag_more compare' -l url-query -x
complete -c tlsdiag -n '__tlsdiag_more compare' -s G -l get
complete -c tlsdiag -n '__tlsdiag_more compare' -s I -l head -d 'Ask for the headers only'
complete -c tlsdiag -n '__tlsdiag_more compare' -s A -l user-agent -x
complete -c tlsdiag -n '__tlsdiag_more compare' -s e -l referer -x
complete -c tlsdiag -n '__tlsdiag_more compare' -s u -l user -x -d 'For the server'
complete -c tlsdiag -n '__tlsdiag_more compare' -l oauth2-bearer -x
complete -c tlsdiag -n '__tlsdiag_more compare' -s b -l cookie -x -a '(__tlsdiag_files)'
complete -c tlsdiag -n '__tlsdiag_more compare' -s r -l range -x
complete -c tlsdiag -n '__tlsdiag_more compare' -l compressed
complete -c tlsdiag -n '__tlsdiag_more compare' -s L -l location -d 'Follow redirections'
complete -c tlsdiag -n '__tlsdiag_more compare' -l location-trusted
complete -c tlsdiag -n '__tlsdiag_more compare' -l max-redirs -x
complete -c tlsdiag -n '__tlsdiag_more compare' -l post301
complete -c tlsdiag -n '__tlsdiag_more compare' -l post302
complete -c tlsdiag -n '__tlsdiag_more compare' -l post303
complete -c tlsdiag -n '__tlsdiag_more compare' -l url -x -a '(__fish_print_hostnames)'
complete -c tlsdiag -n '__tlsdiag_at compare' -s k -l insecure -d 'Go on whatever the certificate'
complete -c tlsdiag -n '__tlsdiag_at compare' -l cacert -x -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr)' -d 'Trust these authorities instead of the system\'s'
complete -c tlsdiag -n '__tlsdiag_more compare' -l capath -x -a '(__fish_complete_directories (commandline -ct | string replace -r -- \'^-[^=]*=\' ""))'
complete -c tlsdiag -n '__tlsdiag_at compare' -s E -l cert -x -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr)' -d 'The certificate of the client'
complete -c tlsdiag -n '__tlsdiag_more compare' -l cert-type -x -a 'PEM DER P12'
complete -c tlsdiag -n '__tlsdiag_more compare' -l key -x -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr)'
complete -c tlsdiag -n '__tlsdiag_more compare' -l pass -x
complete -c tlsdiag -n '__tlsdiag_more compare' -s 1 -l tlsv1
complete -c tlsdiag -n '__tlsdiag_more compare' -l tlsv1.0
complete -c tlsdiag -n '__tlsdiag_more compare' -l tlsv1.1
complete -c tlsdiag -n '__tlsdiag_more compare' -l tlsv1.2 -d 'At least TLS 1.2'
complete -c tlsdiag -n '__tlsdiag_more compare' -l tlsv1.3
complete -c tlsdiag -n '__tlsdiag_at compare' -l tls-max -x -a '1.0 1.1 1.2 1.3' -d 'At most 1.0, 1.1, 1.2 or 1.3'
complete -c tlsdiag -n '__tlsdiag_more compare' -l ciphers -x -a '(__tlsdiag_list : TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-RSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES256-GCM-SHA384 ECDHE-RSA-AES256-GCM-SHA384 ECDHE-ECDSA-CHACHA20-POLY1305 ECDHE-RSA-CHACHA20-POLY1305 ECDHE-ECDSA-AES128-SHA ECDHE-RSA-AES128-SHA ECDHE-ECDSA-AES256-SHA ECDHE-RSA-AES256-SHA AES128-GCM-SHA256 AES256-GCM-SHA384 AES128-SHA AES256-SHA)' -d 'Of TLS 1.2, in OpenSSL\'s names or IANA\'s'
complete -c tlsdiag -n '__tlsdiag_more compare' -l tls13-ciphers -x -a '(__tlsdiag_list : TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-RSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES256-GCM-SHA384 ECDHE-RSA-AES256-GCM-SHA384 ECDHE-ECDSA-CHACHA20-POLY1305 ECDHE-RSA-CHACHA20-POLY1305 ECDHE-ECDSA-AES128-SHA ECDHE-RSA-AES128-SHA ECDHE-ECDSA-AES256-SHA ECDHE-RSA-AES256-SHA AES128-GCM-SHA256 AES256-GCM-SHA384 AES128-SHA AES256-SHA)'
complete -c tlsdiag -n '__tlsdiag_more compare' -l curves -x -a '(__tlsdiag_list : x25519 secp256r1 secp384r1 secp521r1 X25519MLKEM768)'
complete -c tlsdiag -n '__tlsdiag_more compare' -s 0 -l http1.0
complete -c tlsdiag -n '__tlsdiag_at compare' -l http1.1 -d 'HTTP/1.1 only'
complete -c tlsdiag -n '__tlsdiag_more compare' -l http2
complete -c tlsdiag -n '__tlsdiag_more compare' -l http2-prior-knowledge
complete -c tlsdiag -n '__tlsdiag_more compare' -l no-alpn
complete -c tlsdiag -n '__tlsdiag_more compare' -s m -l max-time -x -d 'For an attempt as a whole'
complete -c tlsdiag -n '__tlsdiag_more compare' -l retry -x -d 'Again after failures that may pass'
complete -c tlsdiag -n '__tlsdiag_more compare' -s f -l fail -d 'A status from 400 on is a failure'
complete -c tlsdiag -n '__tlsdiag_more compare' -l fail-with-body
complete -c tlsdiag -n '__tlsdiag_more compare' -s w -l write-out -x -d 'Print this instead, with curl\'s variables'
complete -c tlsdiag -n '__tlsdiag_more compare' -s K -l config -x -a '(__tlsdiag_files)'
complete -c tlsdiag -n '__tlsdiag_more compare' -s s -l silent
complete -c tlsdiag -n '__tlsdiag_more compare' -s S -l show-error
complete -c tlsdiag -n '__tlsdiag_more compare' -l include
complete -c tlsdiag -n '__tlsdiag_at compare' -f -a '(__tlsdiag_files pcap pcapng cap dmp pcap.gz pcapng.gz pcap.zst pcapng.zst) (__fish_print_hostnames)'
complete -c tlsdiag -n '__tlsdiag_foreign compare --lab --connect-timeout --baseline -n --count --max-probes --rate --profile --sni --upstream-alpn --upstream-tls-max --upstream-ca --upstream-cert --via --tap --pcap -i --servername --alpn --host --pair -o --output --report --fail-on --ignore-file --color -x --proxy -U --proxy-user --noproxy --proxy-header --socks4 --socks4a --socks5 --socks5-hostname --connect-to --resolve --dns-servers --interface --local-port --unix-socket -X --request -H --header -d --data --data-ascii --data-raw --data-binary --data-urlencode --json -F --form --form-string -T --upload-file --url-query -A --user-agent -e --referer -u --user --oauth2-bearer -b --cookie -r --range --max-redirs --url --cacert --capath -E --cert --cert-type --key --pass --tls-max --ciphers --tls13-ciphers --curves -m --max-time --retry -w --write-out -K --config >/dev/null' -f -a '(__tlsdiag_program compare --lab --connect-timeout --baseline -n --count --max-probes --rate --profile --sni --upstream-alpn --upstream-tls-max --upstream-ca --upstream-cert --via --tap --pcap -i --servername --alpn --host --pair -o --output --report --fail-on --ignore-file --color -x --proxy -U --proxy-user --noproxy --proxy-header --socks4 --socks4a --socks5 --socks5-hostname --connect-to --resolve --dns-servers --interface --local-port --unix-socket -X --request -H --header -d --data --data-ascii --data-raw --data-binary --data-urlencode --json -F --form --form-string -T --upload-file --url-query -A --user-agent -e --referer -u --user --oauth2-bearer -b --cookie -r --range --max-redirs --url --cacert --capath -E --cert --cert-type --key --pass --tls-max --ciphers --tls13-ciphers --curves -m --max-time --retry -w --write-out -K --config)'

complete -c tlsdiag -n '__tlsdiag_at check' -l only -x -d 'Only this check, * for any text'
complete -c tlsdiag -n '__tlsdiag_at check' -l list -d 'Name the checks, and send nothing'
complete -c tlsdiag -n '__tlsdiag_at check' -l dry-run -d 'Say what would be sent, and send nothing'
complete -c tlsdiag -n '__tlsdiag_at check' -l schema -d 'Print the JSON Schema of such files'
complete -c tlsdiag -n '__tlsdiag_at check' -s j -l jobs -x -d 'Checks at the same time, 1 to 64 (default: 4)'
complete -c tlsdiag -n '__tlsdiag_at check' -l rate -x -d 'Connections a second, all checks together (default: 20)'
complete -c tlsdiag -n '__tlsdiag_at check' -l retries -x -d 'Tries after the first, 0 to 20, whatever the file says'
complete -c tlsdiag -n '__tlsdiag_at check' -s w -l watch -d 'Again and again, until Ctrl-C'
complete -c tlsdiag -n '__tlsdiag_at check' -l until-fixed -d 'Again until all is as expected, or the time is over'
complete -c tlsdiag -n '__tlsdiag_at check' -s o -l output -x -a 'text json junit sarif github gitlab markdown' -d 'text (default), json, junit, sarif, github, gitlab, markdown'
complete -c tlsdiag -n '__tlsdiag_at check' -l report -x -a '(__tlsdiag_keyed text json junit sarif github gitlab markdown html)' -d 'Write a report to a file besides, html too'
complete -c tlsdiag -n '__tlsdiag_at check' -s v -l verbose -d 'Show what is as expected too'
complete -c tlsdiag -n '__tlsdiag_at check' -l color -x -a 'auto always never' -d 'auto (default), always, never'
complete -c tlsdiag -n '__tlsdiag_at check' -l ascii -d 'No characters outside ASCII'
complete -c tlsdiag -n '__tlsdiag_at check' -l fail-on -x -a 'error warning note never' -d 'Exit 1 from this severity on'
complete -c tlsdiag -n '__tlsdiag_at check' -l fail-on-unknown -d 'Exit 1, not 3, where it cannot be told'
complete -c tlsdiag -n '__tlsdiag_at check' -l ignore-file -x -a '(__tlsdiag_files yaml yml json)' -d 'Findings that are known (default: .tlsdiag-ignore.yaml, if there)'
complete -c tlsdiag -n '__tlsdiag_at check' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at check' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_operand 0 \'check\' --only -j --jobs --rate --retries -o --output --report --color --fail-on --ignore-file' -f -a '(__tlsdiag_files yaml yml json)'

complete -c tlsdiag -n '__tlsdiag_at collect' -s n -l namespace -x -d 'Of the pod, where POD has none'
complete -c tlsdiag -n '__tlsdiag_at collect' -l mesh -x -a 'any cilium istio' -d 'cilium, istio or any (default)'
complete -c tlsdiag -n '__tlsdiag_at collect' -l cilium-namespace -x -d 'Where Cilium\'s pods are'
complete -c tlsdiag -n '__tlsdiag_at collect' -l since -x -d 'How far back flows and logs go'
complete -c tlsdiag -n '__tlsdiag_at collect' -l capture -x -a 'node pod' -d 'Packets too'
complete -c tlsdiag -n '__tlsdiag_at collect' -l capture-for -x -d 'How long'
complete -c tlsdiag -n '__tlsdiag_at collect' -l image -x -d 'Of what captures'
complete -c tlsdiag -n '__tlsdiag_at collect' -l port -x -d 'Of the server, for captures'
complete -c tlsdiag -n '__tlsdiag_at collect' -l reproduce -x -d 'Run it in the pod\'s shell, while packets are captured'
complete -c tlsdiag -n '__tlsdiag_at collect' -l context -x -d 'Of kubectl'
complete -c tlsdiag -n '__tlsdiag_at collect' -l run -d 'Run it, through kubectl on the PATH'
complete -c tlsdiag -n '__tlsdiag_at collect' -s w -l write -x -a '(__tlsdiag_files)' -d 'With --run, the archive'
complete -c tlsdiag -n '__tlsdiag_at collect' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at collect' -l debug -d 'Show stack traces'

complete -c tlsdiag -n '__tlsdiag_at ca' -a init -d 'Makes the internal authority'
complete -c tlsdiag -n '__tlsdiag_at ca' -a issue -d 'Issues one certificate for all the hosts, as files NAME.crt (the chain) and NAME.key, NAME …'
complete -c tlsdiag -n '__tlsdiag_at ca' -a sign -d 'Signs a request in PEM or DER, - being standard input'
complete -c tlsdiag -n '__tlsdiag_at ca' -a inspect -d 'Shows certificates as a tree with all that is wrong with them on top'
complete -c tlsdiag -n '__tlsdiag_at ca' -a verify -d 'Checks the chain in a file as a client does that asks for NAME'
complete -c tlsdiag -n '__tlsdiag_at ca' -a bundle -d 'Prints the machine\'s authorities and those of --add, each once'
complete -c tlsdiag -n '__tlsdiag_at ca' -a env -d 'Prints exports for a POSIX shell'
complete -c tlsdiag -n '__tlsdiag_at ca' -a secret -d 'Prints YAML for kubectl'
complete -c tlsdiag -n '__tlsdiag_at ca' -a install -d 'Copies the authority\'s certificate, never its key, to /usr/local/share/ca-certificates and …'
complete -c tlsdiag -n '__tlsdiag_at ca' -a uninstall -d 'Removes what \'tlsdiag ca install\' copied and runs update-ca-certificates'
complete -c tlsdiag -n '__tlsdiag_at ca' -a path -d 'Prints the file name of the authority\'s certificate'
complete -c tlsdiag -n '__tlsdiag_at ca' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at ca' -l debug -d 'Show stack traces'

complete -c tlsdiag -n '__tlsdiag_at ca init' -l ca-dir -x -a '(__fish_complete_directories (commandline -ct | string replace -r -- \'^-[^=]*=\' ""))' -d 'The authority\'s folder (default: $XDG_DATA_HOME/tlsdiag/ca)'
complete -c tlsdiag -n '__tlsdiag_at ca init' -l passphrase-file -x -a '(__tlsdiag_files)' -d 'The key\'s passphrase is the first line of FILE'
complete -c tlsdiag -n '__tlsdiag_at ca init' -l permit -x -d 'It may issue for this DNS name and all below it, this IP address or network (10.0.0.0/8) …'
complete -c tlsdiag -n '__tlsdiag_at ca init' -l key -x -a 'ec-p256 ec-p384 rsa-2048 rsa-3072 rsa-4096' -d 'ec-p256 (default), ec-p384, rsa-2048, rsa-3072, rsa-4096'
complete -c tlsdiag -n '__tlsdiag_at ca init' -l days -l validity -x -d 'Valid for N days (default 365)'
complete -c tlsdiag -n '__tlsdiag_at ca init' -l name -x -d 'Its common name (default: \'tlsdiag CA\' and a number of its own)'
complete -c tlsdiag -n '__tlsdiag_at ca init' -l ask-passphrase -d 'Encrypt the key'
complete -c tlsdiag -n '__tlsdiag_at ca init' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at ca init' -l debug -d 'Show stack traces'

complete -c tlsdiag -n '__tlsdiag_at ca issue' -l ca-dir -x -a '(__fish_complete_directories (commandline -ct | string replace -r -- \'^-[^=]*=\' ""))' -d 'The authority\'s folder (default: $XDG_DATA_HOME/tlsdiag/ca)'
complete -c tlsdiag -n '__tlsdiag_at ca issue' -l passphrase-file -x -a '(__tlsdiag_files)' -d 'The key\'s passphrase is the first line of FILE'
complete -c tlsdiag -n '__tlsdiag_at ca issue' -l out -x -a '(__fish_complete_directories (commandline -ct | string replace -r -- \'^-[^=]*=\' ""))' -d 'Folder of the two files (default: this one)'
complete -c tlsdiag -n '__tlsdiag_at ca issue' -l days -x -d 'Valid for N days (default 90), at most 398 and as long as the authority'
complete -c tlsdiag -n '__tlsdiag_at ca issue' -l key -x -a 'ec-p256 ec-p384 rsa-2048 rsa-3072 rsa-4096' -d 'ec-p256 (default), ec-p384, rsa-2048, rsa-3072, rsa-4096'
complete -c tlsdiag -n '__tlsdiag_at ca issue' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at ca issue' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_in ca issue' -f -a '(__fish_print_hostnames)'

complete -c tlsdiag -n '__tlsdiag_at ca sign' -l ca-dir -x -a '(__fish_complete_directories (commandline -ct | string replace -r -- \'^-[^=]*=\' ""))' -d 'The authority\'s folder (default: $XDG_DATA_HOME/tlsdiag/ca)'
complete -c tlsdiag -n '__tlsdiag_at ca sign' -l passphrase-file -x -a '(__tlsdiag_files)' -d 'The key\'s passphrase is the first line of FILE'
complete -c tlsdiag -n '__tlsdiag_at ca sign' -l host -x -a '(__fish_print_hostnames)' -d 'Instead of the names in the request'
complete -c tlsdiag -n '__tlsdiag_at ca sign' -l out -x -a '(__tlsdiag_files)' -d 'The chain goes here, which must not exist (default: standard output)'
complete -c tlsdiag -n '__tlsdiag_at ca sign' -l days -x -d 'Valid for N days (default 90), at most 398 and as long as the authority'
complete -c tlsdiag -n '__tlsdiag_at ca sign' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at ca sign' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_operand 0 \'ca sign\' --ca-dir --passphrase-file --host --out --days' -f -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr)'

complete -c tlsdiag -n '__tlsdiag_at ca inspect' -l ca-dir -x -a '(__fish_complete_directories (commandline -ct | string replace -r -- \'^-[^=]*=\' ""))' -d 'The authority\'s folder (default: $XDG_DATA_HOME/tlsdiag/ca)'
complete -c tlsdiag -n '__tlsdiag_at ca inspect' -l passphrase-file -x -a '(__tlsdiag_files)' -d 'The key\'s passphrase is the first line of FILE'
complete -c tlsdiag -n '__tlsdiag_at ca inspect' -l ca -l cacert -x -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr)' -d 'Trust the certificates in FILE, and no others'
complete -c tlsdiag -n '__tlsdiag_at ca inspect' -l host -x -a '(__fish_print_hostnames)' -d 'The name it has to be for (default for a server: the server name)'
complete -c tlsdiag -n '__tlsdiag_at ca inspect' -l servername -x -a '(__fish_print_hostnames)' -d 'Send this server name (SNI)'
complete -c tlsdiag -n '__tlsdiag_at ca inspect' -l noservername -d 'Send no server name (SNI)'
complete -c tlsdiag -n '__tlsdiag_at ca inspect' -s o -l output -x -a 'text json' -d 'text (default) or json'
complete -c tlsdiag -n '__tlsdiag_at ca inspect' -l color -x -a 'auto always never' -d 'auto (default), always, never'
complete -c tlsdiag -n '__tlsdiag_at ca inspect' -l ascii -d 'No characters outside ASCII'
complete -c tlsdiag -n '__tlsdiag_at ca inspect' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at ca inspect' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_operand 0 \'ca inspect\' --ca-dir --passphrase-file --ca --cacert --host --servername -o --output --color' -f -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr) (__fish_print_hostnames)'

complete -c tlsdiag -n '__tlsdiag_at ca verify' -l ca-dir -x -a '(__fish_complete_directories (commandline -ct | string replace -r -- \'^-[^=]*=\' ""))' -d 'The authority\'s folder (default: $XDG_DATA_HOME/tlsdiag/ca)'
complete -c tlsdiag -n '__tlsdiag_at ca verify' -l passphrase-file -x -a '(__tlsdiag_files)' -d 'The key\'s passphrase is the first line of FILE'
complete -c tlsdiag -n '__tlsdiag_at ca verify' -l ca -l cacert -x -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr)' -d 'Trust the certificates in FILE, and no others'
complete -c tlsdiag -n '__tlsdiag_at ca verify' -l host -x -a '(__fish_print_hostnames)' -d 'The host name or IP address that the client asks for'
complete -c tlsdiag -n '__tlsdiag_at ca verify' -l strict -d 'Also fail for what only strict clients refuse (Python 3.13, -x509_strict)'
complete -c tlsdiag -n '__tlsdiag_at ca verify' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at ca verify' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_operand 0 \'ca verify\' --ca-dir --passphrase-file --ca --cacert --host' -f -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr)'

complete -c tlsdiag -n '__tlsdiag_at ca bundle' -l ca-dir -x -a '(__fish_complete_directories (commandline -ct | string replace -r -- \'^-[^=]*=\' ""))' -d 'The authority\'s folder (default: $XDG_DATA_HOME/tlsdiag/ca)'
complete -c tlsdiag -n '__tlsdiag_at ca bundle' -l passphrase-file -x -a '(__tlsdiag_files)' -d 'The key\'s passphrase is the first line of FILE'
complete -c tlsdiag -n '__tlsdiag_at ca bundle' -l add -x -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr)' -d 'Also the certificates in FILE, of any format'
complete -c tlsdiag -n '__tlsdiag_at ca bundle' -l internal -d 'Also the internal authority'
complete -c tlsdiag -n '__tlsdiag_at ca bundle' -l no-system -d 'Without the machine\'s authorities'
complete -c tlsdiag -n '__tlsdiag_at ca bundle' -l out -x -a '(__tlsdiag_files)' -d 'Write to FILE, which must not exist (default: standard output)'
complete -c tlsdiag -n '__tlsdiag_at ca bundle' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at ca bundle' -l debug -d 'Show stack traces'

complete -c tlsdiag -n '__tlsdiag_at ca env' -l ca-dir -x -a '(__fish_complete_directories (commandline -ct | string replace -r -- \'^-[^=]*=\' ""))' -d 'The authority\'s folder (default: $XDG_DATA_HOME/tlsdiag/ca)'
complete -c tlsdiag -n '__tlsdiag_at ca env' -l passphrase-file -x -a '(__tlsdiag_files)' -d 'The key\'s passphrase is the first line of FILE'
complete -c tlsdiag -n '__tlsdiag_at ca env' -l runtime -x -a 'curl openssl python node java go aws git' -d 'Only for curl, openssl, python, node, java, go, aws, git'
complete -c tlsdiag -n '__tlsdiag_at ca env' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at ca env' -l debug -d 'Show stack traces'

complete -c tlsdiag -n '__tlsdiag_at ca secret' -l ca-dir -x -a '(__fish_complete_directories (commandline -ct | string replace -r -- \'^-[^=]*=\' ""))' -d 'The authority\'s folder (default: $XDG_DATA_HOME/tlsdiag/ca)'
complete -c tlsdiag -n '__tlsdiag_at ca secret' -l passphrase-file -x -a '(__tlsdiag_files)' -d 'The key\'s passphrase is the first line of FILE'
complete -c tlsdiag -n '__tlsdiag_at ca secret' -l host -x -a '(__fish_print_hostnames)' -d 'The host that pods ask for'
complete -c tlsdiag -n '__tlsdiag_at ca secret' -l name -x -d 'Begins the secrets\' names (default: the first host with dashes)'
complete -c tlsdiag -n '__tlsdiag_at ca secret' -s n -l namespace -x -d 'Their namespace (default: kube-system)'
complete -c tlsdiag -n '__tlsdiag_at ca secret' -l cert -x -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr)' -d 'Terminate with this chain, and --key'
complete -c tlsdiag -n '__tlsdiag_at ca secret' -l key -x -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr)' -d 'Its key (default: it is in the file of --cert)'
complete -c tlsdiag -n '__tlsdiag_at ca secret' -l bundle -x -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr)' -d 'Trust these upstream (default: the machine\'s authorities)'
complete -c tlsdiag -n '__tlsdiag_at ca secret' -l days -x -d 'A new certificate is valid for N days (default 90)'
complete -c tlsdiag -n '__tlsdiag_at ca secret' -l out -x -a '(__tlsdiag_files)' -d 'Write to FILE with mode 0600, which must not exist (default: standard output)'
complete -c tlsdiag -n '__tlsdiag_at ca secret' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at ca secret' -l debug -d 'Show stack traces'

complete -c tlsdiag -n '__tlsdiag_at ca install' -l ca-dir -x -a '(__fish_complete_directories (commandline -ct | string replace -r -- \'^-[^=]*=\' ""))' -d 'The authority\'s folder (default: $XDG_DATA_HOME/tlsdiag/ca)'
complete -c tlsdiag -n '__tlsdiag_at ca install' -l passphrase-file -x -a '(__tlsdiag_files)' -d 'The key\'s passphrase is the first line of FILE'
complete -c tlsdiag -n '__tlsdiag_at ca install' -s y -l yes -d 'Do not ask'
complete -c tlsdiag -n '__tlsdiag_at ca install' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at ca install' -l debug -d 'Show stack traces'

complete -c tlsdiag -n '__tlsdiag_at ca uninstall' -l ca-dir -x -a '(__fish_complete_directories (commandline -ct | string replace -r -- \'^-[^=]*=\' ""))' -d 'The authority\'s folder (default: $XDG_DATA_HOME/tlsdiag/ca)'
complete -c tlsdiag -n '__tlsdiag_at ca uninstall' -l passphrase-file -x -a '(__tlsdiag_files)' -d 'The key\'s passphrase is the first line of FILE'
complete -c tlsdiag -n '__tlsdiag_at ca uninstall' -s y -l yes -d 'Do not ask'
complete -c tlsdiag -n '__tlsdiag_at ca uninstall' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at ca uninstall' -l debug -d 'Show stack traces'

complete -c tlsdiag -n '__tlsdiag_at ca path' -l ca-dir -x -a '(__fish_complete_directories (commandline -ct | string replace -r -- \'^-[^=]*=\' ""))' -d 'The authority\'s folder (default: $XDG_DATA_HOME/tlsdiag/ca)'
complete -c tlsdiag -n '__tlsdiag_at ca path' -l passphrase-file -x -a '(__tlsdiag_files)' -d 'The key\'s passphrase is the first line of FILE'
complete -c tlsdiag -n '__tlsdiag_at ca path' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at ca path' -l debug -d 'Show stack traces'

complete -c tlsdiag -n '__tlsdiag_at config' -a show -d 'Shows each option that is set, with its value'
complete -c tlsdiag -n '__tlsdiag_at config' -a files -d 'Lists the files that are looked for, the strongest first, and whether they are there'
complete -c tlsdiag -n '__tlsdiag_at config' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at config' -l debug -d 'Show stack traces'

complete -c tlsdiag -n '__tlsdiag_at config show' -l origin -d 'Where each value comes from'
complete -c tlsdiag -n '__tlsdiag_at config show' -l all -d 'Of COMMAND'
complete -c tlsdiag -n '__tlsdiag_at config show' -s o -l output -x -a 'text json' -d 'text (default) or json'
complete -c tlsdiag -n '__tlsdiag_at config show' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at config show' -l debug -d 'Show stack traces'

complete -c tlsdiag -n '__tlsdiag_at config files' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at config files' -l debug -d 'Show stack traces'

complete -c tlsdiag -n '__tlsdiag_at diagnose' -l host -x -a '(__fish_print_hostnames)' -d 'The request to look at'
complete -c tlsdiag -n '__tlsdiag_at diagnose' -l request-id -x -d 'The request to look at'
complete -c tlsdiag -n '__tlsdiag_at diagnose' -l client -x -d 'The request to look at'
complete -c tlsdiag -n '__tlsdiag_at diagnose' -l since -x -d 'Only requests from then on'
complete -c tlsdiag -n '__tlsdiag_at diagnose' -l envoy-admin -x -d 'Also ask the admin console of a running Envoy, by GET alone'
complete -c tlsdiag -n '__tlsdiag_at diagnose' -s o -l output -x -a 'text json' -d 'text (default) or json'
complete -c tlsdiag -n '__tlsdiag_at diagnose' -l hops -d 'Every hop in a table, the messages in their order, bars of the phases'
complete -c tlsdiag -n '__tlsdiag_at diagnose' -l report -x -a '(__tlsdiag_keyed html json)' -d 'Write a report to a file besides'
complete -c tlsdiag -n '__tlsdiag_at diagnose' -l fail-on -x -a 'error warning note never' -d 'Exit 1 from this severity on'
complete -c tlsdiag -n '__tlsdiag_at diagnose' -l fail-on-unknown -d 'Exit 1, not 3, where it cannot be told'
complete -c tlsdiag -n '__tlsdiag_at diagnose' -l ignore-file -x -a '(__tlsdiag_files yaml yml json)' -d 'Findings that are known (default: .tlsdiag-ignore.yaml, if there)'
complete -c tlsdiag -n '__tlsdiag_at diagnose' -s v -l verbose -d 'Show every difference, finding and fix'
complete -c tlsdiag -n '__tlsdiag_at diagnose' -l color -x -a 'auto always never' -d 'auto (default), always, never'
complete -c tlsdiag -n '__tlsdiag_at diagnose' -l ascii -d 'No characters outside ASCII'
complete -c tlsdiag -n '__tlsdiag_at diagnose' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at diagnose' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_in diagnose' -f -a '(__tlsdiag_files)'

complete -c tlsdiag -n '__tlsdiag_at exec' -l profile -x -a 'tlsdiag envoy cilium-before-sni-fix cilium istio-sidecar nginx haproxy mitmproxy' -d 'Behave as tlsdiag (default), envoy, cilium, cilium-before-sni-fix, istio-sidecar, nginx, …'
complete -c tlsdiag -n '__tlsdiag_at exec' -l sni -x -a 'auto host none (__fish_print_hostnames)' -d 'Server name to send'
complete -c tlsdiag -n '__tlsdiag_at exec' -l alpn -x -a '(__tlsdiag_list , h2 http/1.1 none h3 http/1.0 istio istio-peer-exchange)' -d 'Protocols to offer, as h2,http/1.1'
complete -c tlsdiag -n '__tlsdiag_at exec' -l tls-min -x -a '1.0 1.1 1.2 1.3' -d '1.0 to 1.3'
complete -c tlsdiag -n '__tlsdiag_at exec' -l tls-max -x -a '1.0 1.1 1.2 1.3' -d '1.0 to 1.3'
complete -c tlsdiag -n '__tlsdiag_at exec' -l ciphers -x -a '(__tlsdiag_list : TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-RSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES256-GCM-SHA384 ECDHE-RSA-AES256-GCM-SHA384 ECDHE-ECDSA-CHACHA20-POLY1305 ECDHE-RSA-CHACHA20-POLY1305 ECDHE-ECDSA-AES128-SHA ECDHE-RSA-AES128-SHA ECDHE-ECDSA-AES256-SHA ECDHE-RSA-AES256-SHA AES128-GCM-SHA256 AES256-GCM-SHA384 AES128-SHA AES256-SHA)' -d 'Cipher suites to offer, with IANA\'s or OpenSSL\'s names'
complete -c tlsdiag -n '__tlsdiag_at exec' -l curves -x -a '(__tlsdiag_list : x25519 secp256r1 secp384r1 secp521r1 X25519MLKEM768)' -d 'Groups to offer, as x25519:secp256r1'
complete -c tlsdiag -n '__tlsdiag_at exec' -l client-cert -x -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr)' -d 'Certificate and key to show to servers that ask'
complete -c tlsdiag -n '__tlsdiag_at exec' -l ca -x -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr)' -d 'Verify servers with these authorities instead of the system\'s'
complete -c tlsdiag -n '__tlsdiag_at exec' -s k -l insecure -d 'Do not verify servers at all'
complete -c tlsdiag -n '__tlsdiag_at exec' -l no-verify-name -d 'Verify the chain of servers, not their names'
complete -c tlsdiag -n '__tlsdiag_at exec' -l reuse-sessions -d 'Resume TLS sessions'
complete -c tlsdiag -n '__tlsdiag_at exec' -l connect-to -x -d 'Dial H2:P2 for H1:P1, empty ones being any'
complete -c tlsdiag -n '__tlsdiag_at exec' -l allow-hosts -x -d 'Intercept only hosts (\'name:port\') that match'
complete -c tlsdiag -n '__tlsdiag_at exec' -l ignore-hosts -x -d 'Relay hosts that match untouched'
complete -c tlsdiag -n '__tlsdiag_at exec' -l certs -x -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr)' -d 'Certificate and key for HOST (\'*.x\' too) instead of one made on the fly'
complete -c tlsdiag -n '__tlsdiag_at exec' -l events -x -a '(__tlsdiag_files json)' -d 'A JSON object a line for every connection and request'
complete -c tlsdiag -n '__tlsdiag_at exec' -l har -x -a '(__tlsdiag_files har)' -d 'An HTTP Archive of connections and requests'
complete -c tlsdiag -n '__tlsdiag_at exec' -s w -x -a '(__tlsdiag_files pcap pcapng cap dmp pcap.gz pcapng.gz pcap.zst pcapng.zst)' -d 'All packets as pcapng with their keys'
complete -c tlsdiag -n '__tlsdiag_at exec' -l show-secrets -d 'Do not redact Authorization, cookies, tokens in URLs …'
complete -c tlsdiag -n '__tlsdiag_at exec' -s q -l quiet -d 'No table afterwards'
complete -c tlsdiag -n '__tlsdiag_at exec' -l color -x -a 'auto always never' -d 'auto (default), always, never'
complete -c tlsdiag -n '__tlsdiag_at exec' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at exec' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_foreign exec --profile --sni --alpn --tls-min --tls-max --ciphers --curves --client-cert --ca --connect-to --allow-hosts --ignore-hosts --certs --events --har -w --color >/dev/null' -f -a '(__tlsdiag_program exec --profile --sni --alpn --tls-min --tls-max --ciphers --curves --client-cert --ca --connect-to --allow-hosts --ignore-hosts --certs --events --har -w --color)'

complete -c tlsdiag -n '__tlsdiag_at replay' -l har -x -a '(__tlsdiag_files har)' -d 'A request of this HAR'
complete -c tlsdiag -n '__tlsdiag_at replay' -l entry -x -d 'Which one'
complete -c tlsdiag -n '__tlsdiag_at replay' -l servername -x -a '(__fish_print_hostnames)' -d 'Send this SNI, and check the certificate for it'
complete -c tlsdiag -n '__tlsdiag_at replay' -l noservername -d 'Send no SNI'
complete -c tlsdiag -n '__tlsdiag_at replay' -l alpn -x -a '(__tlsdiag_list , h2 http/1.1 none h3 http/1.0 istio istio-peer-exchange)' -d 'Protocols to offer, as h2,http/1.1'
complete -c tlsdiag -n '__tlsdiag_at replay' -s n -l count -x -d 'Send it so often, and tell how many failed'
complete -c tlsdiag -n '__tlsdiag_at replay' -l each-address -d 'Try every address of the name, one by one'
complete -c tlsdiag -n '__tlsdiag_at replay' -s o -l output -x -a 'text json' -d 'text (default) or json'
complete -c tlsdiag -n '__tlsdiag_at replay' -l exit-code -x -a 'tlsdiag curl' -d 'tlsdiag (default), or curl for the numbers of curl'
complete -c tlsdiag -n '__tlsdiag_at replay' -l show-secrets -d 'Do not redact headers'
complete -c tlsdiag -n '__tlsdiag_at replay' -s v -l verbose -d 'Show request headers and every certificate too'
complete -c tlsdiag -n '__tlsdiag_at replay' -l color -x -a 'auto always never' -d 'auto (default), always, never'
complete -c tlsdiag -n '__tlsdiag_at replay' -l ascii -d 'No characters outside ASCII'
complete -c tlsdiag -n '__tlsdiag_at replay' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at replay' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_at replay' -s x -l proxy -x -d 'Through this proxy'
complete -c tlsdiag -n '__tlsdiag_more replay' -s U -l proxy-user -x
complete -c tlsdiag -n '__tlsdiag_more replay' -s p -l proxytunnel
complete -c tlsdiag -n '__tlsdiag_at replay' -l noproxy -x -d 'Hosts without the proxy'
complete -c tlsdiag -n '__tlsdiag_more replay' -l proxy-header -x
complete -c tlsdiag -n '__tlsdiag_more replay' -l socks4 -x
complete -c tlsdiag -n '__tlsdiag_more replay' -l socks4a -x
complete -c tlsdiag -n '__tlsdiag_more replay' -l socks5 -x
complete -c tlsdiag -n '__tlsdiag_more replay' -l socks5-hostname -x
complete -c tlsdiag -n '__tlsdiag_at replay' -l connect-to -x -d 'Connect to H2:P2 instead'
complete -c tlsdiag -n '__tlsdiag_at replay' -l resolve -x -d 'A fixed answer of DNS'
complete -c tlsdiag -n '__tlsdiag_at replay' -l dns-servers -x -d 'Ask these'
complete -c tlsdiag -n '__tlsdiag_at replay' -s 4 -l ipv4 -d 'Only IPv4 addresses'
complete -c tlsdiag -n '__tlsdiag_at replay' -s 6 -l ipv6 -d 'Only IPv6 addresses'
complete -c tlsdiag -n '__tlsdiag_more replay' -l interface -x -a 'any (__tlsdiag_interfaces)'
complete -c tlsdiag -n '__tlsdiag_more replay' -l local-port -x
complete -c tlsdiag -n '__tlsdiag_more replay' -l unix-socket -x -a '(__tlsdiag_files)'
complete -c tlsdiag -n '__tlsdiag_at replay' -l haproxy-protocol -d 'Send a PROXY header first'
complete -c tlsdiag -n '__tlsdiag_at replay' -s X -l request -x -a 'GET POST PUT DELETE HEAD OPTIONS PATCH' -d 'The method'
complete -c tlsdiag -n '__tlsdiag_at replay' -s H -l header -x -a '(__tlsdiag_files)' -d 'A header'
complete -c tlsdiag -n '__tlsdiag_at replay' -s d -l data -x -a '(__tlsdiag_files)' -d 'A body, by POST'
complete -c tlsdiag -n '__tlsdiag_more replay' -l data-ascii -x
complete -c tlsdiag -n '__tlsdiag_more replay' -l data-raw -x
complete -c tlsdiag -n '__tlsdiag_more replay' -l data-binary -x
complete -c tlsdiag -n '__tlsdiag_more replay' -l data-urlencode -x
complete -c tlsdiag -n '__tlsdiag_more replay' -l json -x
complete -c tlsdiag -n '__tlsdiag_more replay' -s F -l form -x
complete -c tlsdiag -n '__tlsdiag_more replay' -l form-string -x
complete -c tlsdiag -n '__tlsdiag_more replay' -s T -l upload-file -x -a '(__tlsdiag_files)'
complete -c tlsdiag -n '__tlsdiag_more replay' -l url-query -x
complete -c tlsdiag -n '__tlsdiag_more replay' -s G -l get
complete -c tlsdiag -n '__tlsdiag_at replay' -s I -l head -d 'Ask for the headers only'
complete -c tlsdiag -n '__tlsdiag_more replay' -s A -l user-agent -x
complete -c tlsdiag -n '__tlsdiag_more replay' -s e -l referer -x
complete -c tlsdiag -n '__tlsdiag_at replay' -s u -l user -x -d 'For the server'
complete -c tlsdiag -n '__tlsdiag_more replay' -l oauth2-bearer -x
complete -c tlsdiag -n '__tlsdiag_more replay' -s b -l cookie -x -a '(__tlsdiag_files)'
complete -c tlsdiag -n '__tlsdiag_more replay' -s r -l range -x
complete -c tlsdiag -n '__tlsdiag_more replay' -l compressed
complete -c tlsdiag -n '__tlsdiag_at replay' -s L -l location -d 'Follow redirections'
complete -c tlsdiag -n '__tlsdiag_more replay' -l location-trusted
complete -c tlsdiag -n '__tlsdiag_more replay' -l max-redirs -x
complete -c tlsdiag -n '__tlsdiag_more replay' -l post301
complete -c tlsdiag -n '__tlsdiag_more replay' -l post302
complete -c tlsdiag -n '__tlsdiag_more replay' -l post303
complete -c tlsdiag -n '__tlsdiag_more replay' -l url -x -a '(__fish_print_hostnames)'
complete -c tlsdiag -n '__tlsdiag_at replay' -s k -l insecure -d 'Go on whatever the certificate'
complete -c tlsdiag -n '__tlsdiag_at replay' -l cacert -x -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr)' -d 'Trust these authorities instead of the system\'s'
complete -c tlsdiag -n '__tlsdiag_more replay' -l capath -x -a '(__fish_complete_directories (commandline -ct | string replace -r -- \'^-[^=]*=\' ""))'
complete -c tlsdiag -n '__tlsdiag_at replay' -s E -l cert -x -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr)' -d 'The certificate of the client'
complete -c tlsdiag -n '__tlsdiag_more replay' -l cert-type -x -a 'PEM DER P12'
complete -c tlsdiag -n '__tlsdiag_more replay' -l key -x -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr)'
complete -c tlsdiag -n '__tlsdiag_more replay' -l pass -x
complete -c tlsdiag -n '__tlsdiag_more replay' -s 1 -l tlsv1
complete -c tlsdiag -n '__tlsdiag_more replay' -l tlsv1.0
complete -c tlsdiag -n '__tlsdiag_more replay' -l tlsv1.1
complete -c tlsdiag -n '__tlsdiag_at replay' -l tlsv1.2 -d 'At least TLS 1.2'
complete -c tlsdiag -n '__tlsdiag_more replay' -l tlsv1.3
complete -c tlsdiag -n '__tlsdiag_at replay' -l tls-max -x -a '1.0 1.1 1.2 1.3' -d 'At most 1.0, 1.1, 1.2 or 1.3'
complete -c tlsdiag -n '__tlsdiag_at replay' -l ciphers -x -a '(__tlsdiag_list : TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-RSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES256-GCM-SHA384 ECDHE-RSA-AES256-GCM-SHA384 ECDHE-ECDSA-CHACHA20-POLY1305 ECDHE-RSA-CHACHA20-POLY1305 ECDHE-ECDSA-AES128-SHA ECDHE-RSA-AES128-SHA ECDHE-ECDSA-AES256-SHA ECDHE-RSA-AES256-SHA AES128-GCM-SHA256 AES256-GCM-SHA384 AES128-SHA AES256-SHA)' -d 'Of TLS 1.2, in OpenSSL\'s names or IANA\'s'
complete -c tlsdiag -n '__tlsdiag_more replay' -l tls13-ciphers -x -a '(__tlsdiag_list : TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-RSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES256-GCM-SHA384 ECDHE-RSA-AES256-GCM-SHA384 ECDHE-ECDSA-CHACHA20-POLY1305 ECDHE-RSA-CHACHA20-POLY1305 ECDHE-ECDSA-AES128-SHA ECDHE-RSA-AES128-SHA ECDHE-ECDSA-AES256-SHA ECDHE-RSA-AES256-SHA AES128-GCM-SHA256 AES256-GCM-SHA384 AES128-SHA AES256-SHA)'
complete -c tlsdiag -n '__tlsdiag_more replay' -l curves -x -a '(__tlsdiag_list : x25519 secp256r1 secp384r1 secp521r1 X25519MLKEM768)'
complete -c tlsdiag -n '__tlsdiag_more replay' -s 0 -l http1.0
complete -c tlsdiag -n '__tlsdiag_at replay' -l http1.1 -d 'HTTP/1.1 only'
complete -c tlsdiag -n '__tlsdiag_more replay' -l http2
complete -c tlsdiag -n '__tlsdiag_more replay' -l http2-prior-knowledge
complete -c tlsdiag -n '__tlsdiag_more replay' -l no-alpn
complete -c tlsdiag -n '__tlsdiag_at replay' -l connect-timeout -x -d 'For names, TCP, tunnel and TLS together'
complete -c tlsdiag -n '__tlsdiag_at replay' -s m -l max-time -x -d 'For an attempt as a whole'
complete -c tlsdiag -n '__tlsdiag_at replay' -l retry -x -d 'Again after failures that may pass'
complete -c tlsdiag -n '__tlsdiag_at replay' -s f -l fail -d 'A status from 400 on is a failure'
complete -c tlsdiag -n '__tlsdiag_more replay' -l fail-with-body
complete -c tlsdiag -n '__tlsdiag_at replay' -s w -l write-out -x -d 'Print this instead, with curl\'s variables'
complete -c tlsdiag -n '__tlsdiag_more replay' -s K -l config -x -a '(__tlsdiag_files)'
complete -c tlsdiag -n '__tlsdiag_more replay' -s s -l silent
complete -c tlsdiag -n '__tlsdiag_more replay' -s S -l show-error
complete -c tlsdiag -n '__tlsdiag_more replay' -s i -l include
complete -c tlsdiag -n '__tlsdiag_at replay' -f -a '(__tlsdiag_files http rest har curl sh txt) (__fish_print_hostnames)'
complete -c tlsdiag -n '__tlsdiag_foreign replay --har --entry --servername --alpn -n --count -o --output --exit-code --color -x --proxy -U --proxy-user --noproxy --proxy-header --socks4 --socks4a --socks5 --socks5-hostname --connect-to --resolve --dns-servers --interface --local-port --unix-socket -X --request -H --header -d --data --data-ascii --data-raw --data-binary --data-urlencode --json -F --form --form-string -T --upload-file --url-query -A --user-agent -e --referer -u --user --oauth2-bearer -b --cookie -r --range --max-redirs --url --cacert --capath -E --cert --cert-type --key --pass --tls-max --ciphers --tls13-ciphers --curves --connect-timeout -m --max-time --retry -w --write-out -K --config >/dev/null' -f -a '(__tlsdiag_program replay --har --entry --servername --alpn -n --count -o --output --exit-code --color -x --proxy -U --proxy-user --noproxy --proxy-header --socks4 --socks4a --socks5 --socks5-hostname --connect-to --resolve --dns-servers --interface --local-port --unix-socket -X --request -H --header -d --data --data-ascii --data-raw --data-binary --data-urlencode --json -F --form --form-string -T --upload-file --url-query -A --user-agent -e --referer -u --user --oauth2-bearer -b --cookie -r --range --max-redirs --url --cacert --capath -E --cert --cert-type --key --pass --tls-max --ciphers --tls13-ciphers --curves --connect-timeout -m --max-time --retry -w --write-out -K --config)'

complete -c tlsdiag -n '__tlsdiag_at explain' -l no-pager -d 'All at once, also on a terminal'
complete -c tlsdiag -n '__tlsdiag_at explain' -l color -x -a 'auto always never' -d 'auto (default), always, never'
complete -c tlsdiag -n '__tlsdiag_at explain' -l ascii -d 'No characters outside ASCII'
complete -c tlsdiag -n '__tlsdiag_at explain' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at explain' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_in explain' -f -a '(__tlsdiag_values_3)'

complete -c tlsdiag -n '__tlsdiag_at man' -l write -x -a '(__fish_complete_directories (commandline -ct | string replace -r -- \'^-[^=]*=\' ""))' -d 'Write all pages into this folder, as roff for man'
complete -c tlsdiag -n '__tlsdiag_at man' -l no-pager -d 'All at once, also on a terminal'
complete -c tlsdiag -n '__tlsdiag_at man' -l color -x -a 'auto always never' -d 'auto (default), always, never'
complete -c tlsdiag -n '__tlsdiag_at man' -l ascii -d 'No characters outside ASCII'
complete -c tlsdiag -n '__tlsdiag_at man' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at man' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_operand 0 \'man\' --write --color' -f -a 'tour bisect bundle capture compare check collect ca config diagnose exec replay explain man cheatsheet lab observe policy probe proxy completion show shell findings config-file filter'

complete -c tlsdiag -n '__tlsdiag_at cheatsheet' -l no-pager -d 'All at once, also on a terminal'
complete -c tlsdiag -n '__tlsdiag_at cheatsheet' -l color -x -a 'auto always never' -d 'auto (default), always, never'
complete -c tlsdiag -n '__tlsdiag_at cheatsheet' -l ascii -d 'No characters outside ASCII'
complete -c tlsdiag -n '__tlsdiag_at cheatsheet' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at cheatsheet' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_operand 0 \'cheatsheet\' --color' -f -a 'curl openssl tshark hubble mitmproxy kubectl'

complete -c tlsdiag -n '__tlsdiag_at lab' -l seed -x -d 'With examine'
complete -c tlsdiag -n '__tlsdiag_at lab' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at lab' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_operand 0 \'lab\' --seed' -f -a 'list run serve examine'
complete -c tlsdiag -n '__tlsdiag_operand 1 \'lab\' --seed' -f -a '(__tlsdiag_values_2)'
complete -c tlsdiag -n '__tlsdiag_operand 2 \'lab\' --seed' -f -a '(__tlsdiag_values_2)'

complete -c tlsdiag -n '__tlsdiag_at observe' -l input-file -x -a '(__tlsdiag_files)' -d 'The same as FILE'
complete -c tlsdiag -n '__tlsdiag_at observe' -s f -l follow -d 'Go on as the file grows, until Ctrl-C'
complete -c tlsdiag -n '__tlsdiag_at observe' -l last -x -d 'The last N flows'
complete -c tlsdiag -n '__tlsdiag_at observe' -l first -x -d 'The first N flows'
complete -c tlsdiag -n '__tlsdiag_at observe' -l all -d 'All flows'
complete -c tlsdiag -n '__tlsdiag_at observe' -l since -x -d 'Not before'
complete -c tlsdiag -n '__tlsdiag_at observe' -l until -x -d 'Not after'
complete -c tlsdiag -n '__tlsdiag_at observe' -s o -l output -x -a 'compact table dict json jsonpb' -d 'compact (default), table, dict, json, jsonpb'
complete -c tlsdiag -n '__tlsdiag_at observe' -l l7 -d 'What proxies parsed, as lines of cilium monitor -t l7'
complete -c tlsdiag -n '__tlsdiag_at observe' -l map -x -a '(__tlsdiag_keyed dot svg html)' -d 'A map of who talks to whom, with server names and verdicts'
complete -c tlsdiag -n '__tlsdiag_at observe' -l print-node-name -d 'Show the node'
complete -c tlsdiag -n '__tlsdiag_at observe' -l print-policy-names -d 'Show the policies that decided'
complete -c tlsdiag -n '__tlsdiag_at observe' -l time-format -x -a 'YearMonthDay YearMonthDayHour YearMonthDayHourMinute StampMilli RFC3339 RFC3339Milli RFC3339Micro RFC3339Nano RFC1123Z' -d 'StampMilli (default), RFC3339, RFC3339Milli, RFC3339Micro, RFC3339Nano, RFC1123Z, …'
complete -c tlsdiag -n '__tlsdiag_at observe' -l ip-translation -f -a 'true false' -d 'Pods, services and DNS names in place of addresses (default true)'
complete -c tlsdiag -n '__tlsdiag_at observe' -l numeric -d 'Addresses, no names'
complete -c tlsdiag -n '__tlsdiag_at observe' -l color -x -a 'auto always never' -d 'auto (default), always, never'
complete -c tlsdiag -n '__tlsdiag_at observe' -l ascii -d 'No signs outside ASCII in notes'
complete -c tlsdiag -n '__tlsdiag_at observe' -s s -l silent-errors -d 'No notes and no summary on stderr'
complete -c tlsdiag -n '__tlsdiag_at observe' -l show-secrets -d 'Do not take credentials out of headers and URLs'
complete -c tlsdiag -n '__tlsdiag_at observe' -l not -d 'Reverses the filter behind it'
complete -c tlsdiag -n '__tlsdiag_at observe' -l pod -x -d 'Pod whose name begins so, on either side'
complete -c tlsdiag -n '__tlsdiag_at observe' -l from-pod -x -d 'Of the source'
complete -c tlsdiag -n '__tlsdiag_at observe' -l to-pod -x -d 'Of the destination'
complete -c tlsdiag -n '__tlsdiag_at observe' -s n -l namespace -x -d 'All pods of a namespace, on either side'
complete -c tlsdiag -n '__tlsdiag_more observe' -l from-namespace -x
complete -c tlsdiag -n '__tlsdiag_more observe' -l to-namespace -x
complete -c tlsdiag -n '__tlsdiag_at observe' -s A -l all-namespaces -d 'Pods of any namespace'
complete -c tlsdiag -n '__tlsdiag_more observe' -l from-all-namespaces
complete -c tlsdiag -n '__tlsdiag_more observe' -l to-all-namespaces
complete -c tlsdiag -n '__tlsdiag_at observe' -s l -l label -x -d 'Labels'
complete -c tlsdiag -n '__tlsdiag_more observe' -l from-label -x
complete -c tlsdiag -n '__tlsdiag_more observe' -l to-label -x
complete -c tlsdiag -n '__tlsdiag_at observe' -l service -x -d 'Service whose name begins so'
complete -c tlsdiag -n '__tlsdiag_more observe' -l from-service -x
complete -c tlsdiag -n '__tlsdiag_more observe' -l to-service -x
complete -c tlsdiag -n '__tlsdiag_at observe' -l workload -x -d 'Workload'
complete -c tlsdiag -n '__tlsdiag_more observe' -l from-workload -x
complete -c tlsdiag -n '__tlsdiag_more observe' -l to-workload -x
complete -c tlsdiag -n '__tlsdiag_at observe' -l ip -x -d 'Address, or a block such as 10.0.0.0/8'
complete -c tlsdiag -n '__tlsdiag_more observe' -l from-ip -x
complete -c tlsdiag -n '__tlsdiag_more observe' -l to-ip -x
complete -c tlsdiag -n '__tlsdiag_at observe' -l snat-ip -x -d 'Address that the source was translated to'
complete -c tlsdiag -n '__tlsdiag_at observe' -s 4 -l ipv4 -d 'IPv4 only'
complete -c tlsdiag -n '__tlsdiag_at observe' -s 6 -l ipv6 -d 'IPv6 only'
complete -c tlsdiag -n '__tlsdiag_at observe' -l ip-version -x -a 'v4 v6 none' -d 'v4, v6, none'
complete -c tlsdiag -n '__tlsdiag_at observe' -l fqdn -x -a '(__fish_print_hostnames)' -d 'DNS name'
complete -c tlsdiag -n '__tlsdiag_more observe' -l from-fqdn -x -a '(__fish_print_hostnames)'
complete -c tlsdiag -n '__tlsdiag_more observe' -l to-fqdn -x -a '(__fish_print_hostnames)'
complete -c tlsdiag -n '__tlsdiag_at observe' -l sni -x -a '(__fish_print_hostnames)' -d 'Server name of a ClientHello (captures, records of the proxy)'
complete -c tlsdiag -n '__tlsdiag_at observe' -l no-sni -d 'A ClientHello without server name'
complete -c tlsdiag -n '__tlsdiag_at observe' -l port -x -d 'Port on either side'
complete -c tlsdiag -n '__tlsdiag_more observe' -l from-port -x
complete -c tlsdiag -n '__tlsdiag_more observe' -l to-port -x
complete -c tlsdiag -n '__tlsdiag_at observe' -l protocol -x -a 'tcp udp sctp icmp icmpv4 icmpv6 dns http kafka' -d 'tcp, udp, sctp, icmp, icmpv4, icmpv6, dns, http, kafka'
complete -c tlsdiag -n '__tlsdiag_at observe' -l tcp-flags -x -d 'All of these are set'
complete -c tlsdiag -n '__tlsdiag_at observe' -l verdict -x -a 'FORWARDED DROPPED ERROR AUDIT REDIRECTED TRACED TRANSLATED' -d 'FORWARDED, DROPPED, AUDIT, REDIRECTED, ERROR, TRACED, TRANSLATED'
complete -c tlsdiag -n '__tlsdiag_at observe' -l drop-reason-desc -x -a 'AUTH_REQUIRED CT_CANNOT_CREATE_ENTRY_FROM_PACKET CT_MAP_INSERTION_FAILED CT_MISSING_TCP_ACK_FLAG CT_NO_MAP_FOUND CT_TRUNCATED_OR_INVALID_HEADER CT_UNKNOWN_L4_PROTOCOL DENIED_BY_LB_SRC_RANGE_CHECK DROP_EP_NOT_READY DROP_FRAG_NOT_FOUND_WORLD DROP_HOST_NOT_READY DROP_NO_EGRESS_IP DROP_PUNT_PROXY DROP_RATE_LIMITED ENCAPSULATION_TRAFFIC_IS_PROHIBITED ERROR_RETRIEVING_TUNNEL_KEY ERROR_RETRIEVING_TUNNEL_OPTIONS ERROR_WHILE_CORRECTING_L3_CHECKSUM ERROR_WHILE_CORRECTING_L4_CHECKSUM ERROR_WRITING_TO_PACKET FAILED_TO_INSERT_INTO_PROXYMAP FIB_LOOKUP_FAILED FIRST_LOGICAL_DATAGRAM_FRAGMENT_NOT_FOUND FORBIDDEN_ICMPV6_MESSAGE IGMP_HANDLED IGMP_SUBSCRIBED INVALID_CLUSTER_ID INVALID_DESTINATION_MAC INVALID_GENEVE_OPTION INVALID_IDENTITY INVALID_IPV6_EXTENSION_HEADER INVALID_PACKET_DROPPED INVALID_SOURCE_IP INVALID_SOURCE_MAC INVALID_TC_BUFFER INVALID_VNI IP_FRAGMENTATION_NOT_SUPPORTED IS_A_CLUSTERIP LOCAL_HOST_IS_UNREACHABLE MISSED_TAIL_CALL MISSING_SRV6_STATE MULTICAST_HANDLED NAT46 NAT64 NAT_NOT_NEEDED NO_CONFIGURATION_AVAILABLE_TO_PERFORM_POLICY_DECISION NO_EGRESS_GATEWAY NO_MAPPING_FOR_NAT_MASQUERADE NO_MATCHING_LOCAL_CONTAINER_FOUND NO_NODE_ID NO_SID NO_TUNNEL_OR_ENCAPSULATION_ENDPOINT POLICY_DENIED POLICY_DENY PROXY_REDIRECTION_NOT_SUPPORTED_FOR_PROTOCOL REACHED_EDT_RATE_LIMITING_DROP_HORIZON SERVICE_BACKEND_NOT_FOUND SNAT_NO_MAP_FOUND SOCKET_ASSIGN_FAILED SOCKET_LOOKUP_FAILED STALE_OR_UNROUTABLE_IP TTL_EXCEEDED UNENCRYPTED_TRAFFIC UNKNOWN_CONNECTION_TRACKING_STATE UNKNOWN_ICMPV4_CODE UNKNOWN_ICMPV4_TYPE UNKNOWN_ICMPV6_CODE UNKNOWN_ICMPV6_TYPE UNKNOWN_L3_TARGET_ADDRESS UNKNOWN_L4_PROTOCOL UNKNOWN_SENDER UNSUPPORTED_L2_PROTOCOL UNSUPPORTED_L3_PROTOCOL UNSUPPORTED_PROTOCOL_FOR_DSR_ENCAP UNSUPPORTED_PROTOCOL_FOR_NAT_MASQUERADE VLAN_FILTERED' -d 'POLICY_DENIED, AUTH_REQUIRED …'
complete -c tlsdiag -n '__tlsdiag_at observe' -s t -l type -x -a 'drop l7 policy-verdict trace trace:to-proxy trace:from-proxy trace:to-endpoint trace:from-endpoint trace:to-network trace:from-network trace-sock capture' -d 'drop, l7, policy-verdict, trace, trace:to-proxy, trace-sock, capture'
complete -c tlsdiag -n '__tlsdiag_at observe' -l traffic-direction -x -a 'ingress egress' -d 'ingress, egress'
complete -c tlsdiag -n '__tlsdiag_at observe' -l http-status -x -d '404, or 5+ for all that begin so'
complete -c tlsdiag -n '__tlsdiag_at observe' -l http-method -x -a 'GET POST PUT DELETE HEAD OPTIONS PATCH CONNECT' -d 'GET, POST, in any case'
complete -c tlsdiag -n '__tlsdiag_at observe' -l http-path -x -d 'Regular expression found in the path'
complete -c tlsdiag -n '__tlsdiag_at observe' -l http-url -x -d 'Found in the URL'
complete -c tlsdiag -n '__tlsdiag_at observe' -l http-header -x -d 'Header with this value'
complete -c tlsdiag -n '__tlsdiag_at observe' -l identity -x -a 'world host remote-node kube-apiserver health init ingress unmanaged' -d 'Number, or world, host, remote-node, kube-apiserver …'
complete -c tlsdiag -n '__tlsdiag_more observe' -l from-identity -x -a 'world host remote-node kube-apiserver health init ingress unmanaged'
complete -c tlsdiag -n '__tlsdiag_more observe' -l to-identity -x -a 'world host remote-node kube-apiserver health init ingress unmanaged'
complete -c tlsdiag -n '__tlsdiag_at observe' -l cluster -x -d 'Cluster'
complete -c tlsdiag -n '__tlsdiag_more observe' -l from-cluster -x
complete -c tlsdiag -n '__tlsdiag_more observe' -l to-cluster -x
complete -c tlsdiag -n '__tlsdiag_at observe' -l node-name -x -d 'Node'
complete -c tlsdiag -n '__tlsdiag_at observe' -l node-label -x -d 'Labels of the node'
complete -c tlsdiag -n '__tlsdiag_at observe' -l interface -x -d 'Network interface'
complete -c tlsdiag -n '__tlsdiag_at observe' -l encrypted -d 'Encrypted between nodes'
complete -c tlsdiag -n '__tlsdiag_at observe' -l unencrypted -d 'Not so'
complete -c tlsdiag -n '__tlsdiag_at observe' -l trace-id -x -d 'Trace of the request'
complete -c tlsdiag -n '__tlsdiag_at observe' -l ip-trace-id -x -d 'Trace of the packet'
complete -c tlsdiag -n '__tlsdiag_at observe' -l uuid -x -d 'This flow alone'
complete -c tlsdiag -n '__tlsdiag_at observe' -l allowlist -x -d 'Show what matches one of these FlowFilters'
complete -c tlsdiag -n '__tlsdiag_at observe' -l denylist -x -d 'Leave out what matches one of these FlowFilters'
complete -c tlsdiag -n '__tlsdiag_at observe' -l print-raw-filters -d 'Print the filters as FlowFilters, and stop'
complete -c tlsdiag -n '__tlsdiag_at observe' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at observe' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_in observe' -f -a '(__tlsdiag_files)'

complete -c tlsdiag -n '__tlsdiag_at policy' -a lint -d 'Reads resources as kubectl takes them (YAML or JSON, several documents, lists; of a folder …'
complete -c tlsdiag -n '__tlsdiag_at policy' -a explain -d 'For each kind of pods that the policies select and each direction'
complete -c tlsdiag -n '__tlsdiag_at policy' -a test -d 'Plays an attempt through as Cilium would'
complete -c tlsdiag -n '__tlsdiag_at policy' -a draft -d 'Names from DNS answers and ClientHellos become toFQDNs, pods toEndpoints, nodes …'
complete -c tlsdiag -n '__tlsdiag_at policy' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at policy' -l debug -d 'Show stack traces'

complete -c tlsdiag -n '__tlsdiag_at policy lint' -s f -l filename -x -a '(__tlsdiag_files yaml yml json)' -d 'The same, as kubectl has it'
complete -c tlsdiag -n '__tlsdiag_at policy lint' -s R -l recursive -d 'Look into folders within folders'
complete -c tlsdiag -n '__tlsdiag_at policy lint' -l cilium-version -x -a '1.20 1.19 1.18 1.17 1.16 1.15' -d 'The release that the policies are for (default: 1.20)'
complete -c tlsdiag -n '__tlsdiag_at policy lint' -l trust -x -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr)' -d 'What the pods trust'
complete -c tlsdiag -n '__tlsdiag_at policy lint' -l at -x -d 'Hold certificates against this time (ISO 8601; default: now)'
complete -c tlsdiag -n '__tlsdiag_at policy lint' -s S -l suppress -x -a 'certificate-does-not-cover-names certificate-fails-strict-clients certificate-not-trusted certificate-time certificate-unreadable certificate-without-san istio-addresses-required istio-conflicting-protocol istio-credential-on-sidecar istio-destination-port-unknown istio-double-tls istio-external-name-port istio-gateway-credential istio-gateway-duplicate-certificate istio-gateway-tls istio-headless-under-strict istio-host-not-in-gateway istio-http-route-unused istio-mutual-against-disable istio-mutual-to-external istio-mutual-with-other-fields istio-mutual-without-certificate istio-no-ca-certificates istio-passthrough-without-routes istio-plain-to-tls-port istio-plaintext-against-strict istio-port-level-drops-tls istio-port-mtls-service-port istio-port-mtls-without-selector istio-port-name istio-protocol-against-port istio-rewrite-changes-sni istio-sni-host-is-address istio-sni-hosts-outside-hosts istio-sni-is-not-the-host istio-sni-not-sent istio-sni-without-names istio-subset-selects-no-pods istio-subset-unknown istio-unknown-field istio-unknown-host istio-verification-off istio-wildcard-with-dns istio-wrong-value manifest-api-version manifest-missing-field manifest-unknown-field manifest-unsupported-value manifest-wrong-type originating-bundle-lacks-issuer policy-cidr policy-combined-peers policy-conflicting-tls policy-dead-field policy-dead-l7-protocol policy-dns-peer-without-namespace policy-dns-rule-lacks-name policy-dns-rule-misplaced policy-dns-without-tcp policy-empty-item policy-empty-l7-rules policy-empty-list-denies-nothing policy-field-needs-newer-cilium policy-fqdn-double-star policy-fqdn-syntax policy-fqdn-without-dns-rule policy-header policy-header-secret policy-host-form policy-host-unescaped-dot policy-http-regex policy-http-without-tls policy-icmp-with-ports policy-item-allows-nothing policy-l4-twin policy-l7-needs-tcp policy-l7-on-nodes policy-l7-proxy-disabled policy-leaves-direction-open policy-listener policy-method policy-path-prefix policy-port policy-selector policy-server-name policy-server-names-regression policy-server-names-with-l7 policy-service-port policy-several-l7-types policy-tls-on-plain-port policy-tls-one-context policy-tls-without-http policy-unsupported-entity policy-upstream-sni-regression policy-without-direction secret-in-other-namespace secret-key-does-not-match secret-missing-key secret-not-base64 secret-not-given secret-terminating-has-ca secret-too-big secret-type yaml-unquoted-value yaml-unreadable' -d 'Leave this lint out'
complete -c tlsdiag -n '__tlsdiag_at policy lint' -s L -l list -d 'List the lints, and read nothing'
complete -c tlsdiag -n '__tlsdiag_at policy lint' -s o -l output -x -a 'text json junit sarif github' -d 'text (default), json, junit, sarif, github'
complete -c tlsdiag -n '__tlsdiag_at policy lint' -l report -x -a '(__tlsdiag_keyed text json junit sarif github)' -d 'Write a report to a file besides'
complete -c tlsdiag -n '__tlsdiag_at policy lint' -l color -x -a 'auto always never' -d 'auto (default), always, never'
complete -c tlsdiag -n '__tlsdiag_at policy lint' -l ascii -d 'No characters outside ASCII'
complete -c tlsdiag -n '__tlsdiag_at policy lint' -l fail-on -x -a 'error warning note never' -d 'Exit 1 from this severity on'
complete -c tlsdiag -n '__tlsdiag_at policy lint' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at policy lint' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_in policy lint' -f -a '(__tlsdiag_files yaml yml json)'

complete -c tlsdiag -n '__tlsdiag_at policy explain' -s f -l filename -x -a '(__tlsdiag_files yaml yml json)' -d 'The same, as kubectl has it'
complete -c tlsdiag -n '__tlsdiag_at policy explain' -s R -l recursive -d 'Look into folders within folders'
complete -c tlsdiag -n '__tlsdiag_at policy explain' -l cilium-version -x -a '1.20 1.19 1.18 1.17 1.16 1.15' -d 'The release that reads them (default: 1.20)'
complete -c tlsdiag -n '__tlsdiag_at policy explain' -s o -l output -x -a 'text json' -d 'text (default) or json'
complete -c tlsdiag -n '__tlsdiag_at policy explain' -l color -x -a 'auto always never' -d 'auto (default), always, never'
complete -c tlsdiag -n '__tlsdiag_at policy explain' -l ascii -d 'No characters outside ASCII'
complete -c tlsdiag -n '__tlsdiag_at policy explain' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at policy explain' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_in policy explain' -f -a '(__tlsdiag_files yaml yml json)'

complete -c tlsdiag -n '__tlsdiag_at policy test' -s f -l filename -x -a '(__tlsdiag_files yaml yml json)' -d 'Policies (and Pods, for their labels)'
complete -c tlsdiag -n '__tlsdiag_at policy test' -s R -l recursive -d 'Look into folders within folders'
complete -c tlsdiag -n '__tlsdiag_at policy test' -l from -x -d 'Who connects'
complete -c tlsdiag -n '__tlsdiag_at policy test' -l to -x -d 'Whom it connects to'
complete -c tlsdiag -n '__tlsdiag_at policy test' -l direction -x -a 'egress ingress both' -d 'egress, ingress or both'
complete -c tlsdiag -n '__tlsdiag_at policy test' -l sni -x -a '(__fish_print_hostnames)' -d 'server_name of the ClientHello'
complete -c tlsdiag -n '__tlsdiag_at policy test' -l no-sni -d 'A ClientHello without server_name'
complete -c tlsdiag -n '__tlsdiag_at policy test' -l plain -d 'No TLS, whatever the port'
complete -c tlsdiag -n '__tlsdiag_at policy test' -l http -x -d 'Method and path'
complete -c tlsdiag -n '__tlsdiag_at policy test' -s H -l header -x -d 'A header of the request'
complete -c tlsdiag -n '__tlsdiag_at policy test' -l dns -x -a '(__fish_print_hostnames)' -d 'A DNS query, to --to or the cluster\'s DNS'
complete -c tlsdiag -n '__tlsdiag_at policy test' -l address -x -d 'The address that the name of --to has'
complete -c tlsdiag -n '__tlsdiag_at policy test' -l dns-server -x -d 'Whom pods ask for names'
complete -c tlsdiag -n '__tlsdiag_at policy test' -l capture -x -a '(__tlsdiag_files pcap pcapng cap dmp pcap.gz pcapng.gz pcap.zst pcapng.zst)' -d 'Try every lookup and ClientHello of captures'
complete -c tlsdiag -n '__tlsdiag_at policy test' -l cilium-version -x -a '1.20 1.19 1.18 1.17 1.16 1.15' -d 'The release that is emulated (default: 1.20)'
complete -c tlsdiag -n '__tlsdiag_at policy test' -s o -l output -x -a 'text json' -d 'text (default) or json'
complete -c tlsdiag -n '__tlsdiag_at policy test' -l color -x -a 'auto always never' -d 'auto (default), always, never'
complete -c tlsdiag -n '__tlsdiag_at policy test' -l ascii -d 'No characters outside ASCII'
complete -c tlsdiag -n '__tlsdiag_at policy test' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at policy test' -l debug -d 'Show stack traces'

complete -c tlsdiag -n '__tlsdiag_at policy draft' -l from -x -d 'The pods'
complete -c tlsdiag -n '__tlsdiag_at policy draft' -l client -x -d 'Their addresses in captures'
complete -c tlsdiag -n '__tlsdiag_at policy draft' -l name -x -d 'The policy\'s name'
complete -c tlsdiag -n '__tlsdiag_at policy draft' -l intercept -d 'TLS to names is decrypted'
complete -c tlsdiag -n '__tlsdiag_at policy draft' -l server-names -d 'The server names seen become binding (serverNames; Cilium 1.13)'
complete -c tlsdiag -n '__tlsdiag_at policy draft' -l dns-server -x -d 'Whom pods ask for names'
complete -c tlsdiag -n '__tlsdiag_at policy draft' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at policy draft' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_in policy draft' -f -a '(__tlsdiag_files)'

complete -c tlsdiag -n '__tlsdiag_at probe' -l servername -o servername -x -a '(__fish_print_hostnames)' -d 'The right SNI'
complete -c tlsdiag -n '__tlsdiag_at probe' -l noservername -o noservername -d 'No SNI in the base'
complete -c tlsdiag -n '__tlsdiag_at probe' -l alpn -o alpn -x -a '(__tlsdiag_list , h2 http/1.1 none h3 http/1.0 istio istio-peer-exchange)' -d 'Protocols of the base'
complete -c tlsdiag -n '__tlsdiag_at probe' -l hello -x -a '(__tlsdiag_values_1) (__tlsdiag_files pcap pcapng cap dmp pcap.gz pcapng.gz pcap.zst pcapng.zst)' -d 'A client\'s hello as the base'
complete -c tlsdiag -n '__tlsdiag_at probe' -l starttls -o starttls -x -a 'smtp imap pop3 ftp ldap xmpp postgres mysql' -d 'smtp, imap, pop3, ftp, ldap, xmpp, postgres, mysql first'
complete -c tlsdiag -n '__tlsdiag_at probe' -l axis -x -a '(__tlsdiag_list , sni segments size groups versions alpn ciphers signatures resumption proxy-header plaintext starttls)' -d 'Vary only these, separated by commas'
complete -c tlsdiag -n '__tlsdiag_at probe' -l dry-run -d 'Say what would be sent, and send nothing'
complete -c tlsdiag -n '__tlsdiag_at probe' -s x -l proxy -x -d 'Through http://, socks4a://, socks5h:// …'
complete -c tlsdiag -n '__tlsdiag_at probe' -s U -l proxy-user -x -d 'For the proxy'
complete -c tlsdiag -n '__tlsdiag_at probe' -l resolve -x -d 'Use this address for the name'
complete -c tlsdiag -n '__tlsdiag_at probe' -l connect-to -x -d 'Connect to H2:P2 instead of H1:P1'
complete -c tlsdiag -n '__tlsdiag_at probe' -l each-address -d 'Every address of the name, one by one'
complete -c tlsdiag -n '__tlsdiag_at probe' -s 4 -l ipv4 -d 'IPv4 only'
complete -c tlsdiag -n '__tlsdiag_at probe' -s 6 -l ipv6 -d 'IPv6 only'
complete -c tlsdiag -n '__tlsdiag_at probe' -l rate -x -d 'New connections a second, at most 8 at once'
complete -c tlsdiag -n '__tlsdiag_at probe' -l connect-timeout -x -d 'Patience to connect, and again for an answer'
complete -c tlsdiag -n '__tlsdiag_at probe' -l ca -l cacert -x -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr)' -d 'Say whether these are trusted'
complete -c tlsdiag -n '__tlsdiag_at probe' -l full -d 'Every probe in a table, every answer'
complete -c tlsdiag -n '__tlsdiag_at probe' -s o -l output -x -a 'text json' -d 'text (default) or json'
complete -c tlsdiag -n '__tlsdiag_at probe' -l report -x -a '(__tlsdiag_keyed html json)' -d 'Also write the report to a file'
complete -c tlsdiag -n '__tlsdiag_at probe' -l fail-on -x -a 'error warning note never' -d 'Exit 1 from this severity on'
complete -c tlsdiag -n '__tlsdiag_at probe' -s v -l verbose -d 'Every answer, every finding and fix'
complete -c tlsdiag -n '__tlsdiag_at probe' -l color -x -a 'auto always never' -d 'auto (default), always, never'
complete -c tlsdiag -n '__tlsdiag_at probe' -l ascii -d 'No characters outside ASCII'
complete -c tlsdiag -n '__tlsdiag_at probe' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at probe' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_operand 0 \'probe\' --servername -servername --alpn -alpn --hello --starttls -starttls --axis -x --proxy -U --proxy-user --resolve --connect-to --rate --connect-timeout --ca --cacert -o --output --report --fail-on --color' -f -a '(__fish_print_hostnames)'

complete -c tlsdiag -n '__tlsdiag_at proxy' -l mode -x -a 'regular socks5 transparent reverse: upstream: tap:' -d 'regular (default), socks5, transparent, reverse:URL, upstream:URL or tap:HOST:PORT, with …'
complete -c tlsdiag -n '__tlsdiag_at proxy' -s p -l listen-port -x -d 'Where the mode has none'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l listen-host -x -d 'Usually 127.0.0.1'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l proxy-protocol -x -a 'in v1 v2' -d 'Expect a PROXY header of clients, or send one to servers'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l profile -x -a 'tlsdiag envoy cilium-before-sni-fix cilium istio-sidecar nginx haproxy mitmproxy' -d 'Behave as tlsdiag (default), envoy, cilium, cilium-before-sni-fix, istio-sidecar, nginx, …'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l sni -x -a 'auto host none (__fish_print_hostnames)' -d 'Server name to send'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l alpn -x -a '(__tlsdiag_list , h2 http/1.1 none h3 http/1.0 istio istio-peer-exchange)' -d 'Protocols to offer, as h2,http/1.1'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l tls-min -x -a '1.0 1.1 1.2 1.3' -d '1.0 to 1.3'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l tls-max -x -a '1.0 1.1 1.2 1.3' -d '1.0 to 1.3'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l ciphers -x -a '(__tlsdiag_list : TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-RSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES256-GCM-SHA384 ECDHE-RSA-AES256-GCM-SHA384 ECDHE-ECDSA-CHACHA20-POLY1305 ECDHE-RSA-CHACHA20-POLY1305 ECDHE-ECDSA-AES128-SHA ECDHE-RSA-AES128-SHA ECDHE-ECDSA-AES256-SHA ECDHE-RSA-AES256-SHA AES128-GCM-SHA256 AES256-GCM-SHA384 AES128-SHA AES256-SHA)' -d 'Cipher suites to offer, with IANA\'s or OpenSSL\'s names'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l curves -x -a '(__tlsdiag_list : x25519 secp256r1 secp384r1 secp521r1 X25519MLKEM768)' -d 'Groups to offer, as x25519:secp256r1'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l client-cert -x -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr)' -d 'Certificate and key to show to servers that ask'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l ca -x -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr)' -d 'Verify servers with these authorities instead of the system\'s'
complete -c tlsdiag -n '__tlsdiag_at proxy' -s k -l insecure -d 'Do not verify servers at all'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l no-verify-name -d 'Verify the chain of servers, not their names'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l reuse-sessions -d 'Resume TLS sessions'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l connect-to -x -d 'Dial H2:P2 for H1:P1, empty ones being any'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l allow-hosts -x -d 'Intercept only hosts (\'name:port\') that match'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l ignore-hosts -x -d 'Relay hosts that match untouched'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l certs -x -a '(__tlsdiag_files pem crt cer key p12 pfx jks p7b der csr)' -d 'Certificate and key for HOST (\'*.x\' too) instead of one made on the fly'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l policy -x -a '(__tlsdiag_files yaml yml json)' -d 'Policies, as kubectl takes them'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l secrets -x -a '(__tlsdiag_files yaml yml json)' -d 'Kubernetes Secrets that the policies name'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l pod -x -d 'The pod that clients stand for, as app=web,tier=front'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l policy-deny -x -a 'drop reset' -d 'What is denied gets no answer (default), or a reset'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l cilium-version -x -a '1.20 1.19 1.18 1.17 1.16 1.15' -d 'Usually the newest known'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l dns -x -d 'Be the cluster\'s DNS there'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l dns-upstream -x -d 'Who resolves'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l dns-as -x -d 'Whom policies have to allow for it'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l dns-reject -x -a 'refused nameError' -d 'How names are refused'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l flows -x -a '(__tlsdiag_files json)' -d 'Each verdict as a flow, as \'hubble observe -o json\' has it'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l events -x -a '(__tlsdiag_files json)' -d 'A JSON object a line for every connection and request'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l har -x -a '(__tlsdiag_files har)' -d 'An HTTP Archive of connections and requests'
complete -c tlsdiag -n '__tlsdiag_at proxy' -s w -x -a '(__tlsdiag_files pcap pcapng cap dmp pcap.gz pcapng.gz pcap.zst pcapng.zst)' -d 'All packets as pcapng with their keys'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l show-secrets -d 'Do not redact Authorization, cookies, tokens in URLs …'
complete -c tlsdiag -n '__tlsdiag_at proxy' -s o -l output -x -a 'compact jsonl' -d 'Of stdout'
complete -c tlsdiag -n '__tlsdiag_at proxy' -s q -l quiet -d 'Nothing on stdout'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l color -x -a 'auto always never' -d 'auto (default), always, never'
complete -c tlsdiag -n '__tlsdiag_at proxy' -s c -x -d 'Stop after N requests'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l for -x -d 'Stop after that time'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l web -f -a '(__fish_print_hostnames)' -d 'Serve a page with a map and a table of all flows, on 127.0.0.1 and a free port or on PORT …'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l web-remote -d 'Let --web listen where other machines reach it'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l tui -d 'Show the flows on this terminal'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l ca-dir -x -a '(__fish_complete_directories (commandline -ct | string replace -r -- \'^-[^=]*=\' ""))' -d 'The authority\'s folder (default: $XDG_DATA_HOME/tlsdiag/ca)'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l passphrase-file -x -a '(__tlsdiag_files)' -d 'The key\'s passphrase is the first line of FILE'
complete -c tlsdiag -n '__tlsdiag_at proxy' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at proxy' -l debug -d 'Show stack traces'

complete -c tlsdiag -n '__tlsdiag_at completion' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at completion' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_operand 0 \'completion\'' -f -a 'bash zsh fish kubectl'

complete -c tlsdiag -n '__tlsdiag_at show' -s o -l output -x -a 'text json html compact' -d 'text (default), json'
complete -c tlsdiag -n '__tlsdiag_at show' -l show -x -d 'Of handshakes'
complete -c tlsdiag -n '__tlsdiag_at show' -l hops -d 'Of reports'
complete -c tlsdiag -n '__tlsdiag_at show' -l full -d 'Of probes'
complete -c tlsdiag -n '__tlsdiag_at show' -l fail-on -x -a 'error warning note never' -d 'Exit 1 from this severity on'
complete -c tlsdiag -n '__tlsdiag_at show' -l fail-on-unknown -d 'Exit 1, not 3, where it cannot be told'
complete -c tlsdiag -n '__tlsdiag_at show' -l ignore-file -x -a '(__tlsdiag_files yaml yml json)' -d 'Findings that are known (default: .tlsdiag-ignore.yaml, if there)'
complete -c tlsdiag -n '__tlsdiag_at show' -s v -l verbose -d 'Everything that the command showed with -v'
complete -c tlsdiag -n '__tlsdiag_at show' -l color -x -a 'auto always never' -d 'auto (default), always, never'
complete -c tlsdiag -n '__tlsdiag_at show' -l ascii -d 'No characters outside ASCII'
complete -c tlsdiag -n '__tlsdiag_at show' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at show' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_operand 0 \'show\' -o --output --show --fail-on --ignore-file --color' -f -a '(__tlsdiag_files html json jsonl)'

complete -c tlsdiag -n '__tlsdiag_at shell' -s c -x -d 'Run this line'
complete -c tlsdiag -n '__tlsdiag_at shell' -s e -l errexit -d 'Stop at findings (1) and at what cannot be told (3), too'
complete -c tlsdiag -n '__tlsdiag_at shell' -l color -x -a 'auto always never' -d 'Of words while they are typed'
complete -c tlsdiag -n '__tlsdiag_at shell' -s h -l help -l help-all -d 'Show this page'
complete -c tlsdiag -n '__tlsdiag_at shell' -l debug -d 'Show stack traces'
complete -c tlsdiag -n '__tlsdiag_operand 0 \'shell\' -c --color' -f -a '(__tlsdiag_files)'

complete -c tlsdiag -n '__tlsdiag_operand 0 \'help\'' -f -a '(__tlsdiag_values_4)'

function __tlsdiag_values_1
    printf '%s\t%s\n' \
        apple 'TLS of an Apple system (to icloud.com)' \
        aws-cli 'AWS CLI 1.45, botocore on Python 3.11' \
        chrome-125 'Chrome 125' \
        chrome-ech 'Chrome with Encrypted Client Hello' \
        chrome-padded 'Chrome of before post-quantum groups, padded to 517 bytes' \
        curl-openssl-1.1 'a libcurl client with OpenSSL 1.1.1' \
        curl-openssl-3.0 'curl 7.88 with OpenSSL 3.0' \
        envoy-1.2 'BoringSSL set up as Envoy sets it up for upstreams at its defaults (TLS 1.2), recorded …' \
        firefox 'Firefox with X25519MLKEM768' \
        firefox-no-pq 'Firefox of before post-quantum groups' \
        gnutls-3.7 'GnuTLS 3.7, gnutls-cli --sni-hostname' \
        go-1.19 'Go 1.19, crypto/tls without ALPN' \
        go-1.19-http 'Go 1.19, net/http' \
        haproxy 'HAProxy 2.6 with OpenSSL 3.0, a server line with ssl alone' \
        haproxy-sni 'HAProxy 2.6 with OpenSSL 3.0, with sni and alpn h2,http/1.1' \
        java-17 'OpenJDK 17, SSLSocket' \
        java-17-httpclient 'OpenJDK 17, java.net.http.HttpClient' \
        java-25 'OpenJDK 25, SSLSocket' \
        java-25-httpclient 'OpenJDK 25, java.net.http.HttpClient' \
        mitmproxy-8 'mitmproxy 8.1' \
        nginx 'nginx 1.22 with OpenSSL 3.0, proxy_pass at its defaults' \
        nginx-sni 'nginx 1.22 with OpenSSL 3.0, proxy_ssl_server_name on' \
        node-20 'Node.js 20, tls.connect' \
        node-20-fetch 'Node.js 20, fetch (undici)' \
        openssl-1.1 'OpenSSL 1.1.1 (told by its groups), no ALPN' \
        openssl-3.0 'OpenSSL 3.0, s_client -servername' \
        python-3.11 'Python 3.11, ssl.create_default_context()' \
        python-requests 'Requests 2.34 on urllib3 2 and Python 3.11' \
        stunnel 'stunnel with OpenSSL 3.0, sni set' \
        wget 'GNU Wget 1.21'
end

function __tlsdiag_values_2
    printf '%s\t%s\n' \
        mrap-no-sni 'silent without SNI, beside a bucket that needs none' \
        sni-alert-112 'alert 112 unrecognized_name without SNI' \
        sni-alert-40 'alert 40 handshake_failure without SNI' \
        sni-reset 'TCP reset without SNI' \
        sni-close 'TCP close without SNI, not a byte of TLS' \
        sni-default-certificate 'another name\'s certificate without SNI' \
        sni-resumption 'needs SNI, but not to resume' \
        sni-rewritten 'the proxy names a host that the server does not serve' \
        sni-rewritten-checked 'the proxy checks the certificate for another name' \
        sni-alias 'the client names an alias, the proxy checks for it' \
        double-tls 'a proxy that puts its client\'s TLS into TLS' \
        tls13-only 'a server that takes TLS 1.3 alone' \
        tls12-only 'a server that takes TLS 1.2 alone' \
        alpn-required 'a server that refuses who does not offer h2' \
        bundle-lacks-issuer 'the proxy trusts too little to verify the server' \
        incomplete-chain 'the server forgets its intermediate certificate' \
        untrusted-server 'the server\'s authority is known to nobody' \
        self-signed 'the server signed its certificate itself' \
        expired 'the server\'s certificate ran out two days ago' \
        not-yet-valid 'the server\'s certificate begins in two days' \
        wrong-name 'the server\'s certificate is for another name' \
        client-certificate 'the server wants a certificate that a proxy lacks' \
        plaintext-server 'the server speaks HTTP on its TLS port' \
        sni-policy-reset 'a policy resets one name and lets others pass' \
        sni-policy-close 'one name is closed without a byte of TLS' \
        sni-policy-silent 'one name is never answered' \
        sni-policy-alert 'one name is refused with alert 80, others are not' \
        sni-allow-list 'one name passes, and nobody asks for it' \
        every-name-reset 'every name is reset' \
        no-filter-chain 'a gateway resets the one name that it does not have' \
        sni-fatal-112 'the server refuses the name with alert 112' \
        sni-warning-112 'a warning about the name, which ends it for Java' \
        sni-case 'a server that compares names byte by byte' \
        sni-dot 'a server that refuses names with a dot at the end' \
        split-hello-reset 'a sniffer resets a hello that comes in two segments' \
        split-hello-dropped 'a filter drops a hello that comes in two segments' \
        two-records 'a sniffer resets a hello in two TLS records' \
        hello-too-big 'a proxy closes on hellos of more than 2000 bytes' \
        ech-grease 'a box resets hellos with encrypted_client_hello' \
        no-alpn-for-grpc 'an interceptor agrees on no protocol with gRPC' \
        group-mismatch 'the proxy lacks the server\'s only group' \
        cipher-mismatch 'the proxy lacks the server\'s only cipher suite' \
        old-versions-only 'the server is older than TLS 1.2' \
        upstream-port-plain 'the proxy speaks TLS to the plain port' \
        mail-greeting 'a mail server that wants STARTTLS first' \
        plaintext-proxy 'the proxy answers TLS in the clear' \
        untrusted-ca 'the client lacks the internal authority' \
        no-san 'TLS inspection with a certificate without SAN' \
        strict-x509 'the inspection CA lacks what strict clients ask for' \
        interceptor-client-cert 'the interceptor wants a client certificate, TLS 1.3' \
        interceptor-client-cert-tls12 'the interceptor wants a client certificate, TLS 1.2' \
        client-certificate-tls13 'as client-certificate' \
        default-certificate 'an ingress shows its fake certificate for every name' \
        address-in-url 'the server is asked for by its address, not by a name' \
        key-usage 'an RSA certificate that may not sign, with ECDHE' \
        certificate-request-too-big 'the server names hundreds of client authorities' \
        clock-skew 'the certificate is valid from a minute ahead on' \
        incomplete-chain-bare 'as incomplete-chain' \
        expired-tls12 'the certificate has expired, TLS 1.2' \
        wrong-name-tls12 'the certificate is for another name, TLS 1.2' \
        legacy-renegotiation 'the server does not know secure renegotiation' \
        resumed-session-lost-ems 'a session comes back without extended master secret' \
        certificate-by-renegotiation 'the server asks for a certificate after the request' \
        session-of-another-host 'the proxy resumes a session of another name' \
        connect-403 'the proxy refuses CONNECT' \
        connect-407 'the proxy refuses CONNECT' \
        connect-to-web-server 'what is taken for a proxy is a web server' \
        connect-404-envoy 'an HTTP policy takes the CONNECT' \
        proxy-dns-failure 'the proxy has no address for the name' \
        proxy-connect-fail 'the proxy cannot reach the server' \
        https-scheme-for-http-proxy 'HTTPS_PROXY=https://… for a proxy without TLS' \
        connect-to-tls-port 'what is taken for a proxy is a port of TLS' \
        sni-names-the-proxy 'the client names the proxy in the tunnel' \
        sni-lost-in-tunnel 'the client names nobody in the tunnel' \
        no-proxy-not-honoured 'a request for a host close by goes to a far proxy' \
        dns-refused 'the client\'s DNS server refuses the name' \
        dns-fake-nxdomain 'the client\'s DNS server denies a name, without an SOA' \
        dns-truncated 'the DNS answer is cut short, and TCP is closed' \
        connection-refused 'nothing listens on the server\'s port' \
        full-listen-queue 'the server accepts nobody, and SYNs are dropped' \
        policy-drop 'a filter drops SYNs to the port the proxy uses' \
        proxy-header-missing 'the server wants a PROXY header, the proxy sends none' \
        proxy-header-v1 'the proxy sends a PROXY header v1 nobody expects' \
        proxy-header-v2 'the proxy sends a PROXY header v2 nobody expects' \
        detection-delay 'the proxy answers after exactly 5 s' \
        proxy-503-by-itself 'the proxy answers 503 for one host by itself' \
        host-header-decides-route 'the sidecar goes by the Host, which names another service' \
        host-header-innocent 'a foreign Host, and the sidecar has no server for any' \
        wrong-port 'the right Host at a port the service does not have' \
        host-has-port 'the sidecar knows the name, not the name with its port' \
        strict-mtls 'a port of mutual TLS gets plain HTTP without a sidecar' \
        policy-403 'an HTTP rule of Cilium forbids the request' \
        policy-500 'the proxy of Cilium knows no policy for the pod' \
        early-data-425 'a gateway answers 425, too early' \
        http-parse-error 'the server\'s response breaks the framing of HTTP' \
        h2-coalesced 'a gateway answers 421 on a connection for another host' \
        keepalive-race 'the sidecar\'s idle connection was closed by the server' \
        h2-forced 'the sidecar forces HTTP/2 on a server of HTTP/1.1' \
        large-answer-lost 'a path that loses the server\'s full-size packets' \
        large-hello-lost 'a path that loses the proxy\'s full-size packets' \
        five-tuple-collision 'a proxy keeps the client\'s port, which is taken' \
        java-omits-sni 'a Java client names nobody to a gateway that needs a name' \
        no-name-no-filter-chain 'a client names nobody to a gateway that needs a name' \
        address-for-name 'the server is asked for by address and needs a name' \
        port-hijacked 'the proxy leads the name to an unrelated server' \
        first-of-two-proxies-loses-name 'two proxies in a row, the first loses the name' \
        other-trust-store 'a second program lacks the inspection CA' \
        pinned-certificate 'a second program expects another certificate' \
        tunnel-by-address 'a tunnel by address is not intercepted, one by name is' \
        registry-only 'a sidecar lets nothing out that it has no entry for' \
        target-group-version 'a load balancer\'s servers speak another HTTP version' \
        host-header-with-control 'the Host leads elsewhere' \
        connect-timeout 'a sidecar gave up connecting to its server' \
        secret-missing 'a listener ends every connection, whatever the name' \
        gateway-old-version 'the gateway has no version of TLS that the client has' \
        intolerant-extension 'dies of one extension that it does not know' \
        intolerant-size 'silent to a ClientHello of 128 to 255 bytes' \
        intolerant-order 'dies of key_share before supported_versions' \
        intolerant-second-group 'dies where x25519 is the second group' \
        intolerant-pair 'dies of two things, each of which it can stand alone' \
        tls-inspection 'TLS inspection done right' \
        lower-version 'a proxy with TLS 1.2 and HTTP/1.1 that works' \
        other-ciphers 'a proxy with a cipher and a group of its own that works' \
        name-mapped 'a gateway that names its backend, as it is meant to' \
        cname-chain 'the name is an alias of an alias, IPv4 only' \
        dns-over-tcp 'the DNS answer is cut short, and TCP has all of it' \
        slow-answer 'the server takes 1.3 s to answer a ClientHello' \
        two-certificates 'an RSA certificate for some clients, ECDSA for others' \
        odd-chain-order 'a cross-signed chain in odd order, and more in it' \
        upper-case-wildcard 'a wildcard certificate in upper case' \
        address-in-certificate 'asked for by its address, which the certificate has' \
        last-day 'the certificate has some hours left' \
        certificate-optional 'the server asks for a client certificate and needs none' \
        healthy-hellos 'a name in capitals, TLS 1.2, two segments' \
        healthy-hello-retry 'a server that asks for another key share' \
        healthy-names-apart 'names that work, beside one that nobody asks for' \
        own-status-503 'the server\'s own 503 through a sidecar' \
        own-status-403 'the server\'s own 403, in the words of a policy' \
        foreign-host-works 'a foreign Host with a port, and a route for it' \
        host-header-rewritten 'a reverse proxy sets the Host to the service it asks' \
        two-forward-proxies 'a tunnel through two forward proxies'
end

function __tlsdiag_values_3
    printf '%s\t%s\n' \
        alpn-lost 'A proxy offers its server fewer ALPN protocols than its client offered' \
        alpn-mismatch-with-upstream 'A gateway agrees on one protocol with its client and on another with its server' \
        alpn-not-offered-by-proxy 'A proxy agrees on no ALPN protocol with a client that offers h2' \
        alpn-refused 'A server speaks none of the ALPN protocols that it is offered' \
        ca-installed-but-in-the-wrong-store 'One program of a machine trusts the authority, and another reads another trust store' \
        cert-pinning 'A client accepts certain keys only (pinning), and an interceptor has others' \
        certificate-does-not-cover-names 'The certificate is not for every name that the policy lets in' \
        certificate-expired 'A certificate is used after its time' \
        certificate-fails-strict-clients 'Strict clients refuse the certificate' \
        certificate-lacks-address 'A server is asked for by its address, and its certificate is for names only' \
        certificate-not-trusted 'The certificate leads to no CA that the pods trust' \
        certificate-not-yet-valid 'A certificate is used before its time' \
        certificate-request-too-big 'A server\'s request for a client certificate lists more authorities than clients take' \
        certificate-time 'A certificate past its time, or before it' \
        certificate-unfit 'A server\'s certificate may not serve' \
        certificate-unreadable 'A value that holds no certificate in PEM' \
        certificate-without-san 'A certificate without subjectAltName is for no name' \
        certificate-wrong-name 'A server\'s certificate is not for the name that the client checks' \
        client-certificate-required 'A server wants a client certificate and does not get one it accepts' \
        client-does-not-trust-interception-ca 'A client does not trust the authority behind the certificate it is shown' \
        client-plaintext-to-tls-listener 'A request in plain HTTP reached a port that speaks TLS' \
        clienthello-split 'A ClientHello that came in several pieces is refused' \
        clienthello-split-breaks-sniffer 'A ClientHello that came in several TCP segments or TLS records was refused' \
        clienthello-split-over-tls-records 'A ClientHello in several TLS records is refused' \
        clienthello-too-big 'A ClientHello is refused for its size' \
        close-after-client-hello 'The first answer to a ClientHello is that the connection is closed' \
        connect-403-port-or-policy 'A forward proxy\'s rules forbid the host or the port' \
        connect-407-auth 'A forward proxy wants credentials and gets none that it takes' \
        connect-parsed-by-l7-policy 'An Envoy on the way takes the CONNECT for a request of its own' \
        connect-to-something-that-is-not-a-forward-proxy 'What is asked for a tunnel is no forward proxy' \
        connection-refused 'A TCP connection is refused' \
        default-certificate-served 'A server shows its placeholder certificate' \
        dns-not-intercepted 'Policy allows servers by name, and no DNS answer teaches it the addresses' \
        dns-proxy-fake-nxdomain 'A DNS proxy says that a name does not exist, without an SOA record' \
        dns-proxy-refused 'A DNS server refuses to answer for a name' \
        dns-truncated-kills-name 'A DNS answer is truncated and cannot be had over TCP' \
        double-tls 'A proxy wraps its client\'s TLS into TLS of its own' \
        early-data-rejected 'A server wants the request again, without early data' \
        ech-and-grease 'A failing ClientHello has encrypted_client_hello' \
        envoy-first-certificate-fallback 'Envoy answers a name that none of its certificates fits with the first one it has' \
        flow-dropped 'The datapath dropped packets for a reason that is no policy' \
        fqdn-address-aged-out 'An address that worked is not let through any more' \
        h2-coalesced-to-wrong-host 'A request went over a connection that was made for another host' \
        h2-forced-on-http1-upstream 'HTTP/2 is spoken to a server that did not agree to it' \
        handshake-failure-alert 'A server ends the handshake with an alert that does not say why, mostly 40' \
        host-has-port-no-route 'A proxy has no route for a Host with a port' \
        host-header-decides-route 'A proxy routes by the Host of the request, which is not the name of the address' \
        http-parse-error-after-good-tls 'The response is not the HTTP that was expected' \
        https-scheme-for-http-proxy 'The client speaks TLS to a forward proxy that does not' \
        incomplete-chain 'A server does not send the intermediate certificates of its chain' \
        intercepted-path-asymmetric 'A SYN-ACK arrives and is not delivered to who sent the SYN' \
        interception-ca-fails-strict-x509 'An interceptor\'s certificates lack what strict verifiers such as Python 3.13 ask for' \
        interception-cert-has-no-san 'A certificate carries its host name in the common name only' \
        interception-keyed-on-connect-authority 'A proxy intercepts a host asked for by name, and not by address' \
        interceptor-demands-client-cert 'An interceptor wants a certificate of its clients, which nobody gave them' \
        istio-addresses-required 'A ServiceEntry for TCP without addresses takes every connection to its port (IST0134)' \
        istio-conflicting-protocol 'Two ServiceEntries have one host and port with two protocols (IST0177)' \
        istio-credential-on-sidecar 'A DestinationRule with credentialName, without workloadSelector, drops its TLS at sidecars' \
        istio-destination-port-unknown 'A route leads to a port that the service does not have' \
        istio-double-tls 'TLS is begun for a port whose clients speak TLS already' \
        istio-external-name-port 'A port of an ExternalName service is for TCP, or has no name (IST0150)' \
        istio-gateway-credential 'The secret of a Gateway\'s server is missing, or lacks keys (IST0161)' \
        istio-gateway-duplicate-certificate 'One certificate stands in two Gateways of the same pods (IST0138)' \
        istio-gateway-tls 'A Gateway\'s server and its TLS do not go together' \
        istio-headless-under-strict 'A headless service under mode STRICT, without a DestinationRule' \
        istio-host-not-in-gateway 'A host of a VirtualService is in no server of its Gateway (IST0132)' \
        istio-http-route-unused 'An http route for a host whose ports carry TLS that is passed on' \
        istio-mutual-against-disable 'A DestinationRule demands Istio\'s mutual TLS of pods that take none' \
        istio-mutual-to-external 'Istio\'s own mutual TLS towards a host outside of the mesh' \
        istio-mutual-with-other-fields 'ISTIO_MUTUAL has certificates of its own' \
        istio-mutual-without-certificate 'TLS mode MUTUAL without a certificate and a key' \
        istio-no-ca-certificates 'A DestinationRule begins TLS without caCertificates (IST0128, IST0129)' \
        istio-passthrough-without-routes 'A Gateway passes TLS on, and its VirtualService has no tls route' \
        istio-plain-to-tls-port 'HTTP goes in the clear to target port 443' \
        istio-plaintext-against-strict 'A DestinationRule takes away the mutual TLS that strict pods demand' \
        istio-port-level-drops-tls 'Settings of a port replace those of the rule, its tls among them' \
        istio-port-mtls-service-port 'portLevelMtls names a port of the Service instead of one of the pods' \
        istio-port-mtls-without-selector 'portLevelMtls without a selector has no effect' \
        istio-port-name 'A port\'s name does not say its protocol (IST0118)' \
        istio-protocol-against-port 'A port number has a protocol that nobody expects there' \
        istio-rewrite-changes-sni 'A rewritten Host decides the server_name, or does not, by release' \
        istio-sni-host-is-address 'sniHosts has an address' \
        istio-sni-hosts-outside-hosts 'sniHosts of a VirtualService are none of its hosts' \
        istio-sni-is-not-the-host 'The server_name of a DestinationRule is another than its host' \
        istio-sni-not-sent 'TLS is begun at a port that is no HTTP, without sni' \
        istio-sni-without-names 'A fixed sni without subjectAltNames' \
        istio-subset-selects-no-pods 'The labels of a subset are on no pod (IST0173)' \
        istio-subset-unknown 'A route leads to a subset that no DestinationRule has' \
        istio-unknown-field 'A resource of Istio has a field that its API does not have' \
        istio-unknown-host 'A rule or a route is for a host that no Service and no ServiceEntry has (IST0174, IST0101)' \
        istio-verification-off 'insecureSkipVerify' \
        istio-wildcard-with-dns 'A wildcard host has resolution DNS and no endpoints' \
        istio-wrong-value 'A field of Istio has a value or a type that it cannot have, or a required one is missing' \
        java-omits-sni 'A Java client sends no server_name for a host that has a name' \
        keepalive-race 'A proxy sends a request on an idle connection that its server is closing' \
        leaf-without-san 'A server\'s certificate has no subjectAltName, the only place names are looked for' \
        legacy-renegotiation-refused 'A server does not know secure renegotiation, and the client insists on it' \
        manifest-api-version 'apiVersion, kind or name is missing or not served' \
        manifest-missing-field 'A field that has to be there is missing' \
        manifest-unknown-field 'A field that the resource does not have' \
        manifest-unsupported-value 'A field holds a word that the API server does not know' \
        manifest-wrong-type 'A field holds a value of another type' \
        name-not-resolved 'A host name has no address' \
        no-proxy-not-honoured 'A request for a host close by goes to a forward proxy, which cannot reach it' \
        no-request-behind-redirect 'A connection is redirected into a proxy, and no request is recorded' \
        one-tls-rule-breaks-sibling-rules 'After interception was added for one host, another host on the same port stops working' \
        originating-bundle-lacks-issuer 'The proxy does not trust the destination' \
        plaintext-answer 'The answer to a ClientHello is not TLS' \
        plaintext-answer-from-l7-proxy 'A proxy parses HTTP where its client speaks TLS' \
        plaintext-to-tls-port 'A request in plain HTTP reached a port that speaks TLS' \
        plaintext-upstream-port 'A proxy speaks TLS to a port that speaks plain text' \
        pmtu-blackhole-client-hello 'A ClientHello\'s full-size segment is lost, and smaller packets arrive' \
        pmtu-blackhole-server-flight 'The server\'s full-size packets are lost, and smaller ones arrive' \
        policy-403-access-denied 'An HTTP policy of Cilium forbids the request' \
        policy-500-no-policy 'Cilium\'s proxy knows no policy for the pod' \
        policy-cidr 'A range of addresses that cannot be read, or excludes others' \
        policy-combined-peers 'One item has peers of two kinds' \
        policy-conflicting-tls 'Two rules for the same peer and port with different secrets' \
        policy-dead-field 'A field that Cilium does not support any more' \
        policy-dead-l7-protocol 'Rules of a protocol that Cilium does not read any more' \
        policy-dns-peer-without-namespace 'The DNS server is looked for in the wrong namespace' \
        policy-dns-rule-lacks-name 'Lookups of a name that toFQDNs allows are refused' \
        policy-dns-rule-misplaced 'A DNS rule where Cilium refuses it' \
        policy-dns-without-tcp 'DNS over UDP alone' \
        policy-drop-on-syn 'A policy or firewall drops a SYN' \
        policy-empty-item 'An item without anything in it' \
        policy-empty-l7-rules 'A list of rules without an item' \
        policy-empty-list-denies-nothing 'An empty list of a direction is no rule about it' \
        policy-field-needs-newer-cilium 'A field that this version of Cilium does not know' \
        policy-fqdn-double-star 'Two stars that stand for one label' \
        policy-fqdn-syntax 'A name or a pattern that Cilium refuses' \
        policy-fqdn-without-dns-rule 'Rules by name, and no rule about lookups' \
        policy-header 'A header rule that is read otherwise' \
        policy-header-secret 'The secret of a header\'s value has several keys' \
        policy-host-form 'A host that no request has' \
        policy-host-unescaped-dot 'A dot in host that stands for every character' \
        policy-http-regex 'An expression that the proxy does not take' \
        policy-http-without-tls 'HTTP rules on a TLS port' \
        policy-icmp-with-ports 'icmps and toPorts in one item' \
        policy-item-allows-nothing 'An empty list of peers or of ports' \
        policy-l4-twin 'A rule without L7 beside one with it' \
        policy-l7-needs-tcp 'HTTP rules on a port that is not of TCP alone' \
        policy-l7-on-nodes 'HTTP rules in a policy for nodes' \
        policy-l7-proxy-disabled 'The agent\'s configuration has the L7 proxy switched off' \
        policy-leaves-direction-open 'A policy that is named after denial closes one direction' \
        policy-listener 'A listener where none is allowed, or two that contradict each other' \
        policy-method 'A method that no usual request has' \
        policy-path-prefix 'A path matches as a whole' \
        policy-port 'A port that Cilium refuses' \
        policy-selector 'A rule does not say for whom it is, or says it twice' \
        policy-server-name 'A server name that Cilium refuses, or that no client sends' \
        policy-server-names-regression 'A release that does not enforce serverNames' \
        policy-server-names-with-l7 'serverNames beside HTTP rules without termination' \
        policy-service-port 'A policy names the port of a Service' \
        policy-several-l7-types 'HTTP and DNS rules in one item' \
        policy-tls-on-plain-port 'TLS contexts on ports that carry something else' \
        policy-tls-one-context 'One TLS context of two' \
        policy-tls-without-http 'TLS is taken apart, and nobody looks into it' \
        policy-unsupported-entity 'An entity that Cilium does not know' \
        policy-upstream-sni-regression 'A release whose proxy sends no server name' \
        policy-without-direction 'A rule has neither ingress nor egress' \
        port-hijacked-by-other-serviceentry 'A proxy leads connections to another name\'s server' \
        protocol-detection-delay 'A connection stands still for a round time and goes on' \
        protocol-version-refused 'The ends of a connection have no TLS version in common' \
        proxy-made-status 'A response was made by a proxy and not by the server' \
        proxy-protocol-expected-missing 'A server expects a PROXY header that is not sent' \
        proxy-protocol-unexpected 'A PROXY header goes to a server that does not expect one' \
        proxy-refused-connect 'A forward proxy opens no tunnel to the server' \
        proxy-side-dns-failure 'The proxy has no address for the name' \
        proxy-tls-error 'A proxy\'s TLS library says why a handshake failed' \
        registry-only-blackhole 'A sidecar has no entry for this host, and lets nothing out without one' \
        reset-after-client-hello 'The first answer to a ClientHello is a TCP reset' \
        resumed-session-lost-ems 'A server resumes a session without the extended master secret it was made with' \
        secret-in-other-namespace 'A secret of that name is in another namespace' \
        secret-key-does-not-match 'The key belongs to another certificate' \
        secret-missing-key 'A secret lacks what a TLS context needs' \
        secret-not-base64 'A value under data is no base64' \
        secret-not-given 'A policy names a secret that is not among the files' \
        secret-terminating-has-ca 'A certificate that makes the proxy ask for more' \
        secret-too-big 'A secret of more than 1 MiB' \
        secret-type 'A secret whose type does not go with its keys' \
        server-made-status 'The server itself, behind all proxies, answered with a failure' \
        service-lacks-port 'A request goes to a port that the service does not have' \
        sidecar-accepts-everything 'With a sidecar, a connection that stands proves nothing about the server' \
        silence-after-client-hello 'A ClientHello is never answered' \
        sni-blocklist-reset 'A box on the way ends connections with this name' \
        sni-case-mismatch 'A server tells names apart by upper and lower case' \
        sni-is-ip-or-absent-for-ip 'A client asks by address, and the server needs a name' \
        sni-lost-in-tunnel 'The ClientHello in a tunnel has no server_name' \
        sni-missing-no-filter-chain 'A proxy ends connections whose ClientHello has no server_name' \
        sni-names-the-proxy 'The ClientHello in a tunnel names the proxy and not the server' \
        sni-no-filter-chain-match 'A proxy has no match for what a ClientHello says' \
        sni-policy-deny 'A policy denies the name in a ClientHello' \
        sni-refused-by-server 'A server refuses the name in a ClientHello' \
        sni-required-by-server 'A server refuses a ClientHello without server_name' \
        sni-trailing-dot 'A ClientHello names its server with a dot at the end, and is refused' \
        sni-unrecognized-alert-fatal-in-java 'A server only warns of the name (alert 112), and the client gives up' \
        snifilter-drops-multipacket-hello 'A ClientHello in several packets gets no answer, and one in a single packet does' \
        starttls-style-preamble 'A protocol with words before TLS meets one that begins with the ClientHello' \
        strict-mtls-receives-plaintext 'A port that takes mutual TLS alone gets plain HTTP' \
        syn-unanswered 'A TCP SYN is never answered' \
        tls-context-missing-for-sni 'A proxy closes on a name for which it has no TLS context' \
        tls-secret-not-delivered 'A listener ends every connection, whatever the name' \
        tls-version-lowered 'A proxy offers its server a lower highest TLS version than its client offered' \
        tls-version-or-cipher-mismatch-downstream 'Client and proxy have no TLS version, cipher suite or group in common' \
        untrusted-internal-ca 'A client does not trust the authority behind the certificate it is shown' \
        upstream-asks-cert-by-renegotiation 'A server asks for a new handshake once it has seen the request, and the client refuses' \
        upstream-bundle-lacks-issuer 'A proxy\'s trust bundle lacks the authority behind the server\'s certificate' \
        upstream-ca-bundle-missing-issuer 'A proxy verifies the server\'s certificate and its trust bundle lacks the authority that …' \
        upstream-connect-timeout 'A proxy gave up waiting for its connection to the server' \
        upstream-expired-or-clock-skew 'A certificate is used after its time' \
        upstream-five-tuple-collision 'A proxy reuses its client\'s port, and an older connection is in the way' \
        upstream-group-or-cipher-mismatch 'A server has none of the cipher suites or groups that it is offered' \
        upstream-incomplete-chain 'A server sends its own certificate and not the intermediates that lead to a root' \
        upstream-key-usage-rejected 'A server\'s RSA certificate does not allow what the cipher suite needs its key for' \
        upstream-requires-client-certificate 'A server wants a client certificate and does not get one that it accepts' \
        upstream-san-mismatch 'A server\'s certificate is not for the name that the client checks' \
        upstream-session-resumed-for-other-host 'A proxy resumes a session that was made for another name, and then dislikes its …' \
        upstream-sni-before-rewrite 'A proxy sends the original host as server_name and asks for the rewritten one' \
        upstream-sni-follows-downstream-sni 'A proxy passes on the client\'s server_name, which is not the host that is asked for' \
        upstream-sni-missing 'A proxy opens its TLS connection to the server without the server_name its client sent' \
        upstream-sni-multiple-sources 'The server_name that a proxy sends to its server comes from somewhere else than the …' \
        upstream-sni-required 'A server needs server_name, and the proxy in front of it sends none' \
        upstream-sni-rewritten 'A proxy sends its server another server_name than its client sent' \
        upstream-tls13-only-server 'A server takes TLS 1.3 alone, and the proxy in front of it offers TLS 1.2 at most' \
        works-only-by-resumption 'A hop works only because it resumes an earlier session' \
        yaml-unquoted-value 'A value begins with a character that means something to YAML' \
        yaml-unreadable 'A document is no YAML, or no resource'
end

function __tlsdiag_values_4
    printf '%s\t%s\n' \
        tour 'what tlsdiag is for, in ten steps: really run, on loopback, less than a minute' \
        bisect 'two ClientHellos, one works and one fails: the smallest difference that decides' \
        bundle 'evidence to send: the report, its packets, logs and configuration without secrets' \
        capture 'every TLS handshake in a capture file, on stdin or on an interface' \
        compare 'two paths to one server, or two captures: where do the handshakes part?' \
        check 'smoke checks from a YAML file, for CI: reports for JUnit, SARIF, GitHub, GitLab' \
        collect 'what a diagnosis needs from a cluster: the commands, or one archive of it' \
        ca 'the internal authority: make it, issue, sign, inspect and verify certificates' \
        config 'options that need not be typed: what is set, and where it comes from' \
        diagnose 'any pile of captures, flows, logs, policies and dumps: one answer' \
        exec 'run any client through the proxy, and see what its connections did' \
        replay 'one request along one path: every step timed, and who broke it' \
        explain 'the page of a rule, or of an error message you paste' \
        man 'the manual: each command, all findings, configuration and filters' \
        cheatsheet 'lines of curl, openssl, tshark, hubble, mitmproxy, kubectl, and ours beside them' \
        lab 'known failures made to happen on loopback, to try things on' \
        observe 'flow lines with hubble\'s filters: saved, piped, of the proxy, of captures; a map' \
        policy 'network policies of Cilium: what is wrong in them, what they mean, who may do what' \
        probe 'one server, one thing changed at a time: SNI, segments, size, groups, versions' \
        proxy 'an intercepting proxy that keeps the server name and records every connection' \
        completion 'a script with which bash, zsh or fish completes commands, options and values' \
        show 'a result that was written, JSON or page: as the command printed it' \
        shell 'commands one after another: history, completion, $ for the last result'
end

complete -c kubectl-tlsdiag -w tlsdiag
