package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code sni-unrecognized-alert-fatal-in-java}: a server warns that it does not know the name, and
 * the client takes that for the end.
 */
final class UnrecognizedNameWarningRule implements Rule {
  private static final int WARNING = 1;

  private static final RuleInfo INFO =
      new RuleInfo(
          "sni-unrecognized-alert-fatal-in-java",
          Severity.ERROR,
          "A server only warns of the name (alert 112), and the client gives up",
          "the client gives up for a warning",
          "Give the server the name; browsers go on after this warning, Java does not.",
          List.of(
              new Fix("Apache", "ServerName or ServerAlias of the virtual host"),
              new Fix("Tomcat", "SSLHostConfig with the hostName"),
              new Fix(
                  "Java",
                  "for this host alone an empty SNI list: SSLParameters.setServerNames(List.of())")),
          Optional.empty(),
          RefusedHello.SYMPTOMS);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.handshakes(trace)
        .filter(place -> warned(place.last()) && clientLeft(place.last()))
        .map(UnrecognizedNameWarningRule::finding);
  }

  private static boolean warned(Handshake handshake) {
    return handshake.alerts().stream()
        .anyMatch(
            alert ->
                alert.by() == Side.SERVER
                    && alert.level() == WARNING
                    && alert.description().equals(AlertDescription.UNRECOGNIZED_NAME));
  }

  /** Before the handshake was done: who has what he came for may leave. */
  private static boolean clientLeft(Handshake handshake) {
    Outcome outcome = handshake.outcome();
    return outcome instanceof Outcome.Alerted alerted
            && (alerted.by() == Side.CLIENT || alerted.level() == WARNING)
        || outcome instanceof Outcome.Closed closed && closed.by() == Side.CLIENT
        || outcome instanceof Outcome.Reset reset && reset.by() == Side.CLIENT
        || outcome instanceof Outcome.GaveUp;
  }

  private static Finding finding(Place place) {
    Optional<String> name = place.last().serverName();
    boolean java = place.hello().filter(JavaOmitsSniRule::isJava).isPresent();
    Finding finding =
        Finding.of(
            INFO,
            place,
            Severity.ERROR,
            "the server warns of %s with alert 112 unrecognized_name (level 1) and goes on; the"
                    .formatted(name.orElse("the name"))
                + " client%s ends the handshake".formatted(java ? ", Java by its hello," : ""));
    Optional<String> command = name.flatMap(n -> ShellCommand.withName(place.last().server(), n));
    return command.isPresent()
        ? finding.check(command.get() + " -tls1_2 -msg", "a warning, and then the handshake")
        : finding;
  }
}
