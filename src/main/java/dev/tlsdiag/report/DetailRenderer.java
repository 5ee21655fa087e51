package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tls.Alert;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.tls.HelloOutline;
import dev.tlsdiag.tls.Ja3;
import dev.tlsdiag.tls.Ja4;
import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.tls.OutlineRow;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Durations;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.trace.SeenAlert;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Transport;
import dev.tlsdiag.wire.Bytes;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Everything about a handshake, with the bytes of its ClientHello field by field. */
public final class DetailRenderer implements HandshakeRenderer {
  private static final int LABEL_COLUMNS = 14;

  private final TextBuffer out;
  private final AddressNames names;
  private final Theme theme;
  private final TimeText time;
  private final HexRows hex;

  /**
   * @param zone of the times shown
   * @param allBytes whether long values are shown to their last byte
   */
  public DetailRenderer(
      TextBuffer out, AddressNames names, ZoneId zone, Theme theme, boolean allBytes) {
    this.out = requireNonNull(out, "out is null");
    this.names = requireNonNull(names, "names is null");
    this.theme = requireNonNull(theme, "theme is null");
    this.time = new TimeText(zone);
    this.hex = new HexRows(out, theme, allBytes);
  }

  @Override
  public void render(Handshake handshake) throws IOException {
    Mark mark = Mark.of(handshake);
    out.add('\n').add(' ').ascii(theme.start(Role.STRONG)).add('#').number(handshake.number());
    out.ascii(theme.end()).ascii("  ");
    out.text(theme.paint(mark.role(), theme.sign(mark) + OutcomeWords.of(handshake)));
    out.ascii("\n\n");
    place(handshake);
    handshake.preamble().ifPresent(this::preamble);
    handshake.sent().ifPresent(sent -> hello(sent, handshake));
    handshake.helloProblem().ifPresent(problem -> row("ClientHello", "unreadable: " + problem));
    answer(handshake);
    remarks(handshake);
    handshake.sent().ifPresent(this::bytes);
    out.rowDone();
  }

  private void place(Handshake handshake) {
    label("time");
    time.rfc3339(handshake.time(), out);
    out.add('\n');
    String frames =
        handshake.frames().size() == 1
            ? "frame " + handshake.frame()
            : "frames "
                + handshake.frames().stream()
                    .map(String::valueOf)
                    .collect(Collectors.joining(", "));
    String stream =
        (handshake.transport() == Transport.TCP ? "tcp.stream " : "udp.stream ")
            + handshake.stream();
    row("file", handshake.file() + ", " + frames + ", " + stream);
    row("client", endpoint(handshake.client()));
    String connect =
        handshake.connectNanos().isPresent()
            ? ", SYN answered after "
                + Durations.text(Duration.ofNanos(handshake.connectNanos().getAsLong()))
            : "";
    row("server", endpoint(handshake.server()) + connect);
  }

  private String endpoint(Endpoint endpoint) {
    String name = names.nameOf(endpoint.host());
    return name == null ? endpoint.toString() : endpoint + " (" + name + ")";
  }

  private void preamble(Preamble preamble) {
    String target = preamble.target().map(t -> ", asks for " + t).orElse("");
    row("before", preamble.protocol() + target);
  }

  private void hello(SentHello sent, Handshake handshake) {
    ClientHello hello = sent.hello();
    HelloWords.ServerName name = HelloWords.ServerName.of(handshake);
    label("SNI");
    if (name.missing()) {
      out.ascii(theme.paint(Role.BAD, name.words())).add('\n');
    } else {
      out.ascii(Printable.name(handshake.serverName().orElse("")));
      out.ascii(name == HelloWords.ServerName.ODD ? "  (no name that DNS allows)\n" : "\n");
    }
    List<ProtocolVersion> versions = hello.supportedVersions();
    row(
        "versions",
        versions.isEmpty()
            ? ProtocolVersion.of(hello.legacyVersion()).name()
            : versions.stream().map(ProtocolVersion::name).collect(Collectors.joining(", ")));
    label("ALPN");
    out.ascii(
            hello.alpnProtocols().isEmpty()
                ? "none offered"
                : hello.alpnProtocols().stream()
                    .map(Printable::name)
                    .collect(Collectors.joining(", ")))
        .add('\n');
    if (!hello.sslv2()) {
      char letter = JsonRenderer.letter(handshake.transport());
      row("JA4", Ja4.of(hello, letter));
      row("JA4_r", Ja4.raw(hello, letter));
      row("JA3", Ja3.hash(hello));
    }
  }

  private void answer(Handshake handshake) {
    Answer answer = handshake.answer();
    row(
        "answer",
        answer.kind() == Answer.Kind.NOTHING
            ? "nothing"
            : answer.kind().label()
                + " by "
                + answer.by().label()
                + " in frame "
                + answer.frame()
                + ", after "
                + Durations.text(Duration.ofNanos(answer.nanos())));
    handshake.serverHello().ifPresent(this::serverHello);
    int number = 0;
    for (Bytes certificate : handshake.certificates()) {
      row(number++ == 0 ? "certificates" : "", "sha256 " + HandshakeJson.sha256(certificate));
    }
    if (handshake.certificateRequested()) {
      row("", "the server asks for a client certificate");
    }
    for (SeenAlert alert : handshake.alerts()) {
      row(
          "alert",
          alert.description().code()
              + " "
              + alert.description().name()
              + (alert.level() == Alert.WARNING ? " (warning)" : "")
              + " by "
              + alert.by().label()
              + " in frame "
              + alert.frame());
    }
  }

  private void serverHello(ServerHello hello) {
    List<String> parts = new ArrayList<>();
    parts.add(hello.version().name());
    parts.add(hello.cipherSuite().name());
    hello.group().map(NamedGroup::name).ifPresent(parts::add);
    Optional<String> alpn = hello.alpnProtocol();
    alpn.ifPresent(protocol -> parts.add("ALPN " + protocol));
    row("chosen", String.join(", ", parts));
    if (!hello.extensions().isEmpty()) {
      row(
          "extensions",
          hello.extensions().stream()
              .map(Extension::extensionType)
              .map(Object::toString)
              .collect(Collectors.joining(", ")));
    }
    row("JA3S", Ja3.hash(hello));
  }

  private void remarks(Handshake handshake) {
    if (!handshake.history().isEmpty()) {
      row("history", handshake.history());
    }
    if (handshake.missingBytes() > 0) {
      row("missing", handshake.missingBytes() + " bytes that the capture lacks");
    }
    for (IcmpError error : handshake.icmpErrors()) {
      row("ICMP", error.text() + ", from " + error.from());
    }
    for (String note : handshake.notes()) {
      row("note", note);
    }
  }

  private void bytes(SentHello sent) {
    out.ascii("\n ClientHello, ").number(sent.message().length()).ascii(" bytes in ");
    out.ascii(count(sent.segments(), "packet")).ascii(" and ");
    out.ascii(count(sent.records(), "record")).add('\n');
    List<OutlineRow> rows = HelloOutline.of(sent.message());
    for (int i = 0; i < rows.size(); i++) {
      boolean group = i + 1 < rows.size() && rows.get(i + 1).depth() > rows.get(i).depth();
      hex.row(rows.get(i), group, sent.message());
    }
  }

  private static String count(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private void row(String label, String value) {
    label(label);
    out.text(Printable.escape(value)).add('\n');
  }

  private void label(String label) {
    out.add(' ').ascii(theme.start(Role.DIM)).ascii(label).ascii(theme.end());
    out.repeat(' ', LABEL_COLUMNS - label.length());
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void end(CaptureSummary summary) throws IOException {
    out.flush();
  }
}
