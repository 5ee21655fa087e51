package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.SentHello;

/** What a wordless refusal may be about, and how to find out, the likeliest first. */
final class Doubts {
  /** One key share of a post-quantum group makes a hello larger than this. */
  private static final int USUAL_BYTES = 1000;

  private Doubts() {}

  static Finding ofName(RefusedHello refused, Finding finding) {
    Endpoint server = refused.handshake().server();
    SentHello sent = refused.sent();
    Finding doubted =
        refused.name().isPresent()
            ? finding.notRuledOut(
                "a policy, a filter chain or a box on the way may not take this name",
                "the same hello with a name that is known to be served here")
            : finding.notRuledOut(
                "a policy or filter chain may have no match for a hello without a name",
                "openssl s_client -connect %s -servername NAME".formatted(server));
    String name = refused.name().orElse("");
    if (!name.equals(HostName.canonical(name))) {
      doubted =
          doubted.notRuledOut(
              "the name has capitals or a dot at its end",
              ShellCommand.withName(server, HostName.canonical(name))
                  .orElse("the same hello with the name in lower case and without the dot"));
    }
    if (sent.segments() > 1 || sent.records() > 1 || sent.message().length() > USUAL_BYTES) {
      doubted =
          doubted.notRuledOut(
              "the hello of %d bytes in %d segments may be too large, or not be put together"
                  .formatted(sent.message().length(), sent.segments()),
              "the same hello without the post-quantum key share, in one segment");
    }
    if (refused.hello().hasExtension(ExtensionType.ENCRYPTED_CLIENT_HELLO)) {
      doubted =
          doubted.notRuledOut(
              "encrypted_client_hello may be refused, or hide the name", "the same without ECH");
    }
    return doubted.notRuledOut(
        "every hello may end so: no certificate at the listener, or a PROXY header is wanted",
        "another name, no name, and a PROXY header before the hello");
  }
}
