package dev.tlsdiag.experiment;

import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HttpExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the reader of a live comparison has to know besides the answer. */
final class LiveNotes {
  private LiveNotes() {}

  static List<String> of(LivePaths paths, HopTrace direct, HopTrace proxied) {
    List<String> lines = new ArrayList<>();
    wrongRepro(direct, proxied).ifPresent(lines::add);
    if (paths.asked().direct().tls().insecure()) {
      lines.add("certificates are checked and NOT enforced (-k): a wrong one does not fail here");
    }
    if (proxied.hops().size() == 1) {
      lines.add(
          "this proxy relays the TLS untouched: the certificate is the server's own on both paths");
    }
    Stream.concat(CaptureComparison.legs(direct), CaptureComparison.legs(proxied))
        .filter(Leg::resumed)
        .forEach(
            leg ->
                lines.add(
                    leg.label()
                        + " resumed an earlier session, which can hide a fault of the names"));
    lines.addAll(paths.proxied().notes());
    lines.addAll(paths.asked().notes());
    return lines;
  }

  /** A repro for another host or scheme fails for another reason, with the same page. */
  private static Optional<String> wrongRepro(HopTrace direct, HopTrace proxied) {
    Optional<String> ours = direct.clientHop().http().map(HttpExchange::authority);
    Optional<String> theirs = proxied.clientHop().http().map(HttpExchange::authority);
    if (ours.isPresent() && theirs.isPresent() && !ours.get().equalsIgnoreCase(theirs.get())) {
      return Optional.of(
          "not the same request: direct asks %s, proxied %s".formatted(ours.get(), theirs.get()));
    }
    Optional<String> ourName = direct.clientHop().serverName();
    Optional<String> theirName = proxied.clientHop().serverName();
    boolean bothSpoke =
        direct.clientHop().tls().isPresent() && proxied.clientHop().tls().isPresent();
    return bothSpoke && !ourName.equals(theirName)
        ? Optional.of(
            "not the same request: direct sends server_name %s, proxied %s"
                .formatted(ourName.orElse("none"), theirName.orElse("none")))
        : Optional.empty();
  }
}
