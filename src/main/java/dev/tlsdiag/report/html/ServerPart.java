package dev.tlsdiag.report.html;

import dev.tlsdiag.diagnose.Experiment;
import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.trace.TlsSession;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.Verification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What probes told of the server, and the certificates that were presented. */
final class ServerPart {
  private ServerPart() {}

  static Markup of(Report report, List<Leg> legs) {
    return new Markup().add(probes(report, legs)).add(chains(report, legs));
  }

  private static Markup probes(Report report, List<Leg> legs) {
    List<Experiment> experiments = report.experiments();
    if (experiments.isEmpty()) {
      return new Markup();
    }
    Markup out = new Markup().element("h3", "What it does with one thing changed");
    Grid grid =
        new Grid(
            "Probes of the server",
            List.of("Probe", "Hop", "Sent", "Result", "The cause found"),
            "class",
            "grid");
    for (Leg leg : legs) {
      if (leg.number() == leg.trace().hops().size() && leg.hello().isPresent()) {
        grid.row(
            List.of(
                Parts.words("the request"),
                Parts.words("%s hop %d".formatted(leg.trace().name(), leg.number())),
                name(leg),
                Parts.words(leg.http().isPresent() ? result(leg) : leg.outcome()),
                new Markup()));
      }
    }
    for (Experiment each : experiments) {
      grid.row(
          List.of(
              Parts.code(each.id()),
              Parts.words("%s hop %d".formatted(each.trace(), each.repeats())),
              Parts.words(each.change()),
              Parts.words(each.result()),
              bearing(each.bearing())));
    }
    return out.add(grid.finished());
  }

  private static String result(Leg leg) {
    boolean status = leg.http().filter(http -> http.status().isPresent()).isPresent();
    return status ? leg.status() : leg.outcome();
  }

  private static Markup name(Leg leg) {
    return leg.serverName().equals(Leg.ABSENT)
        ? Parts.words("no server_name")
        : new Markup().text("server_name ").add(Parts.code(leg.serverName()));
  }

  private static Markup bearing(Experiment.Bearing bearing) {
    return switch (bearing) {
      case SUPPORTS -> Parts.chip(Role.OK, "supported");
      case REFUTES -> Parts.chip(Role.BAD, "spoken against");
      case OPEN -> Parts.chip(Role.DIM, "left open");
    };
  }

  /** Each chain once: paths often end at the same server. */
  private static Markup chains(Report report, List<Leg> legs) {
    Map<List<Bytes>, List<Leg>> chains = new LinkedHashMap<>();
    for (Leg leg : legs) {
      List<Bytes> chain = chain(leg);
      if (!chain.isEmpty()) {
        chains.computeIfAbsent(chain, c -> new ArrayList<>()).add(leg);
      }
    }
    Markup out = new Markup();
    Instant seen = report.time().orElse(Instant.EPOCH);
    for (Map.Entry<List<Bytes>, List<Leg>> each : chains.entrySet()) {
      List<String> where =
          each.getValue().stream()
              .map(
                  leg ->
                      "%s hop %d, %s"
                          .formatted(leg.trace().name(), leg.number(), leg.hop().label()))
              .toList();
      out.element("h3", "Certificates of " + String.join("; ", where));
      each.getValue().stream()
          .flatMap(leg -> verification(leg).stream())
          .findFirst()
          .ifPresent(verification -> checked(verification, out));
      out.add(new CertificateList(seen).of(each.getKey()));
    }
    return out;
  }

  private static List<Bytes> chain(Leg leg) {
    List<Bytes> sent = leg.last().map(Handshake::certificates).orElse(List.of());
    return sent.isEmpty() ? session(leg).map(TlsSession::peerCertificates).orElse(List.of()) : sent;
  }

  private static Optional<TlsSession> session(Leg leg) {
    return leg.hop().tls().flatMap(Step.Tls::session);
  }

  private static Optional<Verification> verification(Leg leg) {
    return session(leg).flatMap(TlsSession::verification);
  }

  private static void checked(Verification verification, Markup out) {
    out.open("p");
    if (verification.problem().isEmpty()) {
      out.add(Parts.chip(Role.OK, "accepted"));
    } else {
      out.add(Parts.chip(Role.BAD, verification.problem().get().kind().label())).text(" ");
      out.add(Parts.words(verification.problem().get().message()));
      out.text(verification.enforced() ? "" : " (not enforced)");
    }
    out.text(" checked for ");
    out.add(verification.identity().map(Parts::code).orElseGet(() -> Parts.words("no name")));
    out.text(" (").add(Parts.words(verification.identitySource())).text("), trust store ");
    out.add(Parts.code(verification.trustStore())).close("p").line();
  }
}
