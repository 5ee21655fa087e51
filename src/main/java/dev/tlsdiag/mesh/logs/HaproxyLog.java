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
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HAProxy's log: the formats {@code tcplog}, {@code httplog}, {@code httpslog}, its lines about
 * connections that came to nothing, and what it says of its servers; with or without syslog's
 * prefix. Its times have no zone and are taken for UTC.
 */
public final class HaproxyLog implements LineReader {
  private static final int LONGEST = 16_000;

  private static final String ACCEPTED =
      "(?<!\\S)(\\S{1,80}):(\\d{1,5}) \\[(\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{3})?)\\] (\\S+?)(~?) ";

  /** tcplog: frontend backend/server Tw/Tc/Tt bytes state conns queues. */
  private static final Pattern TCP =
      Pattern.compile(
          ACCEPTED
              + "(\\S*)/(\\S+) (-?\\+?\\d+)/(-?\\+?\\d+)/(\\+?\\d+) \\+?(\\d+) ([-A-Za-z]{2}) \\d+/\\d+/\\d+/\\d+/(\\+?\\d+) (\\d+)/(\\d+)(.*)");

  /** httplog: TR/Tw/Tc/Tr/Ta status bytes cookies state conns queues captures request. */
  private static final Pattern HTTP =
      Pattern.compile(
          ACCEPTED
              + "(\\S*)/(\\S+) (-?\\+?\\d+)/(-?\\+?\\d+)/(-?\\+?\\d+)/(-?\\+?\\d+)/(\\+?-?\\d+) (-?\\d+) \\+?(\\d+) (\\S+) (\\S+) ([-A-Za-z]{4}) \\d+/\\d+/\\d+/\\d+/(\\+?\\d+) (\\d+)/(\\d+)(?: \\{[^}]*\\}){0,2}(?: \"([^\"]*)\"?)?(.*)");

  /** A connection that came to nothing: frontend/listener: what. */
  private static final Pattern FAILED =
      Pattern.compile(
          "(?<!\\S)(\\S{1,80}):(\\d{1,5}) \\[(\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{3})?)\\] (\\S+?)/(\\S+?): (.+)");

  /** httpslog's tail: fc_err/ssl_fc_err/ssl_c_err/ssl_c_ca_err/resumed sni/version/cipher. */
  private static final Pattern TLS =
      Pattern.compile(
          " (-|\\d+)/(-|[0-9A-Fa-f]+)/(-|\\d+)/(-|\\d+)/(-|[01]) ([^\\s/]*)/([^\\s/]*)/(\\S*)");

  private static final Pattern SERVER_DOWN =
      Pattern.compile(
          "(?:Health check for (?:backup )?server|Server) (\\S+)/(\\S+) (?:is DOWN|failed|is UP|succeeded)(.*)");

  /** What a frontend logs that was given no format. */
  private static final Pattern CONNECT =
      Pattern.compile(
          "Connect from (\\S{1,80}):(\\d{1,5}) to (\\S{1,80}):(\\d{1,5}) \\((\\S+)/\\S+\\)");

  private static final Pattern SYSLOG_ISO =
      Pattern.compile("(?:<\\d{1,3}>\\d? ?)?(\\d{4}-\\d\\d-\\d\\dT\\S+) .*");

  private static final Pattern SNI = Pattern.compile("\\bsni[:=]\"?([\\w.-]+)");

  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss.SSS", Locale.ENGLISH);

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss", Locale.ENGLISH);

  private final String file;
  private final Consumer<Sighting> sightings;
  private final Tally tally = new Tally();

  public HaproxyLog(String file, Consumer<Sighting> sightings) {
    this.file = requireNonNull(file, "file is null");
    this.sightings = requireNonNull(sightings, "sightings is null");
  }

  @Override
  public void onLine(byte[] buffer, int from, int to, long number) {
    if (to == from) {
      return;
    }
    String line = new String(buffer, from, Math.min(to - from, LONGEST), StandardCharsets.UTF_8);
    Matcher http = HTTP.matcher(line);
    if (http.find()) {
      tally.onRecord();
      http(http, number);
      return;
    }
    Matcher tcp = TCP.matcher(line);
    if (tcp.find()) {
      tally.onRecord();
      tcp(tcp, number);
      return;
    }
    Matcher failed = FAILED.matcher(line);
    if (failed.find()) {
      tally.onRecord();
      failed(failed, number);
      return;
    }
    Matcher down = SERVER_DOWN.matcher(line);
    Matcher accepted = CONNECT.matcher(line);
    if (down.find()) {
      tally.onRecord();
      down(down, line, number);
    } else if (accepted.find()) {
      tally.onRecord();
      sightings.accept(
          new Draft(SourceKind.HAPROXY_LOG, file, number)
              .on(Leg.DOWNSTREAM, Event.ACCEPTED)
              .client(Places.of(accepted.group(1), accepted.group(2)))
              .server(Places.of(accepted.group(3), accepted.group(4)))
              .put(Attribute.ROUTE, accepted.group(5))
              .tell("HAProxy: " + accepted.group()));
    } else if (line.contains("haproxy[")
        || line.startsWith("[")
        || line.contains("has no server available!")) {
      tally.onRecord(); // a notice: started, reloaded, a warning of its configuration
      notice(line, number);
    } else {
      tally.onUnreadable(number, "in none of HAProxy's formats");
    }
  }

  private Draft accepted(Matcher m, long number) {
    return new Draft(SourceKind.HAPROXY_LOG, file, number)
        .at(time(m.group(3)))
        .client(Places.of(m.group(1), m.group(2)))
        .put(Attribute.ROUTE, m.group(4));
  }

  private void http(Matcher m, long number) {
    String state = m.group(17);
    String status = m.group(13);
    Draft draft =
        accepted(m, number)
            .put(Attribute.CLUSTER, m.group(6) + "/" + m.group(7))
            .put(Attribute.STATUS, status.equals("-1") ? "" : status)
            .put(Attribute.FLAGS, state)
            .put(Attribute.ATTEMPTS, attempts(m.group(18)))
            .put(Attribute.DURATION_MILLIS, digits(m.group(12)));
    String request = m.group(21) == null ? "" : m.group(21);
    String[] words = request.split(" ", 3);
    if (words.length >= 2) {
      draft.put(Attribute.METHOD, words[0]).put(Attribute.PATH, Secrets.path(words[1]));
      draft.put(Attribute.PROTOCOL, words.length > 2 ? words[2] : "");
      if (words[1].startsWith("http")) {
        Places.ofUrl(words[1]).ifPresent(place -> draft.put(Attribute.AUTHORITY, place.host()));
      }
    }
    tls(draft, m.group(22));
    Event event = event(state, status, m.group(7));
    if (words[0].equals("<BADREQ>")) {
      event = Event.RESET;
    }
    draft.on(Leg.WHOLE, event);
    String answered =
        status.equals("-1") ? "nothing" : status + (event == Event.LOCAL_REPLY ? " by itself" : "");
    sightings.accept(
        draft.tell(
            "HAProxy answered %s to %s, %s/%s, termination state %s%s"
                .formatted(
                    answered,
                    Secrets.path(request).isEmpty() ? "a connection" : Secrets.path(request),
                    m.group(6),
                    m.group(7),
                    state,
                    meaning(state))));
    upstream(m, state, number);
  }

  private void tcp(Matcher m, long number) {
    String state = m.group(12);
    Draft draft =
        accepted(m, number)
            .put(Attribute.CLUSTER, m.group(6) + "/" + m.group(7))
            .put(Attribute.FLAGS, state)
            .put(Attribute.ATTEMPTS, attempts(m.group(13)))
            .put(Attribute.DURATION_MILLIS, digits(m.group(10)));
    tls(draft, m.group(16));
    Event event = state.equals("--") ? Event.CLOSED : event(state, "", m.group(7));
    draft.on(Leg.WHOLE, event);
    sightings.accept(
        draft.tell(
            "HAProxy ended a connection to %s/%s, termination state %s%s"
                .formatted(m.group(6), m.group(7), state, meaning(state))));
    upstream(m, state, number);
  }

  /** A server that was not reached is a fact of the other leg. */
  private void upstream(Matcher m, String state, long number) {
    boolean notReached =
        state.charAt(1) == 'C' && (state.charAt(0) == 'S' || state.charAt(0) == 's');
    if (!notReached || m.group(7).equals("<NOSRV>")) {
      return;
    }
    boolean timeout = state.charAt(0) == 's';
    sightings.accept(
        new Draft(SourceKind.HAPROXY_LOG, file, number)
            .on(Leg.UPSTREAM, timeout ? Event.CONNECT_TIMEOUT : Event.CONNECT_FAILED)
            .at(time(m.group(3)))
            .put(Attribute.CLUSTER, m.group(6) + "/" + m.group(7))
            .put(Attribute.FLAGS, state)
            .tell(
                "HAProxy could not connect to %s/%s: TCP or TLS %s"
                    .formatted(m.group(6), m.group(7), timeout ? "took too long" : "was refused")));
  }

  private void failed(Matcher m, long number) {
    String why = m.group(6);
    boolean tls = why.toLowerCase(Locale.ROOT).contains("ssl");
    Draft draft =
        accepted(m, number)
            .on(Leg.DOWNSTREAM, tls ? Event.TLS_FAILED : Event.RESET)
            .put(Attribute.MESSAGE, Secrets.without(why));
    Matcher sni = SNI.matcher(why);
    if (sni.find()) {
      draft.put(Attribute.SNI, sni.group(1));
    }
    sightings.accept(
        draft.tell("HAProxy: a client's connection came to nothing: " + Secrets.without(why)));
  }

  private void down(Matcher m, String line, long number) {
    String rest = m.group(3);
    String lower = rest.toLowerCase(Locale.ROOT);
    boolean up = m.group().contains(" is UP") || m.group().contains(" succeeded");
    Event event =
        up
            ? Event.OTHER
            : lower.contains("layer6") || lower.contains("ssl")
                ? Event.TLS_FAILED
                : lower.contains("timeout") ? Event.CONNECT_TIMEOUT : Event.CONNECT_FAILED;
    Matcher iso = SYSLOG_ISO.matcher(line);
    sightings.accept(
        new Draft(SourceKind.HAPROXY_LOG, file, number)
            .on(Leg.UPSTREAM, event)
            .at(iso.matches() ? LineTime.parse(iso.group(1)) : Optional.empty())
            .put(Attribute.CLUSTER, m.group(1) + "/" + m.group(2))
            .put(Attribute.MESSAGE, Secrets.without(m.group()))
            .tell("HAProxy: " + Secrets.without(m.group())));
  }

  private void notice(String line, long number) {
    String lower = line.toLowerCase(Locale.ROOT);
    boolean bad =
        lower.contains("[alert]")
            || lower.contains("has no server available")
            || lower.contains("unable to load ssl")
            || lower.contains("cannot open the file");
    if (bad) {
      sightings.accept(
          new Draft(SourceKind.HAPROXY_LOG, file, number)
              .on(Leg.UNKNOWN, Event.CONFIGURATION)
              .put(Attribute.MESSAGE, Secrets.without(line))
              .tell("HAProxy: " + Secrets.without(line)));
    }
  }

  private static void tls(Draft draft, String tail) {
    Matcher m = TLS.matcher(tail == null ? "" : tail);
    if (m.find()) {
      draft.put(Attribute.SNI, m.group(6));
      draft.put(
          Attribute.TERMINATION, m.group(2).matches("[0-]+") ? "" : "ssl_fc_err " + m.group(2));
    } else {
      Matcher sni = SNI.matcher(tail == null ? "" : tail);
      if (sni.find()) {
        draft.put(Attribute.SNI, sni.group(1));
      }
    }
  }

  /** What a session's end tells (configuration manual, section 8.5). */
  private static Event event(String state, String status, String server) {
    char who = state.charAt(0);
    char when = state.charAt(1);
    boolean answered = status.matches("[1-5]\\d\\d");
    if (server.equals("<NOSRV>") && status.equals("503")) {
      return Event.NOT_ROUTED;
    }
    return switch (who) {
      case 'S', 's', 'I', 'R', 'D' ->
          when == 'C' && !answered
              ? who == 's' ? Event.CONNECT_TIMEOUT : Event.CONNECT_FAILED
              : when == 'D' || when == 'L'
                  ? Event.RESET
                  : answered ? Event.LOCAL_REPLY : Event.RESET;
      case 'P' -> status.equals("403") ? Event.DENIED : answered ? Event.LOCAL_REPLY : Event.RESET;
      case 'C', 'c' -> answered && when == 'D' ? Event.RESPONSE : Event.CLOSED;
      default -> answered ? Event.RESPONSE : Event.CLOSED;
    };
  }

  private static String meaning(String state) {
    return switch (state.substring(0, 2)) {
      case "SC" -> " (the server refused the connection)";
      case "sC" -> " (no connection to the server in time)";
      case "SH" -> " (the server broke off before its answer)";
      case "sH" -> " (no answer of the server in time)";
      case "SD" -> " (the server broke off)";
      case "sD" -> " (the server fell silent)";
      case "CC" -> " (the client left before the server was connected)";
      case "CD" -> " (the client broke off)";
      case "cD" -> " (the client fell silent)";
      case "CR", "cR" -> " (no whole request of the client)";
      case "PR" -> " (refused by HAProxy)";
      case "PH" -> " (the server's answer was refused)";
      case "LR" -> " (answered by HAProxy)";
      default -> "";
    };
  }

  /** Retries and the first attempt. */
  private static String attempts(String retries) {
    String digits = digits(retries);
    return digits.isEmpty() || digits.length() > 6
        ? ""
        : Integer.toString(Integer.parseInt(digits) + 1);
  }

  private static String digits(String text) {
    String digits = text.startsWith("+") ? text.substring(1) : text;
    return digits.matches("\\d{1,12}") ? digits : "";
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(
          LocalDateTime.parse(text, text.indexOf('.') > 0 ? MILLIS : SECONDS)
              .toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  @Override
  public ReadingTally tally() {
    return tally.told();
  }
}
