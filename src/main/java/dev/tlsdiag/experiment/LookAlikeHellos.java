package dev.tlsdiag.experiment;

import dev.tlsdiag.probe.BaseHello;
import dev.tlsdiag.probe.Framing;
import dev.tlsdiag.probe.Preface;
import dev.tlsdiag.probe.Probe;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.Extensions;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.HostName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The hellos that {@link LookAlikes} sends. */
final class LookAlikeHellos {
  /** So that a sentence can say {@code on the probe with another name}. */
  static final String LABEL = "the probe ";

  /** No host has it (RFC 6761 section 6.4). */
  private static final String NOBODY = "tlsdiag-probe.invalid";

  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final int FIRST_PIECE = 64;

  /** What a large post-quantum hello has at least: more than a segment on most networks. */
  private static final int LARGE = 1700;

  private LookAlikeHellos() {}

  /** One change each to the hello as it was sent, and a few that any server should like. */
  static List<Probe> of(ClientHello sent, Optional<String> host) {
    List<Probe> probes = new ArrayList<>();
    Optional<String> name = sent.serverName();
    probes.add(new Probe("as sent", sent));
    probes.add(new Probe("as sent, again", sent));
    probes.add(new Probe("with another name", sent.with(Extensions.serverName(NOBODY))));
    if (name.isPresent()) {
      probes.add(new Probe("without server_name", sent.without(ExtensionType.SERVER_NAME)));
      String canonical = HostName.canonical(name.get());
      if (!canonical.equals(name.get())) {
        boolean dot = name.get().endsWith(".");
        probes.add(
            new Probe(
                dot ? "without the trailing dot" : "with the name in lower case",
                sent.with(Extensions.serverName(canonical))));
      }
    } else {
      host.filter(h -> !HostName.isAddress(h))
          .ifPresent(
              h ->
                  probes.add(
                      new Probe("with server_name " + h, sent.with(Extensions.serverName(h)))));
    }
    ClientHello base = BaseHello.of(name, List.of("h2", "http/1.1"));
    probes.add(new Probe("like curl", base));
    probes.add(
        new Probe(
            "like curl, two segments",
            base,
            pieces(List.of(), List.of(FIRST_PIECE)),
            Preface.NONE));
    probes.add(
        new Probe(
            "like curl, two records", base, pieces(List.of(FIRST_PIECE), List.of()), Preface.NONE));
    probes.add(new Probe("like curl, large", padded(base)));
    probes.add(new Probe("like curl, TLS 1.2 only", versions(base, ProtocolVersion.TLS_1_2)));
    probes.add(new Probe("like curl, TLS 1.3 only", versions(base, ProtocolVersion.TLS_1_3)));
    probes.add(
        new Probe(
            "without ALPN", sent.without(ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION)));
    probes.add(new Probe("with a PROXY header", base, Framing.ONE, new Preface.ProxyHeader(1)));
    probes.add(
        new Probe("with a PROXY header, version 2", base, Framing.ONE, new Preface.ProxyHeader(2)));
    return probes.stream()
        .map(p -> new Probe(LABEL + p.label(), p.hello(), p.framing(), p.preface()))
        .toList();
  }

  private static Framing pieces(List<Integer> records, List<Integer> segments) {
    return new Framing(records, segments, PAUSE);
  }

  private static ClientHello padded(ClientHello hello) {
    return hello.with(Extensions.padding(LARGE));
  }

  private static ClientHello versions(ClientHello base, ProtocolVersion only) {
    return base.with(Extensions.supportedVersions(List.of(only)));
  }
}
