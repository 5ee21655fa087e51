package dev.tlsdiag.report.policy;

import dev.tlsdiag.mesh.policy.Ruling;
import java.util.ArrayList;
import java.util.List;

/** What a proxy does with a connection, in sentences. */
final class InterceptionWords {
  private InterceptionWords() {}

  static List<String> of(Ruling.Interception interception) {
    List<String> sentences = new ArrayList<>();
    interception
        .terminating()
        .ifPresent(
            source ->
                sentences.add(
                    "terminates TLS with %s (%s, %s)"
                        .formatted(source.secret(), source.certificate(), source.privateKey())));
    interception
        .originating()
        .ifPresent(
            source ->
                sentences.add(
                    "originates TLS and verifies the server with %s (%s)"
                        .formatted(source.secret(), source.trustedCa())));
    if (!interception.serverNames().isEmpty()) {
      sentences.add("checks server_name: " + String.join(", ", interception.serverNames()));
    }
    if (interception.http()) {
      sentences.add("reads HTTP and checks each request");
    }
    if (interception.dns()) {
      sentences.add("reads DNS, checks each name and learns the addresses");
    }
    interception
        .listener()
        .ifPresent(listener -> sentences.add("goes to the listener " + listener));
    boolean tls = interception.terminating().isPresent() || interception.originating().isPresent();
    if (tls && !interception.http()) {
      sentences.add("does not read HTTP: no rule asks for it");
    }
    return sentences;
  }
}
