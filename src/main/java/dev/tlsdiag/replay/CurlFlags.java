package dev.tlsdiag.replay;

import dev.tlsdiag.tls.ProtocolVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Curl's options: what each does to a {@link CurlDraft}, with curl's spelling and meaning. */
final class CurlFlags {
  private interface Effect {
    void on(CurlDraft draft, String value) throws IOException;
  }

  private record Flag(String name, boolean takesValue, Effect effect) {}

  private static final Map<String, Flag> LONG = new HashMap<>();
  private static final Map<Character, Flag> SHORT = new HashMap<>();

  static {
    // The request
    valued("url", ' ', (d, v) -> d.urls.add(v));
    valued("request", 'X', (d, v) -> d.method = v);
    valued("header", 'H', CurlDraft::header);
    valued("data", 'd', (d, v) -> d.body.data(v, true));
    valued("data-ascii", ' ', (d, v) -> d.body.data(v, true));
    valued("data-binary", ' ', (d, v) -> d.body.data(v, false));
    valued("data-raw", ' ', (d, v) -> d.body.raw(v));
    valued("data-urlencode", ' ', (d, v) -> d.body.urlEncode(v));
    valued("url-query", ' ', (d, v) -> d.query(v));
    valued("json", ' ', (d, v) -> d.body.json(v));
    valued("form", 'F', (d, v) -> d.body.form(v, true));
    valued("form-string", ' ', (d, v) -> d.body.form(v, false));
    valued("upload-file", 'T', (d, v) -> d.body.upload(v));
    plain("get", 'G', d -> d.get = true);
    plain("head", 'I', d -> d.head = true);
    valued("user-agent", 'A', (d, v) -> d.userAgent = v);
    valued("referer", 'e', (d, v) -> d.referer = v.replaceFirst(";auto$", ""));
    valued("user", 'u', (d, v) -> d.user = v);
    valued("oauth2-bearer", ' ', (d, v) -> d.bearer = v);
    valued("cookie", 'b', (d, v) -> d.cookies.add(v));
    valued("range", 'r', (d, v) -> d.range = v);
    plain("compressed", ' ', d -> d.compressed = true);
    plain("location", 'L', d -> d.options.followRedirects(true));
    plain("location-trusted", ' ', d -> d.options.followRedirects(true));
    valued("max-redirs", ' ', (d, v) -> d.options.maxRedirects(number(v)));
    plain("post301", ' ', d -> d.options.keepMethod301(true));
    plain("post302", ' ', d -> d.options.keepMethod301(true));
    plain("post303", ' ', d -> d.options.keepMethod301(true));
    plain("fail", 'f', d -> d.failOnError = true);
    plain("fail-with-body", ' ', d -> d.failOnError = true);
    valued("write-out", 'w', (d, v) -> d.writeOut = v.startsWith("@") ? CurlBody.text(v) : v);
    valued("connect-timeout", ' ', (d, v) -> d.options.connectTimeout(seconds(v)));
    valued("max-time", 'm', (d, v) -> d.options.maxTime(seconds(v)));
    valued("retry", ' ', (d, v) -> d.options.retries(number(v)));
    valued("config", 'K', CurlFlags::config);
    plain("path-as-is", ' ', d -> d.notes.add("--path-as-is: '..' in the path is resolved"));
    // The way
    valued("proxy", 'x', (d, v) -> d.proxy(v, "http"));
    valued("proxy1.0", ' ', (d, v) -> d.proxy(v, "http"));
    valued("socks4", ' ', (d, v) -> d.proxy(v, "socks4"));
    valued("socks4a", ' ', (d, v) -> d.proxy(v, "socks4a"));
    valued("socks5", ' ', (d, v) -> d.proxy(v, "socks5"));
    valued("socks5-hostname", ' ', (d, v) -> d.proxy(v, "socks5h"));
    valued("proxy-user", 'U', (d, v) -> d.proxyUser = v);
    plain("proxytunnel", 'p', d -> d.path.proxyTunnel(true));
    valued("noproxy", ' ', (d, v) -> d.path.noProxy(v));
    valued("proxy-header", ' ', (d, v) -> d.proxyHeader(v));
    valued("connect-to", ' ', (d, v) -> d.connectTo.add(ConnectTo.parse(v)));
    valued("resolve", ' ', (d, v) -> d.resolve.add(ResolveEntry.parse(v)));
    valued("dns-servers", ' ', (d, v) -> d.dnsServers(v));
    plain("ipv4", '4', d -> d.path.ipVersion(PathOptions.IpVersion.V4));
    plain("ipv6", '6', d -> d.path.ipVersion(PathOptions.IpVersion.V6));
    valued("interface", ' ', (d, v) -> d.path.localInterface(v));
    valued("local-port", ' ', (d, v) -> d.path.localPort(number(v.split("-", 2)[0])));
    valued("unix-socket", ' ', (d, v) -> d.path.unixSocket(Path.of(v)));
    plain("haproxy-protocol", ' ', d -> d.path.proxyProtocol(true));
    // TLS
    plain("insecure", 'k', d -> d.tls.insecure(true));
    valued("cacert", ' ', (d, v) -> d.cacert = Path.of(v));
    valued("capath", ' ', (d, v) -> d.capath = Path.of(v));
    valued("cert", 'E', (d, v) -> d.cert = v);
    valued("cert-type", ' ', (d, v) -> {}); // the formats are told by their content
    valued("key", ' ', (d, v) -> d.key = Path.of(v));
    valued("pass", ' ', (d, v) -> d.pass = v);
    plain("tlsv1", '1', d -> d.tls.minVersion(ProtocolVersion.TLS_1_0));
    plain("tlsv1.0", ' ', d -> d.tls.minVersion(ProtocolVersion.TLS_1_0));
    plain("tlsv1.1", ' ', d -> d.tls.minVersion(ProtocolVersion.TLS_1_1));
    plain("tlsv1.2", ' ', d -> d.tls.minVersion(ProtocolVersion.TLS_1_2));
    plain("tlsv1.3", ' ', d -> d.tls.minVersion(ProtocolVersion.TLS_1_3));
    valued("tls-max", ' ', CurlFlags::tlsMax);
    valued(
        "ciphers",
        ' ',
        (d, v) -> d.tls.ciphers(OpenSslNames.cipherSuites(v, "--ciphers", d.notes)));
    valued(
        "tls13-ciphers",
        ' ',
        (d, v) -> d.tls.ciphers13(OpenSslNames.cipherSuites(v, "--tls13-ciphers", d.notes)));
    valued("curves", ' ', (d, v) -> d.tls.groups(OpenSslNames.groups(v)));
    plain("http1.0", '0', d -> d.options.httpVersion(HttpVersion.HTTP_1_0));
    plain("http1.1", ' ', d -> d.options.httpVersion(HttpVersion.HTTP_1_1));
    plain("http2", ' ', d -> d.options.httpVersion(HttpVersion.ANY));
    plain(
        "http2-prior-knowledge",
        ' ',
        d -> d.options.httpVersion(HttpVersion.HTTP_2_PRIOR_KNOWLEDGE));
    plain("no-alpn", ' ', d -> d.tls.alpn(List.of()));
  }

  private CurlFlags() {}

  private static void valued(String name, char letter, Effect effect) {
    put(new Flag(name, true, effect), letter);
  }

  private interface PlainEffect {
    void on(CurlDraft draft);
  }

  private static void plain(String name, char letter, PlainEffect effect) {
    put(new Flag(name, false, (draft, value) -> effect.on(draft)), letter);
  }

  private static void put(Flag flag, char letter) {
    LONG.put(flag.name, flag);
    if (letter != ' ') {
      SHORT.put(letter, flag);
    }
  }

  /**
   * Reads the words after {@code curl}.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  static void read(List<String> words, CurlDraft draft) throws IOException {
    boolean flags = true;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (flags && word.equals("--")) {
        flags = false;
      } else if (flags && (word.equals("--next") || word.equals("-:"))) {
        draft.notes.add("--next: only the request before it is sent");
        return;
      } else if (flags && word.startsWith("--")) {
        i += longFlag(word.substring(2), words, i, draft);
      } else if (flags && word.startsWith("-") && word.length() > 1) {
        i += shortFlags(word, words, i, draft);
      } else {
        draft.urls.add(word);
      }
    }
  }

  /** Returns how many of the following words were taken. */
  private static int longFlag(String word, List<String> words, int at, CurlDraft draft)
      throws IOException {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    Flag flag = LONG.get(name);
    boolean takesValue = flag == null ? CurlIdleFlags.takesValue(name) : flag.takesValue;
    String value = null;
    int taken = 0;
    if (takesValue) {
      if (equals >= 0) {
        value = word.substring(equals + 1);
      } else {
        value = following(words, at, "--" + name);
        taken = 1;
      }
    }
    if (flag != null) {
      apply(flag, value, draft);
    } else if (!CurlIdleFlags.isQuiet(name)) {
      draft.notes.add("--%s: has no effect here".formatted(name));
    }
    return taken;
  }

  /** Letters together, as {@code -sSLk}; the rest after one that takes a value is the value. */
  private static int shortFlags(String word, List<String> words, int at, CurlDraft draft)
      throws IOException {
    for (int i = 1; i < word.length(); i++) {
      char letter = word.charAt(i);
      Flag flag = SHORT.get(letter);
      boolean takesValue = flag == null ? CurlIdleFlags.takesValue(letter) : flag.takesValue;
      boolean attached = i + 1 < word.length();
      if (takesValue) {
        String value = attached ? word.substring(i + 1) : following(words, at, "-" + letter);
        if (flag == null) {
          draft.notes.add("-%c: has no effect here".formatted(letter));
        } else {
          apply(flag, value, draft);
        }
        return attached ? 0 : 1;
      }
      if (flag != null) {
        apply(flag, null, draft);
      } else if (!CurlIdleFlags.isQuiet(letter)) {
        draft.notes.add("-%c: has no effect here".formatted(letter));
      }
    }
    return 0;
  }

  private static String following(List<String> words, int at, String flag) {
    if (at + 1 >= words.size()) {
      throw new IllegalArgumentException("'%s' needs a value".formatted(flag));
    }
    return words.get(at + 1);
  }

  private static void apply(Flag flag, String value, CurlDraft draft) throws IOException {
    try {
      flag.effect.on(draft, value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--%s: %s".formatted(flag.name, e.getMessage()), e);
    }
  }

  /** Lines {@code name = "value"}, {@code name value}, {@code --name value}, {@code -x value}. */
  private static void config(CurlDraft draft, String file) throws IOException {
    List<String> words = new ArrayList<>();
    for (String line : CurlBody.lines(file)) {
      String bare = line.strip();
      if (bare.isEmpty() || bare.startsWith("#")) {
        continue;
      }
      String[] parts = bare.split("\\s*[=:\\s]\\s*", 2);
      words.add(parts[0].startsWith("-") ? parts[0] : "--" + parts[0]);
      if (parts.length > 1 && !parts[1].isEmpty()) {
        String value = parts[1];
        boolean quoted = value.length() > 1 && value.startsWith("\"");
        words.add(
            quoted
                ? value
                    .substring(1, value.lastIndexOf('"'))
                    .replace("\\\"", "\"")
                    .replace("\\t", "\t")
                    .replace("\\n", "\n")
                    .replace("\\r", "\r")
                    .replace("\\\\", "\\")
                : value);
      }
    }
    read(words, draft);
  }

  private static void tlsMax(CurlDraft draft, String version) {
    switch (version) {
      case "default" -> {}
      case "1.0" -> draft.tls.maxVersion(ProtocolVersion.TLS_1_0);
      case "1.1" -> draft.tls.maxVersion(ProtocolVersion.TLS_1_1);
      case "1.2" -> draft.tls.maxVersion(ProtocolVersion.TLS_1_2);
      case "1.3" -> draft.tls.maxVersion(ProtocolVersion.TLS_1_3);
      default ->
          throw new IllegalArgumentException(
              "'%s' is none of 1.0, 1.1, 1.2, 1.3, default".formatted(version));
    }
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'%s' is no number".formatted(text), e);
    }
  }

  /** Zero is no bound, as for curl. */
  private static Duration seconds(String text) {
    if (!text.matches("[0-9]{1,8}(\\.[0-9]+)?|\\.[0-9]+")) {
      throw new IllegalArgumentException("'%s' is no number of seconds".formatted(text));
    }
    return Duration.ofNanos(Math.round(Double.parseDouble(text) * 1e9));
  }
}
