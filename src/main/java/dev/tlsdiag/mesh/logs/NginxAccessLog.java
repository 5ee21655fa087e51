package dev.tlsdiag.mesh.logs;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.LineReader;
import dev.tlsdiag.mesh.ReadingTally;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.Sighting.Leg;
import dev.tlsdiag.mesh.SourceKind;
import dev.tlsdiag.mesh.Tally;
import dev.tlsdiag.tcp.Endpoint;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * nginx's access log: {@code combined} and what was put behind it, the ingress controller's form,
 * and any {@code log_format} that is given.
 */
public final class NginxAccessLog implements LineReader {
  private static final int LONGEST = 16_000;

  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ENGLISH);

  private static final Pattern PAIR =
      Pattern.compile("(?:^|\\s)([A-Za-z][\\w.-]*)[=:]\\s?(\"[^\"]*\"|[^\\s\"]+)");

  /** Names that people give to values, and the variables they stand for. */
  private static final Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("sni", "ssl_server_name"),
          Map.entry("rt", "request_time"),
          Map.entry("us", "upstream_status"),
          Map.entry("ua", "upstream_addr"),
          Map.entry("upstream", "upstream_addr"),
          Map.entry("host", "host"),
          Map.entry("vhost", "host"),
          Map.entry("rid", "request_id"),
          Map.entry("req_id", "request_id"),
          Map.entry("x-request-id", "request_id"));

  /** Bytes of a TLS record as nginx writes them: {@code \x16\x03\x01}. */
  private static final Pattern TLS_BYTES = Pattern.compile("\\\\x16\\\\x03\\\\x0[0-4].*");

  private final String file;
  private final Consumer<Sighting> sightings;
  private final List<LogFormat> given;
  private final Tally tally = new Tally();

  /** Many lines have the same second. */
  private String lastLocal = "";

  private Optional<Instant> lastTime = Optional.empty();

  /**
   * @param given formats of the configuration; they are tried first
   */
  public NginxAccessLog(String file, List<LogFormat> given, Consumer<Sighting> sightings) {
    this.file = requireNonNull(file, "file is null");
    this.sightings = requireNonNull(sightings, "sightings is null");
    this.given = List.copyOf(given);
  }

  @Override
  public void onLine(byte[] buffer, int from, int to, long number) {
    if (to == from) {
      return;
    }
    String line = new String(buffer, from, Math.min(to - from, LONGEST), StandardCharsets.UTF_8);
    Optional<Map<String, String>> values = values(line);
    if (values.isEmpty() || !values.get().getOrDefault("status", "").matches("\\d{3}")) {
      tally.onUnreadable(number, "not in a format that is known");
      return;
    }
    tally.onRecord();
    tell(values.get(), number);
  }

  private Optional<Map<String, String>> values(String line) {
    for (LogFormat format : given) {
      Optional<Map<String, String>> values = format.read(line);
      if (values.isPresent()) {
        return values;
      }
    }
    Optional<Map<String, String>> combined = LogFormat.COMBINED.readBeginning(line);
    String rest = combined.map(values -> values.remove("")).orElse("");
    if (rest.isBlank()) {
      return combined;
    }
    Optional<Map<String, String>> ingress = LogFormat.INGRESS.read(line);
    if (ingress.isPresent()) {
      return ingress;
    }
    combined.ifPresent(values -> pairs(values, rest));
    return combined;
  }

  /** {@code sni=a.example rt=0.004 upstream="10.0.0.1:443"}. */
  private static void pairs(Map<String, String> values, String text) {
    Matcher m = PAIR.matcher(text == null ? "" : text);
    Map<String, String> found = new HashMap<>();
    while (m.find()) {
      String name = m.group(1).toLowerCase(Locale.ROOT);
      String value = m.group(2);
      found.put(
          ALIASES.getOrDefault(name, name),
          value.startsWith("\"") ? value.substring(1, value.length() - 1) : value);
    }
    found.forEach(values::putIfAbsent);
  }

  private void tell(Map<String, String> values, long number) {
    String status = values.get("status");
    String request = values.getOrDefault("request", "");
    // Of several tries the last one counts: "10.0.0.1:443, 10.0.0.2:443"
    String upstream = last(values.getOrDefault("upstream_addr", ""));
    String upstreamStatus = last(values.getOrDefault("upstream_status", ""));
    Draft draft =
        new Draft(SourceKind.NGINX_ACCESS_LOG, file, number)
            .at(time(values))
            .client(client(values))
            .server(Places.withPort(upstream))
            .put(Attribute.STATUS, status)
            .put(Attribute.SNI, values.get("ssl_server_name"))
            .put(Attribute.UPSTREAM_SNI, values.get("proxy_ssl_name"))
            .put(Attribute.AUTHORITY, values.getOrDefault("http_host", values.get("host")))
            .put(Attribute.CLUSTER, values.get("proxy_upstream_name"))
            .put(Attribute.CONNECTION, values.get("connection"))
            .put(Attribute.REQUEST_ID, values.getOrDefault("request_id", values.get("req_id")))
            .put(Attribute.DURATION_MILLIS, millis(values.get("request_time")));
    if (TLS_BYTES.matcher(request).matches()) {
      draft.on(Leg.DOWNSTREAM, Event.TLS_FAILED);
      sightings.accept(
          draft.tell(
              "nginx answered %s to a TLS ClientHello on a port for plain HTTP".formatted(status)));
      return;
    }
    String[] words = request.split(" ", 3);
    if (words.length >= 2) {
      draft.put(Attribute.METHOD, words[0]).put(Attribute.PATH, Secrets.path(words[1]));
      draft.put(Attribute.PROTOCOL, words.length > 2 ? words[2] : "");
    } else {
      String line = values.getOrDefault("request_method", "") + " ";
      draft.put(Attribute.METHOD, line.strip());
      draft.put(Attribute.PATH, Secrets.path(values.getOrDefault("request_uri", "")));
    }
    // Where a connection to the upstream failed, nginx writes its own 502 or 504 here as well
    boolean own = status.startsWith("5") && upstreamStatus.equals("-");
    draft.on(Leg.WHOLE, own ? Event.LOCAL_REPLY : Event.RESPONSE);
    sightings.accept(
        draft.tell(
            "nginx answered %s to %s %s"
                .formatted(status, draft.get(Attribute.METHOD), draft.get(Attribute.PATH))
                .strip()));
  }

  private static Optional<Endpoint> client(Map<String, String> values) {
    String address = values.getOrDefault("remote_addr", "");
    String port = values.getOrDefault("remote_port", "0");
    return address.isEmpty() || address.equals("-")
        ? Optional.empty()
        : Places.of(address, port.matches("\\d{1,5}") ? port : "0");
  }

  private static String last(String tries) {
    String[] all = tries.split("[,:] +");
    return all.length == 0 ? "" : all[all.length - 1].strip();
  }

  private static String millis(String seconds) {
    return seconds != null && seconds.matches("\\d{1,9}(?:\\.\\d{1,9})?")
        ? new BigDecimal(seconds).movePointRight(3).toBigInteger().toString()
        : "";
  }

  private Optional<Instant> time(Map<String, String> values) {
    String iso = values.getOrDefault("time_iso8601", "");
    if (!iso.isEmpty()) {
      return LineTime.parse(iso);
    }
    String seconds = values.getOrDefault("msec", "");
    if (seconds.matches("\\d{1,11}\\.\\d{3}")) {
      return Optional.of(Instant.ofEpochMilli(Long.parseLong(seconds.replace(".", ""))));
    }
    String local = values.getOrDefault("time_local", "");
    if (!local.equals(lastLocal)) {
      lastTime = local(local);
      lastLocal = local;
    }
    return lastTime;
  }

  private static Optional<Instant> local(String text) {
    try {
      return Optional.of(ZonedDateTime.parse(text, LOCAL).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  @Override
  public ReadingTally tally() {
    return tally.told();
  }
}
