package dev.tlsdiag.trace;

import dev.tlsdiag.wire.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A tunnel that a capture shows not to have come to be: its answer, and what that says. */
final class RefusedTunnel {
  private static final Pattern STATUS_LINE =
      Pattern.compile("(?m)^HTTP/1\\.[01] ([0-9]{3})(?: ([^\r\n]*))?");
  private static final int NO_METHOD = 0xff;
  private static final int SHOWN_CHARACTERS = 60;

  private RefusedTunnel() {}

  /** The step of a connection that has a preamble and no ClientHello. */
  static Step.Tunnel step(Preamble preamble, Outcome outcome, List<Evidence> evidence) {
    Bytes answer = preamble.server();
    if (preamble.protocol().startsWith("socks")) {
      int code = reply(preamble);
      String problem = code == NO_METHOD ? "no method of authentication" : "reply " + code;
      return step(preamble, OptionalInt.of(code), problem, evidence);
    }
    if (preamble.protocol().equals("postgresql")) {
      String problem = "answered with what is no PostgreSQL: " + firstLine(answer);
      return step(preamble, OptionalInt.empty(), problem, evidence);
    }
    Matcher line = STATUS_LINE.matcher(answer.latin1());
    OptionalInt status = OptionalInt.empty();
    String problem = answer.isEmpty() ? unanswered(outcome) : "its answer is not HTTP";
    while (line.find()) {
      status = OptionalInt.of(Integer.parseInt(line.group(1)));
      String reason = line.group(2) == null ? "" : line.group(2).strip();
      problem = (line.group(1) + " " + reason).strip();
    }
    return step(preamble, status, problem, evidence);
  }

  private static String firstLine(Bytes answer) {
    String line = answer.latin1().lines().findFirst().orElse("");
    return line.length() > SHOWN_CHARACTERS ? line.substring(0, SHOWN_CHARACTERS) : line;
  }

  private static Step.Tunnel step(
      Preamble preamble, OptionalInt status, String problem, List<Evidence> evidence) {
    return new Step.Tunnel(preamble, status, Optional.of(problem), Optional.empty(), evidence);
  }

  private static String unanswered(Outcome outcome) {
    if (outcome instanceof Outcome.Reset) {
      return "reset by the proxy";
    }
    if (outcome instanceof Outcome.Closed) {
      return "closed without an answer";
    }
    if (outcome instanceof Outcome.GaveUp gaveUp) {
      return "no answer within " + Durations.text(gaveUp.after());
    }
    return outcome instanceof Outcome.Silence silence
        ? "no answer within " + Durations.text(silence.after())
        : "no answer";
  }

  /** The code that refuses: after the choice of a method, and after a password. */
  private static int reply(Preamble preamble) {
    Bytes answer = preamble.server();
    if (preamble.protocol().equals("socks4") || answer.u8(1) == NO_METHOD) {
      return answer.u8(1);
    }
    int at = answer.u8(1) == 2 ? 4 : 2;
    return answer.length() > at + 1 ? answer.u8(at + 1) : 1;
  }
}
