package dev.tlsdiag.diagnose.rules;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.ServerChain;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.trace.Handshake;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import java.util.Optional;

/**
 * What a server chose in another hello and is not in the refused one.
 *
 * @param control the hello that was taken
 * @param what the refused hello lacks, in words
 * @param why that is thought, in words
 * @param confidence HIGH where it chose that itself, MEDIUM where it can only be meant, LOW where
 *     the two hellos differ in more
 */
record HelloMismatch(Handshake control, String what, String why, Confidence confidence) {
  private static final String CHOSEN = "which the server chose in another hello";
  private static final String OFFERED = "which a hello that was taken offers";

  HelloMismatch {
    requireNonNull(control, "control is null");
    requireNonNull(what, "what is null");
    requireNonNull(why, "why is null");
    requireNonNull(confidence, "confidence is null");
  }

  /** Of a hello refused with alert 40 or 71, which servers send for many reasons. */
  static Optional<HelloMismatch> of(RefusedHello refused) {
    boolean fits =
        refused.said(AlertDescription.HANDSHAKE_FAILURE)
            || refused.said(AlertDescription.INSUFFICIENT_SECURITY);
    return fits
        ? refused
            .taken(taken -> named(refused, taken) && agreedIn(refused.hello(), taken))
            .or(() -> refused.taken(taken -> named(refused, taken)))
            .flatMap(taken -> between(refused.hello(), taken))
        : Optional.empty();
  }

  private static boolean named(RefusedHello refused, Handshake taken) {
    return refused.sameSpelling(taken) || refused.nameIsInnocent(taken);
  }

  /** Whether it came to a version that this hello has, too: then that is not what it lacks. */
  private static boolean agreedIn(ClientHello own, Handshake taken) {
    return taken.serverHello().filter(chosen -> offers(own, chosen.version())).isPresent();
  }

  private static Optional<HelloMismatch> between(ClientHello own, Handshake taken) {
    Optional<ServerHello> chosen = taken.serverHello();
    if (chosen.isEmpty()) {
      return Optional.empty();
    }
    ProtocolVersion version = chosen.get().version();
    if (!offers(own, version)) {
      return version.isNewerThan(own.maxVersion(false))
          ? older(own, taken, version)
          : found(taken, version.name(), CHOSEN, Confidence.HIGH);
    }
    if (!own.cipherSuites().contains(chosen.get().cipherSuite())) {
      return found(
          taken, "the suite " + chosen.get().cipherSuite().name(), CHOSEN, Confidence.HIGH);
    }
    Optional<NamedGroup> group = chosen.get().group();
    if (group.isPresent() && !own.groups().contains(group.get())) {
      return found(taken, "the group " + group.get().name(), CHOSEN, Confidence.HIGH);
    }
    List<NamedGroup> more =
        taken.sent().orElseThrow().hello().groups().stream()
            .filter(g -> !g.isGrease() && !own.groups().contains(g))
            .toList();
    HelloShape shape = HelloShape.of(own);
    HelloShape theirs = HelloShape.of(taken.sent().orElseThrow().hello());
    boolean onlyGroups = shape.withoutGroups().equals(theirs.withoutGroups());
    if (more.isEmpty()) {
      return Optional.empty();
    }
    // Up to TLS 1.2 the chosen group is not in the ServerHello: there it can only be one of these.
    String any = String.join(", ", more.stream().map(NamedGroup::name).toList());
    return found(
        taken,
        "one of the groups " + any,
        OFFERED,
        onlyGroups ? Confidence.MEDIUM : Confidence.LOW);
  }

  /**
   * A server that takes a newer version has mostly the older one as well, and says alert 70 where
   * it has not: it is rather the suites of the older one, which go by the kind of its certificate.
   */
  private static Optional<HelloMismatch> older(
      ClientHello own, Handshake taken, ProtocolVersion version) {
    boolean ecdsa =
        ServerChain.of(taken.certificates())
            .filter(chain -> chain.leaf().getPublicKey() instanceof ECPublicKey)
            .isPresent();
    boolean forEcdsa =
        own.cipherSuites().stream().anyMatch(suite -> suite.name().contains("_ECDSA_"));
    return ecdsa && !forEcdsa
        ? found(
            taken,
            "every suite for ECDSA certificates",
            "and such a one the server showed to another hello",
            Confidence.MEDIUM)
        : found(
            taken, version.name() + ", or what the server takes below it", CHOSEN, Confidence.LOW);
  }

  private static Optional<HelloMismatch> found(
      Handshake taken, String what, String why, Confidence confidence) {
    return Optional.of(new HelloMismatch(taken, what, why, confidence));
  }

  private static boolean offers(ClientHello hello, ProtocolVersion version) {
    return hello.supportedVersions().isEmpty()
        ? !version.isNewerThan(hello.maxVersion(false))
        : hello.supportedVersions().contains(version);
  }

  Finding finding(RuleInfo info, RefusedHello refused) {
    Finding finding =
        Finding.of(
                info,
                refused.place(),
                Severity.ERROR,
                "the hello is %s: it lacks %s, %s (%s)"
                    .formatted(refused.how(), what, why, refused.place().whereSeen(control)))
            .with(confidence);
    return confidence == Confidence.HIGH
        ? finding
        : finding.notRuledOut(
            "the server may object to something else in this hello",
            "the same hello with that added");
  }
}
