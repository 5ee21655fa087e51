package dev.tlsdiag.cli;

import dev.tlsdiag.capture.CaptureOptions;
import dev.tlsdiag.capture.CaptureProblem;
import dev.tlsdiag.capture.CaptureRun;
import dev.tlsdiag.probe.BaseHello;
import dev.tlsdiag.probe.Framing;
import dev.tlsdiag.probe.Preface;
import dev.tlsdiag.probe.Probe;
import dev.tlsdiag.probe.StartTlsProtocol;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.Extensions;
import dev.tlsdiag.tls.HelloTemplate;
import dev.tlsdiag.tls.HelloTemplates;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Transport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The hello that {@code probe} begins with: openssl's names and meanings. */
final class ProbeHello {
  private static final Pattern IN_A_FILE = Pattern.compile("(.+):([0-9]{1,9})");

  @Option(
      names = {"--servername", "-servername"},
      order = 1,
      paramLabel = "NAME",
      completionCandidates = Takes.Host.class,
      description = "The right SNI; default HOST.")
  String serverName;

  @Option(
      names = {"--noservername", "-noservername"},
      order = 2,
      description = "No SNI in the base.")
  boolean noServerName;

  @Option(
      names = {"--alpn", "-alpn"},
      order = 3,
      paramLabel = "LIST",
      completionCandidates = Takes.Alpn.class,
      split = ",",
      description = "Protocols of the base; default h2,http/1.1; none for no ALPN.")
  List<String> alpn;

  @Option(
      names = "--hello",
      order = 4,
      paramLabel = "HELLO",
      completionCandidates = Takes.Hello.class,
      description = {
        "A client's hello as the base: a name ('help' lists them), or FILE:NUMBER",
        "as 'tlsdiag capture FILE' numbers it, which keeps the SNI it has."
      })
  String hello;

  @Option(
      names = {"--starttls", "-starttls"},
      order = 5,
      paramLabel = "PROTO",
      completionCandidates = Takes.StartTls.class,
      description = "smtp, imap, pop3, ftp, ldap, xmpp, postgres, mysql first.")
  String startTls;

  Optional<StartTlsProtocol> startTls() {
    if (startTls == null) {
      return Optional.empty();
    }
    String wanted = startTls.toLowerCase(Locale.ROOT).replaceFirst("^postgresql$", "postgres");
    Optional<StartTlsProtocol> found =
        Arrays.stream(StartTlsProtocol.values()).filter(p -> p.label().equals(wanted)).findFirst();
    if (found.isEmpty()) {
      List<String> known =
          Arrays.stream(StartTlsProtocol.values()).map(StartTlsProtocol::label).toList();
      List<String> near = DidYouMean.nearest(wanted, known);
      throw CommandException.usage("unknown value '%s' after '--starttls'".formatted(startTls))
          .likely(near.isEmpty() ? String.join(", ", known) : near.get(0));
    }
    return found;
  }

  /** The name that is right for the server. */
  String rightName(String host) {
    return serverName != null ? serverName : host;
  }

  /** The base for this host. */
  Probe base(String host) {
    if (serverName != null && noServerName) {
      throw CommandException.usage("'--servername' and '--noservername' exclude each other");
    }
    String name = rightName(host);
    Optional<String> sni =
        noServerName || HostName.isAddress(name) && serverName == null
            ? Optional.empty()
            : Optional.of(name);
    Preface preface =
        startTls()
            .<Preface>map(protocol -> new Preface.StartTls(protocol, name))
            .orElse(Preface.NONE);
    if (hello == null) {
      List<String> protocols =
          alpn == null ? startTls == null ? List.of("h2", "http/1.1") : List.of() : protocols();
      return new Probe("base", BaseHello.of(sni, protocols), Framing.ONE, preface);
    }
    Matcher inFile = IN_A_FILE.matcher(hello);
    if (inFile.matches()) {
      SentHello sent = captured(inFile.group(1), Integer.parseInt(inFile.group(2)));
      ClientHello own = withProtocols(sent.hello());
      if (noServerName) {
        own = own.without(ExtensionType.SERVER_NAME);
      } else if (serverName != null) {
        own = named(own, serverName);
      }
      int version = sent.recordVersion().orElse(Framing.USUAL_RECORD_VERSION);
      return new Probe("base", own, Framing.ONE.withRecordVersion(version), preface);
    }
    HelloTemplate template = template(hello);
    ClientHello own = withProtocols(template.to(sni, Optional.empty()));
    return new Probe("base", own, Framing.ONE.withRecordVersion(template.recordVersion()), preface);
  }

  private List<String> protocols() {
    return alpn.equals(List.of("none")) ? List.of() : alpn;
  }

  private ClientHello withProtocols(ClientHello own) {
    if (alpn == null) {
      return own;
    }
    return protocols().isEmpty()
        ? own.without(ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION)
        : own.with(Extensions.alpn(protocols()));
  }

  private static ClientHello named(ClientHello hello, String name) {
    Extension extension = Extensions.serverName(name);
    return hello.hasExtension(ExtensionType.SERVER_NAME)
        ? hello.with(extension)
        : hello.withExtensions(
            Stream.concat(Stream.of(extension), hello.extensions().stream()).toList());
  }

  private static HelloTemplate template(String name) {
    return HelloTemplates.named(name)
        .orElseThrow(
            () -> {
              List<String> known = HelloTemplates.all().stream().map(HelloTemplate::name).toList();
              List<String> near = DidYouMean.nearest(name, known);
              CommandException problem =
                  CommandException.usage("no hello is called '%s'".formatted(name));
              return near.isEmpty()
                  ? problem.likely("one of " + String.join(", ", known))
                  : problem.likely(near.get(0)).attempt("--hello " + near.get(0));
            });
  }

  /** The names to choose from, one a line. */
  static List<String> names() {
    return HelloTemplates.all().stream()
        .map(each -> "%-24s %s".formatted(each.name(), each.origin()))
        .toList();
  }

  private static SentHello captured(String file, int number) {
    List<Handshake> handshakes = new ArrayList<>();
    try {
      new CaptureRun(CaptureOptions.DEFAULT, handshakes::add).run(List.of(file));
    } catch (CaptureProblem e) {
      throw CaptureCommand.told(e);
    }
    Optional<Handshake> found =
        handshakes.stream().filter(each -> each.number() == number).findFirst();
    boolean sendable =
        found
            .filter(h -> h.transport() == Transport.TCP)
            .flatMap(Handshake::sent)
            .filter(sent -> !sent.hello().sslv2())
            .isPresent();
    if (!sendable) {
      throw CommandException.usage(
              found.isEmpty()
                  ? "no handshake of '%s' has the number '%d'".formatted(file, number)
                  : "handshake %d of '%s' has no hello of TLS over TCP".formatted(number, file))
          .attempt("tlsdiag capture " + ShellWord.quote(file));
    }
    return found.flatMap(Handshake::sent).orElseThrow();
  }
}
