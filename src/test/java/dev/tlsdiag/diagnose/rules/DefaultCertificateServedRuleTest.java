package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.CertificateSamples.chain;
import static dev.tlsdiag.diagnose.rules.CertificateSamples.leaf;
import static dev.tlsdiag.diagnose.rules.CertificateSamples.placeholder;
import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.ChainProblem.Kind;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DefaultCertificateServedRuleTest {
  private static final List<Bytes> FAKE =
      List.of(
          placeholder(
              "CN=Kubernetes Ingress Controller Fake Certificate,O=Acme Co", "ingress.local"));
  private static final List<Bytes> OTHERS = chain("Some CA", "b.example");

  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
            "ingress-nginx",
            LiveTrace.direct().problem(direct(), FAKE, Kind.SELF_SIGNED, true),
            "1 error high"),
        RuleCase.single(
            "capture, refused",
            downstream().certificates(FAKE.get(0)).clientAlert(48),
            "1 error medium"),
        RuleCase.single(
            "capture, taken unchecked", downstream().certificates(FAKE.get(0)), "1 note high"),
        RuleCase.single(
            "Traefik, to a hello without a name",
            downstream()
                .hello(new HelloSamples())
                .certificates(placeholder("CN=TRAEFIK DEFAULT CERT", "a.b.traefik.default"))
                .clientAlert(42),
            "1 error medium"),
        RuleCase.single(
            "a CDN",
            downstream()
                .certificates(leaf("Public CA", "*.sni-1746-default.ssl.cdn.example"))
                .clientAlert(46),
            "1 error medium"),
        RuleCase.single(
                "one certificate for every name",
                downstream().certificates(OTHERS.get(0)).clientAlert(42),
                "1 error medium")
            .seeing(
                downstream()
                    .number(9)
                    .hello(HelloSamples.client("c.example"))
                    .certificates(OTHERS.get(0))),
        RuleCase.single(
            "another name, and nothing says that it is a default",
            downstream().certificates(OTHERS.get(0)).clientAlert(42),
            ""),
        RuleCase.single(
            "a placeholder that has the name",
            downstream().certificates(placeholder("CN=Plesk", NAME)),
            ""),
        RuleCase.live(
            "trusted", LiveTrace.direct().verified(direct(), chain("Internal CA", NAME)), ""),
        RuleCase.of(
            "the proxy asks for another name",
            downstream(),
            upstream(HelloSamples.proxy().name("b.example")).certificates(FAKE.get(0)),
            ""),
        RuleCase.of(
            "the proxy lost the name, which is another rule's",
            downstream(),
            upstream(HelloSamples.proxy()).certificates(FAKE.get(0)).clientAlert(48),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new DefaultCertificateServedRule());
  }
}
