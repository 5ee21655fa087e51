package dev.tlsdiag.experiment;

import dev.tlsdiag.diagnose.ServerChain;
import dev.tlsdiag.probe.Axis;
import dev.tlsdiag.probe.Ending;
import dev.tlsdiag.probe.Observation;
import dev.tlsdiag.report.ProbeReport.ServerNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a server takes names: required, and what it does without; a default; or not looked at. */
final class ServerNameVerdict {
  private ServerNameVerdict() {}

  /** Empty where no hello with a name works, or none was sent without one. */
  static Optional<ServerNames> of(ProbeResults results) {
    Observation base = results.base();
    Optional<Observation> bare = results.of(Axis.SNI, "none");
    if (!base.worked() || bare.isEmpty() || bare.get().ending() == Ending.UNREACHABLE) {
      return Optional.empty();
    }
    Observation none = bare.get();
    Optional<Observation> other = results.of(Axis.SNI, "other");
    if (!none.worked()) {
      return Optional.of(
          new ServerNames(
              kind(none),
              "required: without a name %s%s%s"
                  .formatted(ProbeWords.result(none), others(results, none), spellings(results))));
    }
    boolean otherFails = other.filter(o -> !o.worked()).isPresent();
    if (differs(none, base) || other.filter(o -> differs(o, base)).isPresent()) {
      return Optional.of(
          new ServerNames(ServerNames.Kind.DEFAULT_CERTIFICATE, byDefault(results, none, other)));
    }
    if (otherFails) {
      return Optional.of(
          new ServerNames(
              ServerNames.Kind.OTHERS_REFUSED,
              "not required: without a name the same certificate; a name that is not its own gets "
                  + ProbeWords.result(other.get())
                  + spellings(results)));
    }
    return Optional.of(
        new ServerNames(
            ServerNames.Kind.IGNORED,
            "ignored, as far as this name tells: the same certificate without a name and with "
                + "another"
                + warned(other)
                + spellings(results)));
  }

  private static ServerNames.Kind kind(Observation none) {
    return switch (none.ending()) {
      case ALERT -> ServerNames.Kind.REQUIRED_ALERT;
      case RESET -> ServerNames.Kind.REQUIRED_RESET;
      case SILENT, STALLED -> ServerNames.Kind.REQUIRED_SILENCE;
      case CLOSED, PLAINTEXT, UNREACHABLE, NO_WAY, WORKED -> ServerNames.Kind.REQUIRED_CLOSE;
    };
  }

  private static String byDefault(
      ProbeResults results, Observation none, Optional<Observation> other) {
    String without =
        differs(none, results.base())
            ? "without a name the default certificate, for " + names(none)
            : "without a name the same certificate";
    if (other.isEmpty()) {
      return without + spellings(results);
    }
    String with =
        !other.get().worked()
            ? "another name gets " + ProbeWords.result(other.get())
            : !differs(other.get(), results.base())
                ? "with another name the same as with the right one"
                : !differs(other.get(), none)
                    ? "with another name too"
                    : "with another name one for " + names(other.get());
    return "not required: " + without + "; " + with + warned(other) + spellings(results);
  }

  private static String names(Observation seen) {
    return ProbeWords.chain(seen).map(chain -> chain.names().shown()).orElse("nobody");
  }

  private static boolean differs(Observation one, Observation base) {
    Optional<ServerChain> own = ProbeWords.chain(one);
    Optional<ServerChain> theirs = ProbeWords.chain(base);
    return own.isPresent() && theirs.isPresent() && !own.get().sameLeaf(theirs.get());
  }

  private static String warned(Optional<Observation> other) {
    return other
        .flatMap(Observation::warning)
        .map(alert -> ", with a warning, alert " + ProbeWords.alert(alert))
        .orElse("");
  }

  private static String others(ProbeResults results, Observation none) {
    return results
        .of(Axis.SNI, "other")
        .map(
            other ->
                other.endedAs(none)
                    ? "; with another name the same"
                    : other.worked() && !differs(other, results.base())
                        ? "; any name will do"
                        : "; with another name " + ProbeWords.result(other, results.base()))
        .orElse("");
  }

  /** What else names are refused for, where it is worth a word. */
  private static String spellings(ProbeResults results) {
    List<String> refused = new ArrayList<>();
    for (String spelling : List.of("upper case", "trailing dot")) {
      results
          .of(Axis.SNI, spelling)
          .filter(seen -> !seen.worked() || differs(seen, results.base()))
          .ifPresent(
              seen ->
                  refused.add(
                      "%s: %s".formatted(spelling, ProbeWords.result(seen, results.base()))));
    }
    return refused.isEmpty() ? "" : "; " + String.join("; ", refused);
  }
}
