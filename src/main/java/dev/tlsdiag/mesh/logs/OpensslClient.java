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
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code openssl s_client} prints, of OpenSSL 1.0 to 3, with the command where it was pasted.
 */
public final class OpensslClient implements LineReader {
  private static final int LONGEST = 4_000;

  private static final Pattern COMMAND = Pattern.compile(".*openssl\\s+s_client\\s+(.*)");
  private static final Pattern CONNECT = Pattern.compile("-connect\\s+[\"']?([^\\s\"']+)");
  private static final Pattern SERVERNAME = Pattern.compile("-servername\\s+[\"']?([^\\s\"']+)");
  private static final Pattern CONNECTING = Pattern.compile("Connecting to (\\S+)");
  private static final Pattern CONNECTED = Pattern.compile("CONNECTED\\([0-9A-Fa-f]+\\)");
  private static final Pattern ERROR =
      Pattern.compile(
          "error:([0-9A-Fa-f]{8}):([^:]*):([^:]*):([^:]*)(?::.*?)?(?:SSL alert number (\\d+))?(?::\\s*)?$");
  private static final Pattern ERRNO = Pattern.compile("(?:write|read|connect):errno=(\\d+)");
  private static final Pattern VERIFY_ERROR = Pattern.compile("verify error:num=(\\d+):(.*)");
  private static final Pattern VERIFY_CODE =
      Pattern.compile("\\s*Verify return code: (\\d+) \\((.*)\\)");
  private static final Pattern NEW = Pattern.compile("(?:New|Reused), (\\S+), Cipher is (\\S+)");
  private static final Pattern SUBJECT = Pattern.compile("subject=(.*)");
  private static final Pattern ISSUER = Pattern.compile("issuer=(.*)");
  private static final Pattern CN = Pattern.compile("CN ?= ?([^,/]+)");
  private static final Pattern READ =
      Pattern.compile("SSL handshake has read (\\d+) bytes and written (\\d+) bytes");

  private final String file;
  private final Consumer<Sighting> sightings;
  private final Tally tally = new Tally();
  private Optional<Endpoint> server = Optional.empty();
  private String serverName = "";
  private String lastCode = "";
  private boolean failed;

  public OpensslClient(String file, Consumer<Sighting> sightings) {
    this.file = requireNonNull(file, "file is null");
    this.sightings = requireNonNull(sightings, "sightings is null");
  }

  @Override
  public void onLine(byte[] buffer, int from, int to, long number) {
    if (to == from) {
      return;
    }
    String line = new String(buffer, from, Math.min(to - from, LONGEST), StandardCharsets.UTF_8);
    if (learnsCommand(line)) {
      return;
    }
    if (CONNECTED.matcher(line).lookingAt()) {
      tell(Event.CONNECTED, number, "openssl: TCP connected", "");
      return;
    }
    Matcher alert = ERROR.matcher(line);
    if (alert.find()) {
      boolean refused = alert.group(4).contains("Connection refused") || line.contains("connect:");
      boolean timeout = line.contains("imed out");
      String who = alert.group(5) == null ? "" : ", alert %s received".formatted(alert.group(5));
      Event event =
          line.contains("BIO_") && (refused || timeout)
              ? timeout ? Event.CONNECT_TIMEOUT : Event.CONNECT_FAILED
              : Event.TLS_FAILED;
      if (!failed) { // one failure is told by several lines
        tell(event, number, "openssl: %s%s".formatted(alert.group(4).strip(), who), line);
      }
      failed = true;
      return;
    }
    Matcher errno = ERRNO.matcher(line);
    if (errno.lookingAt()) {
      boolean connecting = line.startsWith("connect");
      if (failed) {
        return;
      }
      failed = true;
      tell(
          connecting
              ? Event.CONNECT_FAILED
              : errno.group(1).equals("0") ? Event.CLOSED : Event.RESET,
          number,
          "openssl: " + line.strip() + meaning(errno.group(1)),
          line);
      return;
    }
    certificate(line, number);
  }

  /** Linux numbers. */
  private static String meaning(String errno) {
    return switch (errno) {
      case "0" -> ", the peer closed without a word";
      case "104" -> ", the peer reset the connection";
      case "110" -> ", nothing came in time";
      case "111" -> ", the connection was refused";
      default -> "";
    };
  }

  private void certificate(String line, long number) {
    Matcher code = VERIFY_CODE.matcher(line);
    Matcher error = VERIFY_ERROR.matcher(line);
    Matcher established = NEW.matcher(line);
    Matcher subject = SUBJECT.matcher(line);
    Matcher issuer = ISSUER.matcher(line);
    Matcher read = READ.matcher(line);
    if (error.lookingAt()) {
      lastCode = error.group(1);
      tell(
          Event.CONFIGURATION,
          number,
          "openssl: the certificate does not verify: " + error.group(2),
          line);
    } else if (code.matches()) {
      if (!code.group(1).equals("0") && !code.group(1).equals(lastCode)) {
        tell(
            Event.CONFIGURATION,
            number,
            "openssl: the certificate does not verify: " + code.group(2),
            line.strip());
      }
    } else if (established.lookingAt()) {
      boolean none = established.group(1).equals("(NONE)");
      if (none && failed) {
        return;
      }
      tell(
          none ? Event.TLS_FAILED : Event.TLS_ESTABLISHED,
          number,
          none ? "openssl: no handshake" : "openssl: TLS established, " + established.group(1),
          "");
    } else if (subject.lookingAt() || issuer.lookingAt()) {
      Matcher names = CN.matcher(line);
      boolean leaf = line.startsWith("subject");
      Draft draft = draft(Event.OTHER, number);
      if (leaf && names.find()) {
        draft.put(Attribute.CERTIFICATE_NAMES, names.group(1).strip());
      }
      sightings.accept(
          draft.tell(
              "openssl: the certificate's %s is %s"
                  .formatted(
                      leaf ? "subject" : "issuer", line.substring(line.indexOf('=') + 1).strip())));
    } else if (line.startsWith("no peer certificate available")) {
      tell(Event.OTHER, number, "openssl: the peer sent no certificate", line);
    } else if (read.lookingAt() && read.group(1).equals("0")) {
      tell(Event.OTHER, number, "openssl: the peer sent not one byte of TLS", line);
    }
  }

  private boolean learnsCommand(String line) {
    Matcher command = COMMAND.matcher(line);
    if (command.matches()) {
      Matcher connect = CONNECT.matcher(command.group(1));
      server = connect.find() ? Places.of(connect.group(1), 443) : Optional.empty();
      Matcher name = SERVERNAME.matcher(command.group(1));
      serverName = name.find() ? name.group(1) : "";
      lastCode = "";
      failed = false;
      tally.onRecord();
      return true;
    }
    Matcher connecting = CONNECTING.matcher(line);
    if (connecting.matches()) {
      int port = server.map(Endpoint::port).orElse(0);
      server = Places.of(connecting.group(1), Integer.toString(port));
      return true;
    }
    return false;
  }

  private Draft draft(Event event, long number) {
    tally.onRecord();
    return new Draft(SourceKind.CLIENT_OUTPUT, file, number)
        .on(Leg.UNKNOWN, event)
        .server(server)
        .put(Attribute.SNI, serverName);
  }

  private void tell(Event event, long number, String what, String message) {
    sightings.accept(
        draft(event, number)
            .put(Attribute.MESSAGE, message)
            .put(Attribute.TRANSPORT_FAILURE, event == Event.TLS_FAILED ? message : "")
            .tell(what));
  }

  @Override
  public ReadingTally tally() {
    return tally.told();
  }
}
