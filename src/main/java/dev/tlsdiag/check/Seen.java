package dev.tlsdiag.check;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.diagnose.ServerChain;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.trace.TlsSession;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What one attempt saw on one path.
 *
 * @param path its specification
 * @param findings about it, the worst first
 */
record Seen(PathSpec path, HopTrace trace, List<Finding> findings) {
  Seen {
    requireNonNull(path, "path is null");
    requireNonNull(trace, "trace is null");
    findings = List.copyOf(findings);
  }

  /** Of the client: what it was answered, by whomever. */
  OptionalInt status() {
    return trace.clientHop().http().map(HttpExchange::status).orElse(OptionalInt.empty());
  }

  /** Whether an answer came, and no hop on the way is known to have failed. */
  boolean works() {
    return status().isPresent() && !trace.failed();
  }

  /** Whether somebody took a TCP connection on every hop that was seen. */
  boolean reached() {
    return trace.hops().stream()
        .flatMap(hop -> hop.failedStep().stream())
        .map(Step::kind)
        .noneMatch(kind -> kind == Step.Kind.RESOLVE || kind == Step.Kind.CONNECT);
  }

  /** Whether a finding says why something does not work. */
  boolean explained() {
    return findings.stream().anyMatch(f -> f.severity() == Severity.ERROR);
  }

  /** The hop whose TLS the server speaks, as far as it was seen. */
  Hop serverHop() {
    return trace.serverHop().seen() ? trace.serverHop() : trace.clientHop();
  }

  /** The first hop that is known to have failed, from the server's side. */
  Optional<Hop> failedHop() {
    for (int i = trace.hops().size() - 1; i >= 0; i--) {
      if (trace.hops().get(i).state() == Hop.State.FAILED) {
        return Optional.of(trace.hops().get(i));
      }
    }
    return Optional.empty();
  }

  Optional<TlsSession> session() {
    return serverHop().tls().flatMap(Step.Tls::session);
  }

  Optional<ServerChain> chain() {
    return serverHop()
        .tls()
        .flatMap(
            tls -> {
              Handshake last = tls.last();
              return ServerChain.of(
                  last.certificates().isEmpty()
                      ? tls.session().map(TlsSession::peerCertificates).orElse(List.of())
                      : last.certificates());
            });
  }

  /** How it ended, in words. */
  String outcome() {
    if (status().isPresent() && !trace.failed()) {
      return "answers " + status().getAsInt();
    }
    int number = failedHop().map(trace.hops()::indexOf).orElse(0) + 1;
    String words = new Leg(trace, number, trace.hops().get(number - 1)).outcome();
    return number == 1 && trace.hops().size() == 1
        ? words
        : "hop %d, %s: %s".formatted(number, trace.hops().get(number - 1).label(), words);
  }

  /** A finding that nobody can be sure of, as a comparison judges it. */
  static boolean isDoubtful(Finding finding) {
    return finding.severity() == Severity.ERROR && finding.confidence() == Confidence.LOW;
  }
}
