package dev.tlsdiag.lab;

import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.NamedGroup;
import java.util.List;

/**
 * Scenarios of the ClientHello and who reads it. What the JDK's client cannot send is sent by other
 * clients meanwhile: of those a capture alone can show anything.
 */
final class HelloScenarios {
  private static final String MISMATCH = "upstream-group-or-cipher-mismatch";

  static final List<Scenario> ALL =
      List.of(
          HelloScenario.at(
              "sni-policy-reset",
              "a policy resets one name and lets others pass",
              Expectation.of("sni-policy-deny"),
              lab -> NamePlans.denied(lab, new Reaction.Reset())),
          HelloScenario.at(
              "sni-policy-close",
              "one name is closed without a byte of TLS",
              Expectation.of("tls-context-missing-for-sni"),
              lab -> NamePlans.denied(lab, new Reaction.HangUp())),
          HelloScenario.at(
              "sni-policy-silent",
              "one name is never answered",
              Expectation.of("sni-blocklist-reset"),
              lab -> NamePlans.denied(lab, new Reaction.StaySilent())),
          HelloScenario.at(
              "sni-policy-alert",
              "one name is refused with alert 80, others are not",
              Expectation.of("sni-refused-by-server"),
              lab -> NamePlans.denied(lab, Alerts.INTERNAL_ERROR)),
          HelloScenario.at(
              "sni-allow-list",
              "one name passes, and nobody asks for it",
              Expectation.of(Expectation.CANNOT_TELL).captured("sni-policy-deny"),
              NamePlans::allowList),
          HelloScenario.at(
              "every-name-reset",
              "every name is reset: nothing tells why",
              Expectation.of(Expectation.CANNOT_TELL),
              NamePlans::nothing),
          HelloScenario.proxied(
              "no-filter-chain",
              "a gateway resets the one name that it does not have",
              Expectation.of("sni-no-filter-chain-match"),
              NamePlans::noFilterChain),
          HelloScenario.at(
              "sni-fatal-112",
              "the server refuses the name with alert 112",
              Expectation.of("sni-refused-by-server"),
              lab -> NamePlans.inVain(lab, Alerts.UNRECOGNIZED_NAME)),
          HelloScenario.at(
              "sni-warning-112",
              "a warning about the name, which ends it for Java",
              Expectation.of("sni-unrecognized-alert-fatal-in-java"),
              NamePlans::warning),
          HelloScenario.at(
              "sni-case",
              "a server that compares names byte by byte",
              Expectation.healthy().captured("sni-case-mismatch"),
              NamePlans::caseSensitive),
          HelloScenario.at(
              "sni-dot",
              "a server that refuses names with a dot at the end",
              Expectation.healthy().captured("sni-trailing-dot"),
              NamePlans::dotted),
          HelloScenario.at(
              "split-hello-reset",
              "a sniffer resets a hello that comes in two segments",
              Expectation.healthy().captured("clienthello-split"),
              lab -> FramingPlans.segments(lab, false)),
          HelloScenario.at(
              "split-hello-dropped",
              "a filter drops a hello that comes in two segments",
              Expectation.healthy().captured("snifilter-drops-multipacket-hello"),
              lab -> FramingPlans.segments(lab, true)),
          HelloScenario.at(
              "two-records",
              "a sniffer resets a hello in two TLS records",
              Expectation.healthy().captured("clienthello-split-over-tls-records"),
              FramingPlans::records),
          HelloScenario.at(
              "hello-too-big",
              "a proxy closes on hellos of more than 2000 bytes",
              Expectation.healthy().captured("clienthello-too-big"),
              FramingPlans::tooBig),
          HelloScenario.at(
              "ech-grease",
              "a box resets hellos with encrypted_client_hello",
              Expectation.healthy().captured(Expectation.CANNOT_TELL),
              FramingPlans::ech),
          HelloScenario.proxied(
              "no-alpn-for-grpc",
              "an interceptor agrees on no protocol with gRPC",
              Expectation.healthy().captured("alpn-not-offered-by-proxy"),
              AgreementPlans::noAlpn),
          new HelloScenario(
              "group-mismatch",
              "the proxy lacks the server's only group",
              false,
              usual -> usual.withGroups(List.of("x25519")),
              Expectation.of(MISMATCH),
              lab -> AgreementPlans.oneGroup(lab, NamedGroup.SECP384R1)),
          new HelloScenario(
              "cipher-mismatch",
              "the proxy lacks the server's only cipher suite",
              false,
              usual ->
                  usual
                      .withVersions(usual.minVersion(), usual.minVersion())
                      .withCiphers(List.of("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")),
              Expectation.of(MISMATCH),
              AgreementPlans::oneSuite),
          HelloScenario.at(
              "old-versions-only",
              "the server is older than TLS 1.2",
              Expectation.of("protocol-version-refused"),
              lab -> NamePlans.inVain(lab, Alerts.PROTOCOL_VERSION)),
          HelloScenario.at(
              "upstream-port-plain",
              "the proxy speaks TLS to the plain port",
              Expectation.of("plaintext-upstream-port"),
              AgreementPlans::plainPort),
          HelloScenario.at(
              "mail-greeting",
              "a mail server that wants STARTTLS first",
              Expectation.of("starttls-style-preamble"),
              lab -> NamePlans.inVain(lab, new Reaction.Say("220 mail.example.test ESMTP\r\n"))));

  /** Odd hellos, and nothing is wrong with them. */
  static final Scenario MANY_HELLOS =
      HelloScenario.at(
          "healthy-hellos",
          "a name in capitals, TLS 1.2, two segments: all work",
          Expectation.healthy(),
          AgreementPlans::manyHellos);

  static final Scenario HELLO_RETRY =
      HelloScenario.at(
          "healthy-hello-retry",
          "a server that asks for another key share",
          Expectation.healthy(),
          lab -> AgreementPlans.oneGroup(lab, NamedGroup.SECP384R1));

  static final Scenario TWO_NAMES =
      HelloScenario.at(
          "healthy-names-apart",
          "names that work, beside one that nobody asks for",
          Expectation.healthy(),
          NamePlans::twoNames);

  private HelloScenarios() {}

  static boolean hasEch(dev.tlsdiag.tls.ClientHello hello) {
    return hello.hasExtension(ExtensionType.ENCRYPTED_CLIENT_HELLO);
  }
}
