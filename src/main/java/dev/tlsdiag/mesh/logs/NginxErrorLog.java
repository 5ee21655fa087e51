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
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * nginx's error log, of HTTP and of stream servers. Its times have no zone and are taken for UTC;
 * it names clients without their ports, so they have port 0 here.
 */
public final class NginxErrorLog implements LineReader {
  private static final int LONGEST = 16_000;

  private static final Pattern LINE =
      Pattern.compile(
          "(\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d) \\[(debug|info|notice|warn|error|crit|alert|emerg)\\] (\\d+)#\\d+: (?:\\*(\\d+) )?(.*)");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss", Locale.ROOT);

  /** What stands behind the message, in nginx's order. */
  private static final Pattern TAIL =
      Pattern.compile(
          ", (client|server|request|subrequest|upstream|host|referrer|bytes from/to client|bytes from/to upstream|login):"
              + " ?(\"[^\"]*\"|[^,]*)");

  private static final Pattern VERIFIED =
      Pattern.compile("upstream SSL certificate does not match \"([^\"]*)\"");

  /** A TLS record where a request was expected; the log has its bytes as they came. */
  private static final Pattern HELLO = Pattern.compile("request: \"\u0016\u0003[\u0000-\u0004]?");

  private static final Pattern UNRESOLVED = Pattern.compile("(\\S+) could not be resolved");

  /**
   * What a message tells; the first that is found in it counts.
   *
   * @param text in lower case
   */
  private record Sign(String text, Event event) {}

  private static final List<Sign> SIGNS =
      List.of(
          new Sign("client prematurely closed", Event.CLOSED),
          new Sign("client closed connection", Event.CLOSED),
          new Sign("upstream ssl certificate verify error", Event.TLS_FAILED),
          new Sign("upstream ssl certificate does not match", Event.TLS_FAILED),
          new Sign("client ssl certificate verify error", Event.TLS_FAILED),
          new Sign("client sent no required ssl certificate", Event.TLS_FAILED),
          new Sign("client sent plain http request to https port", Event.TLS_FAILED),
          new Sign("peer closed connection in ssl handshake", Event.TLS_FAILED),
          new Sign("ssl handshaking", Event.TLS_FAILED),
          new Sign("ssl_do_handshake() failed", Event.TLS_FAILED),
          new Sign("could not be resolved", Event.LOOKUP_FAILED),
          new Sign("host not found in upstream", Event.LOOKUP_FAILED),
          new Sign("while resolving", Event.LOOKUP_FAILED),
          new Sign("broken header:", Event.CONFIGURATION),
          new Sign("no live upstreams", Event.NOT_ROUTED),
          new Sign("no servers are inside upstream", Event.NOT_ROUTED),
          new Sign("upstream timed out", Event.CONNECT_TIMEOUT),
          new Sign("connect() failed", Event.CONNECT_FAILED),
          new Sign("connect() to", Event.CONNECT_FAILED),
          new Sign("prematurely closed connection", Event.RESET),
          new Sign("connection reset by peer", Event.RESET),
          new Sign("broken pipe", Event.RESET),
          new Sign("cannot load certificate", Event.CONFIGURATION),
          new Sign("no \"ssl_certificate\" is defined", Event.CONFIGURATION),
          new Sign("access forbidden by rule", Event.DENIED),
          new Sign("invalid port in upstream", Event.CONFIGURATION),
          new Sign("upstream sent", Event.RESET),
          new Sign("recv() failed", Event.RESET),
          new Sign("send() failed", Event.RESET),
          new Sign("ssl_read() failed", Event.RESET));

  private final String file;
  private final Consumer<Sighting> sightings;
  private final Tally tally = new Tally();

  public NginxErrorLog(String file, Consumer<Sighting> sightings) {
    this.file = requireNonNull(file, "file is null");
    this.sightings = requireNonNull(sightings, "sightings is null");
  }

  @Override
  public void onLine(byte[] buffer, int from, int to, long number) {
    if (to == from) {
      return;
    }
    String line = new String(buffer, from, Math.min(to - from, LONGEST), StandardCharsets.UTF_8);
    Matcher m = LINE.matcher(line);
    if (!m.find()) {
      tally.onUnreadable(number, "no time, level and process");
      return;
    }
    tally.onRecord();
    if (m.group(2).equals("debug")) {
      return; // each line of a debug log tells of a step within nginx
    }
    String rest = m.group(5);
    Matcher tail = TAIL.matcher(rest);
    Map<Attribute, String> named = new EnumMap<>(Attribute.class);
    String client = "";
    String upstream = "";
    int end = rest.length();
    while (tail.find()) {
      end = Math.min(end, tail.start());
      String value = unquoted(tail.group(2));
      switch (tail.group(1)) {
        case "client" -> client = value;
        case "upstream" -> upstream = value;
        case "host" -> named.put(Attribute.AUTHORITY, value);
        case "request" -> request(named, value);
        case "server" -> named.put(Attribute.ROUTE, value);
        default -> {
          // nothing of it helps
        }
      }
    }
    tell(m, rest.substring(0, end), client, upstream, named, number);
  }

  private void tell(
      Matcher m,
      String message,
      String client,
      String upstream,
      Map<Attribute, String> named,
      long number) {
    String lower = message.toLowerCase(Locale.ROOT);
    boolean left =
        lower.contains("client prematurely closed") || lower.contains("client closed connection");
    boolean up = !left && (lower.contains("upstream") || lower.contains("resolv"));
    boolean hello = HELLO.matcher(m.group(5)).find();
    Event event = hello ? Event.TLS_FAILED : event(lower, m.group(2));
    if (event == Event.OTHER && client.isEmpty()) {
      return; // of a worker, a signal, a module
    }
    Leg leg = up ? Leg.UPSTREAM : client.isEmpty() ? Leg.UNKNOWN : Leg.DOWNSTREAM;
    Optional<Endpoint> server = upstream.isEmpty() ? Optional.empty() : Places.ofUrl(upstream);
    Draft draft =
        new Draft(SourceKind.NGINX_ERROR_LOG, file, number)
            .on(leg, event)
            .at(time(m.group(1)))
            .server(up ? server : Optional.empty())
            .client(up || client.isEmpty() ? Optional.empty() : Places.of(client, 0))
            .put(Attribute.CONNECTION, m.group(4))
            .put(Attribute.MESSAGE, Secrets.without(message));
    named.forEach(draft::put);
    if (up && event != Event.LOOKUP_FAILED) {
      draft.put(Attribute.TRANSPORT_FAILURE, Secrets.without(message));
    }
    Matcher verified = VERIFIED.matcher(message);
    if (verified.find()) {
      draft.put(Attribute.UPSTREAM_SNI, verified.group(1));
    }
    Matcher unresolved = UNRESOLVED.matcher(message);
    if (unresolved.find()) {
      draft.put(Attribute.QUERY, unresolved.group(1));
    }
    String said = hello ? message + " (the client speaks TLS to a port for plain HTTP)" : message;
    sightings.accept(draft.tell(what(event, up, server, said)));
  }

  private static String what(Event event, boolean up, Optional<Endpoint> server, String message) {
    String with =
        up ? server.map(e -> " with " + e).orElse(" with the upstream") : " with the client";
    String head = "nginx: ";
    if (event == Event.TLS_FAILED) {
      head = "nginx: the TLS handshake" + with + " failed: ";
    } else if (event == Event.CONNECT_FAILED || event == Event.CONNECT_TIMEOUT) {
      head = "nginx: no connection" + with.replaceFirst("with", "to") + ": ";
    }
    return head + Secrets.without(message);
  }

  private static Event event(String message, String level) {
    if (message.contains("timed out") && message.contains("ssl handshaking")) {
      return Event.TLS_FAILED;
    }
    if (message.contains("timed out") && !message.contains("connecting to upstream")) {
      return message.contains("upstream") ? Event.LOCAL_REPLY : Event.CLOSED;
    }
    return SIGNS.stream()
        .filter(sign -> message.contains(sign.text()))
        .findFirst()
        .map(Sign::event)
        .orElse(level.equals("emerg") ? Event.CONFIGURATION : Event.OTHER);
  }

  private static void request(Map<Attribute, String> named, String line) {
    String[] words = line.split(" ", 3);
    if (words.length >= 2) {
      named.put(Attribute.METHOD, words[0]);
      named.put(Attribute.PATH, Secrets.path(words[1]));
    }
  }

  private static String unquoted(String value) {
    return value.startsWith("\"") && value.length() >= 2
        ? value.substring(1, value.length() - 1)
        : value.strip();
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty(); // digits, but no time
    }
  }

  @Override
  public ReadingTally tally() {
    return tally.told();
  }
}
