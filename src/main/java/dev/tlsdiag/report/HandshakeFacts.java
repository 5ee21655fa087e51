package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tls.Alert;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.tls.Ja3;
import dev.tlsdiag.tls.Ja4;
import dev.tlsdiag.tls.NamedGroup;
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
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Everything about a handshake but the bytes of its ClientHello, as labels and values. Where an
 * empty message stands for bytes that are not known, what follows from all bytes is left out.
 */
public final class HandshakeFacts {
  private final AddressNames names;
  private final ZoneId zone;
  private final List<Fact> facts = new ArrayList<>();

  private HandshakeFacts(AddressNames names, ZoneId zone) {
    this.names = requireNonNull(names, "names is null");
    this.zone = requireNonNull(zone, "zone is null");
  }

  /**
   * One of them.
   *
   * @param label of ours; empty where the one before goes on
   * @param text escaped
   * @param role {@link Role#STRONG} where there is nothing to say about it
   */
  public record Fact(String label, String text, Role role) {
    public Fact {
      requireNonNull(label, "label is null");
      requireNonNull(text, "text is null");
      requireNonNull(role, "role is null");
    }
  }

  /**
   * In the order in which they are read.
   *
   * @param zone of the times shown
   */
  public static List<Fact> of(Handshake handshake, AddressNames names, ZoneId zone) {
    HandshakeFacts all = new HandshakeFacts(names, zone);
    all.place(handshake);
    handshake.preamble().ifPresent(all::preamble);
    handshake.sent().ifPresent(sent -> all.hello(sent, handshake));
    handshake.helloProblem().ifPresent(problem -> all.row("ClientHello", "unreadable: " + problem));
    all.answer(handshake);
    all.remarks(handshake);
    return List.copyOf(all.facts);
  }

  private void place(Handshake handshake) {
    row("time", TimeText.rfc3339(handshake.time(), zone));
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
    boolean odd = name == HelloWords.ServerName.ODD;
    String shown =
        name.missing()
            ? name.words()
            : Printable.name(handshake.serverName().orElse(""))
                + (odd ? "  (no name that DNS allows)" : "");
    facts.add(new Fact("SNI", shown, name.missing() ? Role.BAD : odd ? Role.ODD : Role.STRONG));
    List<ProtocolVersion> versions = hello.supportedVersions();
    row(
        "versions",
        versions.isEmpty()
            ? ProtocolVersion.of(hello.legacyVersion()).name()
            : versions.stream().map(ProtocolVersion::name).collect(Collectors.joining(", ")));
    facts.add(
        new Fact(
            "ALPN",
            hello.alpnProtocols().isEmpty()
                ? "none offered"
                : hello.alpnProtocols().stream()
                    .map(Printable::name)
                    .collect(Collectors.joining(", ")),
            Role.STRONG));
    if (!hello.sslv2()) {
      char letter = JsonRenderer.letter(handshake.transport());
      row("JA4", Ja4.of(hello, letter));
      row("JA4_r", Ja4.raw(hello, letter));
      if (!sent.message().isEmpty()) {
        row("JA3", Ja3.hash(hello));
      }
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
    boolean bytes = handshake.sent().filter(sent -> sent.message().isEmpty()).isEmpty();
    handshake.serverHello().ifPresent(hello -> serverHello(hello, bytes));
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

  private void serverHello(ServerHello hello, boolean bytes) {
    List<String> parts = new ArrayList<>();
    parts.add(hello.version().name());
    parts.add(hello.cipherSuite().name());
    hello.group().map(NamedGroup::name).ifPresent(parts::add);
    Optional<String> alpn = hello.alpnProtocol();
    alpn.ifPresent(protocol -> parts.add("ALPN " + protocol));
    row("chosen", String.join(", ", parts));
    if (!bytes) {
      return;
    }
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

  private void row(String label, String value) {
    facts.add(new Fact(label, Printable.escape(value), Role.STRONG));
  }
}
