package dev.tlsdiag.experiment;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Puts the hops of live runs together. */
final class LiveHops {
  private static final String OURS = "seen at both ends here";

  private LiveHops() {}

  /** A path without a proxy. */
  static HopTrace direct(String id, Hop hop) {
    Hop whole = roles(hop, Party.Role.CLIENT, Party.Role.SERVER);
    return new HopTrace(HopTrace.DIRECT, List.of(named(whole, id)), List.of());
  }

  /** A path through a proxy whose own hop was seen too. */
  static HopTrace proxied(String id, Hop client, Hop server) {
    return proxied(id, client, server, new HopTrace.Joint(2, 1, List.of(OURS)));
  }

  /**
   * Likewise.
   *
   * @param joint why the two are taken for one request
   */
  static HopTrace proxied(String id, Hop client, Hop server, HopTrace.Joint joint) {
    return new HopTrace(
        HopTrace.PROXIED,
        List.of(
            named(roles(client, Party.Role.CLIENT, Party.Role.PROXY), id + ".1"),
            named(roles(server, Party.Role.PROXY, Party.Role.SERVER), id + ".2")),
        List.of(joint));
  }

  /** A path through a proxy whose own hop was not seen. */
  static HopTrace unseen(String id, Hop client) {
    Hop upstream =
        new Hop(
            new Party(Party.Role.PROXY, Optional.empty()),
            new Party(Party.Role.SERVER, Optional.empty()),
            List.of());
    return new HopTrace(
        HopTrace.PROXIED,
        List.of(named(roles(client, Party.Role.CLIENT, Party.Role.PROXY), id + ".1"), upstream),
        List.of());
  }

  /** A path through a proxy that leaves the TLS as it is. */
  static HopTrace tunnelled(HopTrace unseen) {
    return new HopTrace(HopTrace.PROXIED, List.of(unseen.clientHop()), List.of());
  }

  /** The hop without what went before its handshake: a tunnel of ours is no part of the path. */
  static Hop untunnelled(Hop hop) {
    List<Step> steps =
        hop.steps().stream().filter(step -> step.kind() != Step.Kind.TUNNEL).toList();
    return new Hop(hop.from(), hop.to(), steps);
  }

  static Hop roles(Hop hop, Party.Role from, Party.Role to) {
    return new Hop(
        new Party(from, hop.from().endpoint()), new Party(to, hop.to().endpoint()), hop.steps());
  }

  static Hop with(Hop hop, Step last) {
    List<Step> steps = new ArrayList<>(hop.steps());
    steps.add(last);
    return new Hop(hop.from(), hop.to(), steps);
  }

  /** The relay is no party: what came to it was meant for the server behind it. */
  static Hop meant(Hop hop, Endpoint server) {
    List<Step> steps = hop.steps().stream().map(step -> meant(step, server)).toList();
    return new Hop(hop.from(), new Party(Party.Role.SERVER, Optional.of(server)), steps);
  }

  private static Step meant(Step step, Endpoint server) {
    return step instanceof Step.Tls tls
        ? new Step.Tls(
            tls.first().servedBy(server),
            tls.last().servedBy(server),
            tls.session(),
            tls.evidence())
        : step;
  }

  static Stream<DnsExchange> dns(HopTrace trace) {
    return trace.hops().stream()
        .flatMap(hop -> hop.steps().stream())
        .filter(Step.Resolve.class::isInstance)
        .flatMap(step -> ((Step.Resolve) step).exchanges().stream());
  }

  static Stream<Handshake> handshakes(HopTrace trace) {
    return trace.hops().stream()
        .flatMap(hop -> hop.tls().stream())
        .flatMap(tls -> Stream.of(tls.first(), tls.last()))
        .distinct();
  }

  /** The hop with evidence that leads to this leg of the report. */
  private static Hop named(Hop hop, String id) {
    List<Evidence> own = List.of(new Evidence.Exchange(id));
    List<Step> steps = hop.steps().stream().map(step -> seenAt(step, evidence(step, own))).toList();
    return new Hop(hop.from(), hop.to(), steps);
  }

  /** A certificate can be looked up by its digest wherever it was seen. */
  private static List<Evidence> evidence(Step step, List<Evidence> own) {
    return Stream.concat(
            own.stream(), step.evidence().stream().filter(e -> !(e instanceof Evidence.Exchange)))
        .toList();
  }

  private static Step seenAt(Step step, List<Evidence> evidence) {
    if (step instanceof Step.Resolve resolve) {
      return new Step.Resolve(
          resolve.name(),
          resolve.addresses(),
          resolve.responseCode(),
          resolve.source(),
          resolve.problem(),
          resolve.duration(),
          evidence,
          resolve.exchanges().stream().map(each -> each.seenAt(evidence.get(0))).toList());
    }
    if (step instanceof Step.Connect connect) {
      return new Step.Connect(
          connect.outcome(), connect.icmpErrors(), connect.duration(), evidence);
    }
    if (step instanceof Step.Tunnel tunnel) {
      return new Step.Tunnel(
          tunnel.preamble(), tunnel.status(), tunnel.problem(), tunnel.duration(), evidence);
    }
    if (step instanceof Step.Tls tls) {
      return new Step.Tls(tls.first(), tls.last(), tls.session(), evidence);
    }
    Step.Http http = (Step.Http) step;
    return new Step.Http(http.exchange(), http.duration(), evidence);
  }
}
