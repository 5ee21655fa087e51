package dev.tlsdiag.experiment;

import dev.tlsdiag.probe.Axis;
import dev.tlsdiag.probe.Observation;
import dev.tlsdiag.probe.ServerFlight;
import dev.tlsdiag.probe.Variant;
import dev.tlsdiag.report.ProbeReport.Statement;
import dev.tlsdiag.tls.CertificateRequest;
import dev.tlsdiag.tls.NamedGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a server that takes the base was found to do besides. */
final class ProbeStatements {
  private final ProbeResults results;

  ProbeStatements(ProbeResults results) {
    this.results = results;
  }

  List<Statement> all(boolean proxied) {
    List<Statement> all = new ArrayList<>();
    SizeVerdict.of(results, proxied).ifPresent(all::add);
    if (!results.base().worked()) {
      return all;
    }
    client().ifPresent(all::add);
    groups().ifPresent(all::add);
    versions().ifPresent(all::add);
    eachOf(Axis.ALPN, "ALPN").ifPresent(all::add);
    eachOf(Axis.CIPHERS, "CIPHERS").ifPresent(all::add);
    eachOf(Axis.SIGNATURES, "SIGNS").ifPresent(all::add);
    resumption().ifPresent(all::add);
    before().ifPresent(all::add);
    return all;
  }

  private Optional<Statement> client() {
    Optional<ServerFlight> flight = results.base().flight().filter(ServerFlight::readable);
    if (flight.isEmpty()) {
      return Optional.empty();
    }
    Optional<CertificateRequest> request = flight.get().certificateRequest();
    int authorities = request.map(r -> r.authorities().size()).orElse(0);
    String words =
        request.isEmpty()
            ? "no client certificate is asked for"
            : "a client certificate is asked for, "
                + (authorities == 0
                    ? "of any authority"
                    : "of %d named %s"
                        .formatted(authorities, authorities == 1 ? "authority" : "authorities"))
                + "; whether one is required shows only when a handshake is finished";
    return Optional.of(new Statement("CLIENT", words, true, true));
  }

  private Optional<Statement> groups() {
    List<String> parts = new ArrayList<>();
    results
        .base()
        .flight()
        .flatMap(ServerFlight::group)
        .ifPresent(group -> parts.add(group.name() + " is chosen"));
    boolean good = true;
    for (Map.Entry<Variant, Observation> each : on(Axis.GROUPS)) {
      Observation seen = each.getValue();
      boolean postQuantum = each.getKey().name().equals("with X25519MLKEM768");
      if (postQuantum && seen.worked()) {
        Optional<NamedGroup> chosen = seen.flight().flatMap(ServerFlight::group);
        parts.add(
            chosen.equals(Optional.of(NamedGroup.X25519MLKEM768))
                ? "X25519MLKEM768 is taken (its flight stays unread)"
                : "with X25519MLKEM768 offered too %s is chosen"
                    .formatted(chosen.map(NamedGroup::name).orElse("another")));
      } else {
        parts.add(each.getKey().name() + ": " + yesOr(seen));
        good &= seen.worked() || !each.getKey().mustWork();
      }
    }
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(new Statement("GROUPS", String.join("; ", parts), good, true));
  }

  private Optional<Statement> versions() {
    List<Map.Entry<Variant, Observation>> tried = on(Axis.VERSIONS);
    return tried.isEmpty()
        ? Optional.empty()
        : Optional.of(new Statement("TLS", each(tried), true, true));
  }

  private Optional<Statement> eachOf(Axis axis, String label) {
    List<Map.Entry<Variant, Observation>> tried = on(axis);
    return tried.isEmpty()
        ? Optional.empty()
        : Optional.of(new Statement(label, each(tried), true, false));
  }

  private Optional<Statement> resumption() {
    Optional<Observation> seen = on(Axis.RESUMPTION).stream().map(Map.Entry::getValue).findFirst();
    if (seen.isEmpty()) {
      return Optional.empty();
    }
    Optional<Observation> plain = results.of(Axis.VERSIONS, "TLS 1.2 only");
    boolean blamed = plain.filter(Observation::worked).isPresent() && !seen.get().worked();
    String words =
        seen.get().worked()
            ? "a ticket that nobody issued is passed over, as it has to be"
            : blamed
                ? "a ticket that nobody issued breaks it: " + ProbeWords.result(seen.get())
                : "not tried: TLS 1.2 is not taken";
    return Optional.of(
        new Statement(
            "RESUME",
            words + "; real resumption needs a finished handshake, which probe does not make",
            !blamed,
            blamed));
  }

  private Optional<Statement> before() {
    List<Map.Entry<Variant, Observation>> tried = new ArrayList<>(on(Axis.PROXY_HEADER));
    tried.addAll(on(Axis.PLAINTEXT));
    return tried.isEmpty()
        ? Optional.empty()
        : Optional.of(new Statement("BEFORE", each(tried), true, false));
  }

  private String each(List<Map.Entry<Variant, Observation>> tried) {
    return String.join(
        "; ", tried.stream().map(e -> e.getKey().name() + ": " + yesOr(e.getValue())).toList());
  }

  private String yesOr(Observation seen) {
    if (!seen.worked()) {
      return ProbeWords.result(seen);
    }
    return seen.flight()
        .map(
            flight ->
                "yes"
                    + flight.alpn().map(protocol -> " (" + protocol + ")").orElse("")
                    + (flight.retried() ? " after HelloRetryRequest" : ""))
        .orElse("yes");
  }

  private List<Map.Entry<Variant, Observation>> on(Axis axis) {
    return results.variants().entrySet().stream().filter(e -> e.getKey().axis() == axis).toList();
  }
}
