package dev.tlsdiag.replay;

import java.util.Map;
import java.util.Set;

/**
 * Curl's options that change nothing here. The quiet ones are not worth a word; of the others the
 * user is told.
 */
final class CurlIdleFlags {
  /** Without meaning for one request whose result is a report. */
  private static final Set<String> QUIET =
      Set.of(
          "silent",
          "show-error",
          "verbose",
          "include",
          "progress-bar",
          "progress-meter",
          "buffer",
          "styled-output",
          "fail-early",
          "tcp-nodelay",
          "keepalive",
          "parallel",
          "globoff",
          "create-dirs",
          "remote-time",
          "sessionid",
          "basic",
          "npn",
          "netrc-optional",
          "disable",
          "remote-header-name",
          "clobber",
          "trace-time",
          "show-headers",
          "suppress-connect-headers",
          "proxy-basic",
          "junk-session-cookies",
          "raw",
          "ssl-no-revoke");

  private static final Set<String> QUIET_WITH_VALUE =
      Set.of(
          "keepalive-time",
          "output-dir",
          "create-file-mode",
          "stderr",
          "speed-limit",
          "speed-time",
          "happy-eyeballs-timeout-ms",
          "expect100-timeout",
          "retry-delay");

  /** Of these it has to be known that a word follows. */
  private static final Set<String> OTHERS_WITH_VALUE =
      Set.of(
          ("abstract-unix-socket alt-svc aws-sigv4 continue-at cookie-jar crlfile delegation"
                  + " dns-interface dns-ipv4-addr dns-ipv6-addr doh-url dump-header ech egd-file"
                  + " engine etag-compare etag-save ftp-account ftp-alternative-to-user ftp-method"
                  + " ftp-port ftp-ssl-ccc-mode help hostpubmd5 hostpubsha256 hsts ip-tos key-type"
                  + " krb libcurl limit-rate login-options mail-auth mail-from mail-rcpt"
                  + " max-filesize netrc-file output parallel-max pinnedpubkey preproxy proto"
                  + " proto-default proto-redir proxy-cacert proxy-capath proxy-cert"
                  + " proxy-cert-type proxy-ciphers proxy-crlfile proxy-key proxy-key-type"
                  + " proxy-pass proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers"
                  + " proxy-tlsauthtype proxy-tlspassword proxy-tlsuser pubkey quote random-file"
                  + " rate request-target retry-max-time sasl-authzid service-name sigalgs"
                  + " socks5-gssapi-service ssl-sessions telnet-option tftp-blksize time-cond"
                  + " tlsauthtype tlspassword tlsuser trace trace-ascii trace-config variable"
                  + " vlan-priority")
              .split(" "));

  private static final Map<Character, String> OTHERS_SHORT =
      Map.ofEntries(
          Map.entry('o', "output"),
          Map.entry('c', "cookie-jar"),
          Map.entry('D', "dump-header"),
          Map.entry('C', "continue-at"),
          Map.entry('z', "time-cond"),
          Map.entry('Q', "quote"),
          Map.entry('P', "ftp-port"),
          Map.entry('t', "telnet-option"),
          Map.entry('y', "speed-time"),
          Map.entry('Y', "speed-limit"),
          Map.entry('h', "help"));

  private static final Map<Character, String> QUIET_SHORT =
      Map.of(
          's',
          "silent",
          'S',
          "show-error",
          'v',
          "verbose",
          'i',
          "include",
          '#',
          "progress-bar",
          'N',
          "no-buffer",
          'g',
          "globoff",
          'R',
          "remote-time",
          'q',
          "disable",
          'J',
          "remote-header-name");

  private CurlIdleFlags() {}

  /** Whether a word that belongs to it follows; {@code name} is without its dashes. */
  static boolean takesValue(String name) {
    return QUIET_WITH_VALUE.contains(name) || OTHERS_WITH_VALUE.contains(name);
  }

  static boolean takesValue(char letter) {
    return OTHERS_SHORT.containsKey(letter);
  }

  static boolean isQuiet(String name) {
    return QUIET.contains(name.replaceFirst("^no-", "")) || QUIET_WITH_VALUE.contains(name);
  }

  static boolean isQuiet(char letter) {
    return QUIET_SHORT.containsKey(letter);
  }
}
