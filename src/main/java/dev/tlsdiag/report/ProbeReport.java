package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Check;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.wire.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a server does with ClientHellos that differ from a working one in one thing each.
 *
 * @param tool version of tlsdiag
 * @param target host and port as the user named them
 * @param address where the TCP connections went: of the target or of the proxy
 * @param way {@code direct}, or {@code through http://proxy.example.test:3128}
 * @param base what the others are compared with
 * @param headline what it comes to, in one line
 * @param talksTo whose certificate was seen; empty where none was
 * @param serverNames how the server takes names; empty where that cannot be told
 * @param flip the first axis that turns the result over
 * @param statements the other answers, in the order they are shown
 * @param rows every probe, the base first
 * @param findings of the rules about the base, the worst first
 * @param notes what else the reader has to know
 * @param took from the first connection to the last answer
 */
public record ProbeReport(
    String tool,
    String target,
    String address,
    String way,
    Base base,
    Verdict verdict,
    String headline,
    Optional<Certificate> talksTo,
    Optional<ServerNames> serverNames,
    Optional<Flip> flip,
    List<Statement> statements,
    List<Row> rows,
    List<Finding> findings,
    List<String> notes,
    Duration took) {
  /** What became of the base. */
  public enum Verdict {
    WORKS("works"),
    FAILS("fails"),
    /** The same hello gave different results. */
    FLAPS("flaps"),
    /** It fails, and nothing that was tried says why. */
    UNKNOWN("unknown"),
    /** There was nobody to send a hello to. */
    UNREACHABLE("unreachable");

    private final String label;

    Verdict(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  public ProbeReport {
    requireNonNull(tool, "tool is null");
    requireNonNull(target, "target is null");
    requireNonNull(address, "address is null");
    requireNonNull(way, "way is null");
    requireNonNull(base, "base is null");
    requireNonNull(verdict, "verdict is null");
    requireNonNull(headline, "headline is null");
    requireNonNull(talksTo, "talksTo is null");
    requireNonNull(serverNames, "serverNames is null");
    requireNonNull(flip, "flip is null");
    statements = List.copyOf(statements);
    rows = List.copyOf(rows);
    findings = List.copyOf(findings);
    notes = List.copyOf(notes);
    requireNonNull(took, "took is null");
  }

  /**
   * The probe that all others change in one thing.
   *
   * @param began when its connection was made
   * @param serverName that it asks for
   * @param hello as it was sent; empty where there was nobody to send it to
   * @param twins commands of other programs that send nearly the same, and what came of it here
   */
  public record Base(
      Instant began, Optional<String> serverName, Optional<SentHello> hello, List<Check> twins) {
    public Base {
      requireNonNull(began, "began is null");
      requireNonNull(serverName, "serverName is null");
      requireNonNull(hello, "hello is null");
      twins = List.copyOf(twins);
    }
  }

  /**
   * The leaf that the server showed.
   *
   * @param chain as it was sent, DER each, the leaf first
   * @param names it is for, shortened
   * @param selfSigned whether it names itself as its issuer
   * @param trust {@code trusted here}, or why it is not; empty where that was not checked
   * @param sha256 lower-case hex
   */
  public record Certificate(
      String issuer,
      String names,
      boolean selfSigned,
      Instant validUntil,
      Optional<String> trust,
      String sha256,
      List<Bytes> chain) {
    public Certificate {
      requireNonNull(issuer, "issuer is null");
      requireNonNull(names, "names is null");
      requireNonNull(validUntil, "validUntil is null");
      requireNonNull(trust, "trust is null");
      requireNonNull(sha256, "sha256 is null");
      chain = List.copyOf(chain);
    }
  }

  /** How a server takes names, in words. */
  public record ServerNames(Kind kind, String words) {
    /** What happens to a hello without {@code server_name}. */
    public enum Kind {
      REQUIRED_ALERT("required-alert"),
      REQUIRED_SILENCE("required-silence"),
      REQUIRED_RESET("required-reset"),
      REQUIRED_CLOSE("required-close"),
      DEFAULT_CERTIFICATE("default-certificate"),
      /** It is not needed, and a name that is not the server's is refused. */
      OTHERS_REFUSED("others-refused"),
      IGNORED("ignored");

      private final String label;

      Kind(String label) {
        this.label = label;
      }

      public String label() {
        return label;
      }
    }

    public ServerNames {
      requireNonNull(kind, "kind is null");
      requireNonNull(words, "words is null");
    }
  }

  /**
   * What turned the result over.
   *
   * @param axis as rows name it
   * @param variant on it
   * @param words in a sentence
   */
  public record Flip(String axis, String variant, String words) {
    public Flip {
      requireNonNull(axis, "axis is null");
      requireNonNull(variant, "variant is null");
      requireNonNull(words, "words is null");
    }
  }

  /**
   * One answer.
   *
   * @param label at most seven capital letters
   * @param good false where a healthy server would have answered otherwise
   * @param brief whether it is shown without being asked for
   */
  public record Statement(String label, String words, boolean good, boolean brief) {
    public Statement {
      requireNonNull(label, "label is null");
      requireNonNull(words, "words is null");
    }
  }

  /**
   * One probe.
   *
   * @param axis {@code base}, {@code sni}, {@code segments} …
   * @param variant what it does otherwise
   * @param ending {@code works}, {@code alert}, {@code silence} …
   * @param result the same with what was seen
   * @param worked whether the server's whole flight came
   * @param surprising whether a healthy server would have taken it
   * @param alert the alert that ended it
   * @param helloBytes of the message; empty where none was sent
   * @param answer how long the first byte of an answer took
   */
  public record Row(
      String axis,
      String variant,
      String ending,
      String result,
      boolean worked,
      boolean surprising,
      OptionalInt alert,
      OptionalInt helloBytes,
      Optional<Duration> answer) {
    public Row {
      requireNonNull(axis, "axis is null");
      requireNonNull(variant, "variant is null");
      requireNonNull(ending, "ending is null");
      requireNonNull(result, "result is null");
      requireNonNull(alert, "alert is null");
      requireNonNull(helloBytes, "helloBytes is null");
      requireNonNull(answer, "answer is null");
    }
  }

  /** Whether there is a finding at or above this severity. */
  public boolean hasAtLeast(Severity severity) {
    return findings.stream().anyMatch(finding -> finding.severity().atLeast(severity));
  }
}
