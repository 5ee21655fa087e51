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
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code curl -v} prints: its steps, who sent an alert, which certificate it saw, what it was
 * answered. Lines between them, such as a body, are looked at for messages of proxies.
 */
public final class CurlVerbose implements LineReader {
  private static final int LONGEST = 8_000;

  /** Of {@code --trace-time}. */
  private static final Pattern TIMED =
      Pattern.compile("\\d\\d:\\d\\d:\\d\\d\\.\\d{6} (?:\\[\\S+] )?([*<>{}] .*)");

  private static final Pattern TRYING = Pattern.compile("\\*\\s+Trying (\\S+?)(?:\\.\\.\\.)?\\s*");
  private static final Pattern CONNECTED =
      Pattern.compile(
          "\\* (?:Connected|Established connection) to (\\S+) \\(([^)\\s]+)(?: port (\\d+))?\\)(?: port (\\d+))?.*");
  private static final Pattern REFUSED =
      Pattern.compile("\\* +connect to (\\S+?)(?: port (\\d+))?(?: from .*)? failed: (.*)");
  private static final Pattern UNRESOLVED =
      Pattern.compile("\\* Could not resolve (?:host|proxy): (\\S+).*");
  private static final Pattern ALERT =
      Pattern.compile(
          "\\* (?:TLS|SSL)\\S* \\((IN|OUT)\\), TLS (?:\\S+ )?alert, (.+?)(?: \\((\\d+)\\))?:.*");
  private static final Pattern ESTABLISHED =
      Pattern.compile(
          "\\* SSL connection using (\\S+) ?/ ?(.*)|\\* schannel: SSL/TLS connection with (\\S+) port \\d+ \\(step 3.*");
  private static final Pattern MATCHED =
      Pattern.compile(
          "\\*\\s+subjectAltName: (?:host )?\"([^\"]+)\" matched cert's \"([^\"]+)\".*");
  private static final Pattern SUBJECT = Pattern.compile("\\*\\s+(subject|issuer): (.*)");
  private static final Pattern REQUEST = Pattern.compile("> ([A-Z]+) (\\S+) (HTTP/\\S+).*");
  private static final Pattern HOST = Pattern.compile("(?i)> Host: (\\S+).*");
  private static final Pattern STATUS = Pattern.compile("< (HTTP/\\S+) (\\d{3})(?: (.*))?");
  private static final Pattern REQUEST_ID = Pattern.compile("(?i)< x-request-id: (\\S+)");
  private static final Pattern SERVER = Pattern.compile("(?i)< server: (.*)");
  private static final Pattern ERROR = Pattern.compile("curl: \\((\\d+)\\) (.*)");
  private static final Pattern LIBRARY =
      Pattern.compile(
          "\\* (?:OpenSSL|LibreSSL|BoringSSL|GnuTLS|gnutls|mbedTLS|schannel|wolfSSL)\\S*: (.*(?:error|fail|alert|SEC_E_).*)");
  private static final Pattern PROXY =
      Pattern.compile("\\* Uses proxy env variable (\\S+) == '([^']*)'");

  private final String file;
  private final Consumer<Sighting> sightings;
  private final Tally tally = new Tally();
  private Optional<Endpoint> server = Optional.empty();
  private Optional<Instant> time = Optional.empty();
  private String host = "";
  private String method = "";
  private String path = "";
  private String answeredBy = "";
  private boolean alerted;
  private Draft pending;
  private String pendingWhat = "";

  public CurlVerbose(String file, Consumer<Sighting> sightings) {
    this.file = requireNonNull(file, "file is null");
    this.sightings = requireNonNull(sightings, "sightings is null");
  }

  @Override
  public void onLine(byte[] buffer, int from, int to, long number) {
    if (to == from) {
      return;
    }
    String line = new String(buffer, from, Math.min(to - from, LONGEST), StandardCharsets.UTF_8);
    line = withoutMeter(line);
    Matcher timed = TIMED.matcher(line);
    if (timed.matches()) {
      line = timed.group(1);
    }
    if (line.isEmpty()) {
      return;
    }
    char first = line.charAt(0);
    if (first == '*') {
      time = LineTime.find(line);
      info(line, number);
    } else if (first == '>' || first == '<') {
      head(line, number);
    } else {
      other(line, number);
    }
  }

  /** The progress meter goes to the same stream and breaks no line. */
  private static String withoutMeter(String line) {
    int meter = line.lastIndexOf("--:--:--");
    if (meter < 0) {
      return line;
    }
    String rest = line.substring(meter + "--:--:--".length()).stripLeading();
    int digits = 0;
    while (digits < rest.length() && "0123456789.kMGTP".indexOf(rest.charAt(digits)) >= 0) {
      digits++;
    }
    return rest.substring(digits).stripLeading();
  }

  private Draft draft(Event event, long number) {
    tally.onRecord();
    return new Draft(SourceKind.CLIENT_OUTPUT, file, number)
        .on(Leg.UNKNOWN, event)
        .at(time)
        .server(server)
        .put(Attribute.AUTHORITY, host);
  }

  private void info(String line, long number) {
    Matcher m = TRYING.matcher(line);
    if (m.matches()) {
      server = Places.withPort(m.group(1)).or(() -> Places.of(m.group(1), "0"));
      sightings.accept(draft(Event.CONNECTING, number).tell("curl: connecting to " + m.group(1)));
      return;
    }
    Matcher connected = CONNECTED.matcher(line);
    if (connected.matches()) {
      host = connected.group(1);
      alerted = false;
      String port = connected.group(3) != null ? connected.group(3) : connected.group(4);
      server = Places.of(connected.group(2), port == null ? "0" : port);
      sightings.accept(
          draft(Event.CONNECTED, number)
              .tell("curl: TCP to %s (%s) connected".formatted(host, connected.group(2))));
      return;
    }
    Matcher refused = REFUSED.matcher(line);
    if (refused.matches()) {
      String why = refused.group(3);
      sightings.accept(
          draft(Event.CONNECT_FAILED, number)
              .server(
                  Places.of(refused.group(1), refused.group(2) == null ? "0" : refused.group(2)))
              .put(Attribute.TRANSPORT_FAILURE, why)
              .tell("curl: no connection to %s: %s".formatted(refused.group(1), why)));
      return;
    }
    Matcher unresolved = UNRESOLVED.matcher(line);
    if (unresolved.matches()) {
      sightings.accept(
          draft(Event.LOOKUP_FAILED, number)
              .put(Attribute.QUERY, unresolved.group(1))
              .tell("curl: %s could not be resolved".formatted(unresolved.group(1))));
      return;
    }
    tls(line, number);
  }

  private void tls(String line, long number) {
    Matcher alert = ALERT.matcher(line);
    if (alert.matches()) {
      boolean closing = alert.group(2).contains("close notify");
      alerted = alerted || !closing;
      boolean received = alert.group(1).equals("IN");
      sightings.accept(
          draft(closing ? Event.CLOSED : Event.TLS_FAILED, number)
              .put(Attribute.MESSAGE, line)
              .put(Attribute.TRANSPORT_FAILURE, closing ? "" : "alert " + alert.group(2))
              .tell(
                  "curl %s the alert %s"
                      .formatted(received ? "received" : "sent", alert.group(2))));
      return;
    }
    Matcher established = ESTABLISHED.matcher(line);
    if (established.matches()) {
      sightings.accept(
          draft(Event.TLS_ESTABLISHED, number)
              .put(Attribute.PROTOCOL, established.group(1))
              .tell(
                  "curl: TLS established"
                      + (established.group(1) == null ? "" : ", " + established.group(1))));
      return;
    }
    Matcher matched = MATCHED.matcher(line);
    Matcher subject = SUBJECT.matcher(line);
    Matcher library = LIBRARY.matcher(line);
    if (library.matches()) {
      if (!alerted) {
        sightings.accept(
            draft(Event.TLS_FAILED, number)
                .put(Attribute.MESSAGE, line)
                .put(Attribute.TRANSPORT_FAILURE, library.group(1))
                .tell("curl: the TLS handshake failed: " + library.group(1)));
      }
    } else if (matched.matches()) {
      sightings.accept(
          draft(Event.OTHER, number)
              .put(Attribute.CERTIFICATE_NAMES, matched.group(2))
              .tell(
                  "curl: the certificate's name %s fits %s"
                      .formatted(matched.group(2), matched.group(1))));
    } else if (subject.matches()) {
      sightings.accept(
          draft(Event.OTHER, number)
              .put(Attribute.MESSAGE, line)
              .tell(
                  "curl: the certificate's %s is %s"
                      .formatted(subject.group(1), subject.group(2))));
    } else if (PROXY.matcher(line).matches()
        || line.contains("SSL_ERROR")
        || line.contains("Recv failure")
        || line.contains("SSL certificate problem")
        || line.contains("subject name")) {
      String safe = Secrets.without(line);
      sightings.accept(
          draft(Event.OTHER, number)
              .put(Attribute.MESSAGE, safe)
              .tell("curl: " + safe.substring(1).strip()));
    }
  }

  private void head(String line, long number) {
    Matcher request = REQUEST.matcher(line);
    if (request.matches()) {
      flush();
      method = request.group(1);
      path = Secrets.path(request.group(2));
      answeredBy = "";
      pending =
          draft(Event.REQUEST, number)
              .put(Attribute.METHOD, method)
              .put(Attribute.PATH, path)
              .put(Attribute.PROTOCOL, request.group(3));
      pendingWhat = "curl: request %s %s".formatted(method, path);
      return;
    }
    Matcher named = HOST.matcher(line);
    if (named.matches() && pending != null) {
      pending.put(Attribute.AUTHORITY, named.group(1));
      return;
    }
    Matcher status = STATUS.matcher(line);
    if (status.matches()) {
      flush();
      pending =
          draft(Event.RESPONSE, number)
              .put(Attribute.METHOD, method)
              .put(Attribute.PATH, path)
              .put(Attribute.PROTOCOL, status.group(1))
              .put(Attribute.STATUS, status.group(2));
      String reason = status.group(3) == null ? "" : " " + status.group(3);
      pendingWhat =
          "curl: %s was answered %s%s"
              .formatted(
                  method.isEmpty() ? "the request" : method + " " + path, status.group(2), reason);
      return;
    }
    Matcher id = REQUEST_ID.matcher(line);
    if (id.matches() && pending != null) {
      pending.put(Attribute.REQUEST_ID, id.group(1));
    }
    Matcher by = SERVER.matcher(line);
    if (by.matches()) {
      answeredBy = by.group(1).strip();
    }
  }

  private void other(String line, long number) {
    Matcher error = ERROR.matcher(line);
    if (error.lookingAt()) {
      flush();
      String why = Secrets.without(error.group(2));
      Event event = event(Integer.parseInt(error.group(1).length() > 3 ? "0" : error.group(1)));
      Draft draft = draft(event, number).put(Attribute.MESSAGE, Secrets.without(line));
      if (event == Event.TLS_FAILED || event == Event.RESET) {
        draft.put(Attribute.TRANSPORT_FAILURE, why);
      }
      sightings.accept(draft.tell("curl ended with %s: %s".formatted(error.group(1), why)));
      return;
    }
    Optional<String> words = EnvoyWords.in(line);
    if (words.isPresent() && pending != null && pending.event() == Event.RESPONSE) {
      pending.put(Attribute.MESSAGE, words.get());
      pendingWhat += ": " + words.get();
    }
  }

  /** Exit codes of curl(1). */
  private static Event event(int code) {
    return switch (code) {
      case 5, 6 -> Event.LOOKUP_FAILED;
      case 7 -> Event.CONNECT_FAILED;
      case 28 -> Event.CONNECT_TIMEOUT;
      case 35, 51, 53, 54, 58, 59, 60, 64, 66, 77, 80, 82, 83, 90, 91 -> Event.TLS_FAILED;
      case 16, 18, 52, 55, 56, 92, 95 -> Event.RESET;
      default -> Event.OTHER;
    };
  }

  private void flush() {
    if (pending != null) {
      String by =
          answeredBy.isEmpty() || pending.event() != Event.RESPONSE ? "" : ", by " + answeredBy;
      sightings.accept(pending.tell(pendingWhat + by));
      pending = null;
    }
  }

  @Override
  public void onEnd() {
    flush();
  }

  @Override
  public ReadingTally tally() {
    return tally.told();
  }
}
