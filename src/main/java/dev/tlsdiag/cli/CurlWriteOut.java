package dev.tlsdiag.cli;

import dev.tlsdiag.replay.Attempt;
import dev.tlsdiag.replay.Replay;
import dev.tlsdiag.replay.TimeMarks;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.trace.TlsSession;
import dev.tlsdiag.wire.Bytes;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The format of curl's {@code -w}: variables as {@code %{time_connect}}, escapes as {@code \n}. */
final class CurlWriteOut {
  private static final Pattern PART =
      Pattern.compile("%%|%(header|output)?\\{([^}]*)}|\\\\(.)", Pattern.DOTALL);

  private final Replay replay;
  private final Map<String, Object> values = new LinkedHashMap<>();

  CurlWriteOut(Replay replay) {
    this.replay = replay;
    fill();
  }

  String render(String format) {
    Matcher part = PART.matcher(format);
    StringBuilder out = new StringBuilder();
    while (part.find()) {
      part.appendReplacement(out, Matcher.quoteReplacement(replacement(part)));
    }
    return part.appendTail(out).toString();
  }

  private String replacement(Matcher part) {
    if (part.group().equals("%%")) {
      return "%";
    }
    if (part.group(3) != null) {
      return switch (part.group(3)) {
        case "n" -> "\n";
        case "t" -> "\t";
        case "r" -> "\r";
        case "\\" -> "\\";
        default -> part.group();
      };
    }
    String name = part.group(2);
    if ("header".equals(part.group(1))) {
      return replay.exchange().flatMap(e -> e.responseHeader(name)).orElse("");
    }
    return switch (name) {
      case "json" -> json();
      case "certs" -> certificates();
      case "header_json" -> headersJson();
      case "stdout", "stderr", "onerror" -> "";
      default -> values.containsKey(name) ? String.valueOf(values.get(name)) : "";
    };
  }

  private void fill() {
    Attempt last = replay.last();
    Optional<HttpExchange> exchange = replay.exchange();
    TimeMarks times = replay.times();
    int status = exchange.map(e -> e.status().orElse(0)).orElse(0);
    long redirects =
        replay.attempts().stream().filter(a -> a.why() == Attempt.Why.REDIRECT).count();
    Optional<TlsSession> session = replay.hop().tls().flatMap(Step.Tls::session);
    values.put("content_type", exchange.flatMap(e -> e.responseHeader("Content-Type")).orElse(""));
    values.put("errormsg", replay.problem().orElse(""));
    values.put("exitcode", replay.curlExit());
    values.put("http_code", three(status));
    values.put("response_code", three(status));
    values.put("http_connect", three(connectStatus()));
    values.put("http_version", exchange.map(e -> version(e.protocol())).orElse("0"));
    values.put("local_ip", last.local().map(e -> e.host()).orElse(""));
    values.put("local_port", last.local().map(e -> e.port()).orElse(0));
    values.put("method", exchange.map(HttpExchange::method).orElse(""));
    values.put("num_certs", session.map(s -> s.peerCertificates().size()).orElse(0));
    values.put("num_connects", replay.times().connect().isPresent() ? 1 : 0);
    values.put("num_headers", exchange.map(e -> e.responseHeaders().size()).orElse(0));
    values.put("num_redirects", redirects);
    values.put(
        "num_retries",
        replay.attempts().stream().filter(a -> a.why() == Attempt.Why.RETRY).count());
    values.put("redirect_url", exchange.flatMap(e -> e.responseHeader("Location")).orElse(""));
    values.put("remote_ip", last.remote().map(e -> e.host()).orElse(""));
    values.put("remote_port", last.remote().map(e -> e.port()).orElse(0));
    values.put("scheme", last.url().getScheme().toUpperCase(Locale.ROOT));
    values.put("size_download", exchange.map(HttpExchange::responseBytes).orElse(0L));
    values.put("size_upload", exchange.map(HttpExchange::requestBytes).orElse(0L));
    values.put("ssl_verify_result", verifyResult(session));
    values.put("time_appconnect", seconds(times.appConnect()));
    values.put("time_connect", seconds(times.connect()));
    values.put("time_namelookup", seconds(times.nameLookup()));
    values.put("time_pretransfer", seconds(times.preTransfer()));
    values.put("time_redirect", seconds(Optional.empty()));
    values.put("time_starttransfer", seconds(times.startTransfer()));
    values.put("time_total", seconds(Optional.of(times.total())));
    values.put("url", last.url().toString());
    values.put("url_effective", last.url().toString());
    values.put("urlnum", 0);
  }

  private int connectStatus() {
    return replay.hop().steps().stream()
        .filter(Step.Tunnel.class::isInstance)
        .mapToInt(step -> ((Step.Tunnel) step).status().orElse(0))
        .filter(status -> status >= 100)
        .findFirst()
        .orElse(0);
  }

  private static String three(int status) {
    return String.format(Locale.ROOT, "%03d", status);
  }

  private static String version(String protocol) {
    return switch (protocol) {
      case "h2" -> "2";
      case "http/1.0" -> "1.0";
      default -> "1.1";
    };
  }

  /** The numbers are those of OpenSSL's verification; 0 is fine. */
  private static int verifyResult(Optional<TlsSession> session) {
    return session
        .flatMap(TlsSession::verification)
        .flatMap(verification -> verification.problem())
        .map(
            problem ->
                switch (problem.kind()) {
                  case SELF_SIGNED -> 18;
                  case UNTRUSTED_ROOT -> 19;
                  case INCOMPLETE_CHAIN -> 20;
                  case BAD_SIGNATURE -> 7;
                  case EXPIRED -> 10;
                  case NOT_YET_VALID -> 9;
                  case NOT_AN_AUTHORITY -> 24;
                  case NAME_CONSTRAINTS -> 47;
                  case KEY_USAGE -> 26;
                  case NO_SAN, NAME_MISMATCH -> 62;
                  case NO_CERTIFICATE, MALFORMED, REFUSED, NOT_STRICT -> 1;
                })
        .orElse(0);
  }

  private static String seconds(Optional<Duration> duration) {
    return String.format(Locale.ROOT, "%.6f", duration.map(Duration::toNanos).orElse(0L) / 1e9);
  }

  private String json() {
    StringBuilder out = new StringBuilder("{");
    values.forEach(
        (name, value) -> {
          out.append(out.length() > 1 ? "," : "").append('"').append(name).append("\":");
          boolean number =
              value instanceof Number || name.startsWith("time_") || name.endsWith("_code");
          String text = String.valueOf(value);
          out.append(number ? text.replaceFirst("^0+(?=[0-9])", "") : quoted(text));
        });
    return out.append("}").toString();
  }

  private String headersJson() {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    replay
        .exchange()
        .map(HttpExchange::responseHeaders)
        .orElse(List.of())
        .forEach(
            header ->
                headers
                    .computeIfAbsent(
                        header.name().toLowerCase(Locale.ROOT), n -> new java.util.ArrayList<>())
                    .add(quoted(header.value())));
    StringBuilder out = new StringBuilder("{");
    headers.forEach(
        (name, list) ->
            out.append(out.length() > 1 ? ",\n" : "")
                .append(quoted(name))
                .append(':')
                .append(list));
    return out.append("}").toString();
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  private String certificates() {
    StringBuilder out = new StringBuilder();
    List<Bytes> chain =
        replay
            .hop()
            .tls()
            .flatMap(Step.Tls::session)
            .map(TlsSession::peerCertificates)
            .orElse(List.of());
    for (Bytes certificate : chain) {
      out.append("-----BEGIN CERTIFICATE-----\n");
      out.append(
          Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.toArray()));
      out.append("\n-----END CERTIFICATE-----\n");
    }
    return out.toString();
  }
}
