package dev.tlsdiag.mesh.policy.lint;

import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.LintLevel;
import dev.tlsdiag.mesh.policy.CiliumVersion;
import dev.tlsdiag.mesh.policy.PortRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** TLS contexts: which belong together, and what undoes them. */
final class TlsFamily implements Family {
  /** Ports on which nearly nobody speaks TLS from the first byte. */
  private static final Set<String> PLAIN_PORTS =
      Set.of("0", "21", "22", "25", "53", "80", "http", "3306", "5432", "6379", "8080", "9092");

  private static final LintInfo ONE_CONTEXT =
      new LintInfo(
          "policy-tls-one-context",
          LintLevel.WARNING,
          "terminatingTLS without originatingTLS, or the other way round",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo OTHER_PORTS =
      new LintInfo(
          "policy-tls-on-plain-port",
          LintLevel.WARNING,
          "TLS contexts on a port that also carries something else than TLS",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo NOT_INSPECTED =
      new LintInfo(
          "policy-tls-without-http",
          LintLevel.NOTE,
          "TLS is taken apart, and nobody looks into it",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo CONFLICT =
      new LintInfo(
          "policy-conflicting-tls",
          LintLevel.ERROR,
          "two rules for the same peer and port with different secrets",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo TWIN =
      new LintInfo(
          "policy-l4-twin",
          LintLevel.WARNING,
          "a rule without L7 beside one with it for the same traffic allows every request",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo SNI_LOST =
      new LintInfo(
          "policy-upstream-sni-regression",
          LintLevel.WARNING,
          "this release of Cilium sends no server name to the real destination",
          LintInfo.RefusedBy.NOBODY);

  @Override
  public List<LintInfo> lints() {
    return List.of(ONE_CONTEXT, OTHER_PORTS, NOT_INSPECTED, CONFLICT, TWIN, SNI_LOST);
  }

  @Override
  public void lint(PolicyScene scene, Findings to) {
    for (PolicyScene.PortCase port : scene.ports()) {
      if (port.hasTls()) {
        contexts(port, to);
        plainPorts(port, to);
        sniLost(port, scene.subject().cilium(), to);
      }
    }
    pairs(scene, to);
  }

  private static void pairs(PolicyScene scene, Findings to) {
    pairs(scene, (first, second) -> pair(first, second, to));
  }

  /** Pairs that may meet: of one namespace or cluster-wide, of which one at least has L7 or TLS. */
  static void pairs(
      PolicyScene scene, BiConsumer<PolicyScene.PortCase, PolicyScene.PortCase> pair) {
    Map<String, List<PolicyScene.PortCase>> allows =
        PolicyScene.byNamespace(scene.ports().stream().filter(port -> !port.of().item().deny()));
    Indexes everywhere = new Indexes(allows.getOrDefault("", List.of()));
    allows.getOrDefault("", List.of()).forEach(everywhere::add);
    for (Map.Entry<String, List<PolicyScene.PortCase>> each : allows.entrySet()) {
      Indexes before = new Indexes(each.getValue());
      for (PolicyScene.PortCase port : each.getValue()) {
        before.near(port).forEach(earlier -> pair.accept(earlier, port));
        before.add(port);
        if (!each.getKey().isEmpty()) {
          everywhere.near(port).forEach(other -> pair.accept(port, other));
        }
      }
    }
  }

  /** Those that decide about what passes, which all have to be held against, and the others. */
  private record Indexes(PortIndex deciding, PortIndex others) {
    Indexes(List<PolicyScene.PortCase> expected) {
      this(new PortIndex(expected), new PortIndex(expected));
    }

    void add(PolicyScene.PortCase port) {
      (decides(port) ? deciding : others).add(port);
    }

    Stream<PolicyScene.PortCase> near(PolicyScene.PortCase port) {
      return decides(port)
          ? Stream.concat(deciding.near(port), others.near(port))
          : deciding.near(port);
    }
  }

  private static boolean decides(PolicyScene.PortCase port) {
    return port.hasTls() || (port.hasHttp() || port.hasDns()) && !isHarmless(port);
  }

  private static void pair(PolicyScene.PortCase first, PolicyScene.PortCase second, Findings to) {
    PolicyScene.RuleCase one = first.of().of();
    PolicyScene.RuleCase other = second.of().of();
    if (!PeerKeys.samePort(first.rule(), second.rule())) {
      return;
    }
    boolean samePods = one.isCoveredBy(other) || other.isCoveredBy(one);
    if ((samePods || one.mayMeet(other)) && PeerKeys.meet(first, second)) {
      conflict(samePods ? LintLevel.ERROR : LintLevel.WARNING, first, second, to);
    }
    if (samePods) {
      twin(first, second, to);
      twin(second, first, to);
    }
  }

  private static void contexts(PolicyScene.PortCase port, Findings to) {
    Optional<PortRule.TlsContext> terminating = port.rule().terminatingTls();
    Optional<PortRule.TlsContext> originating = port.rule().originatingTls();
    if (terminating.isEmpty()) {
      to.atKey(
          ONE_CONTEXT,
          port.resource(),
          port.path() + ".originatingTLS",
          "originatingTLS without terminatingTLS does nothing: plain connections do not get it, TLS"
              + " ones are not opened",
          "terminatingTLS with a certificate for the names of the item");
    } else if (originating.isEmpty()) {
      to.atKey(
          ONE_CONTEXT,
          port.resource(),
          port.path() + ".terminatingTLS",
          "without originatingTLS the proxy talks in the clear to the destination, which expects"
              + " TLS",
          "originatingTLS with a secret that has ca.crt");
    } else if (terminating.get().secretName().isPresent()
        && terminating.get().secretName().equals(originating.get().secretName())
        && terminating.get().secretNamespace().equals(originating.get().secretNamespace())) {
      to.atKey(
          ONE_CONTEXT,
          port.resource(),
          port.path() + ".originatingTLS",
          "both contexts name the same secret '%s': one needs tls.crt and tls.key, the other the CAs of the destination"
              .formatted(terminating.get().secretName().get()),
          "two secrets");
    }
    if (!port.hasHttp() && port.rule().rules().isEmpty()) {
      to.atKey(
          NOT_INSPECTED,
          port.resource(),
          port.path() + (terminating.isPresent() ? ".terminatingTLS" : ".originatingTLS"),
          "TLS contexts without rules.http: TLS is taken apart and requests are not looked at",
          "rules: {http: [{}]}");
    }
  }

  private static void plainPorts(PolicyScene.PortCase port, Findings to) {
    List<PortRule.PortProtocol> ports = port.rule().ports();
    for (int i = 0; i < ports.size(); i++) {
      PortRule.PortProtocol written = ports.get(i);
      boolean range = written.endPort().orElse(0) != 0;
      if (PLAIN_PORTS.contains(written.port()) || range) {
        to.at(
            OTHER_PORTS,
            port.resource(),
            port.path() + ".ports[" + i + "]",
            "TLS contexts on port %s: what is not TLS there fails"
                .formatted(
                    range
                        ? written.port() + " to " + written.endPort().getAsInt()
                        : written.port().equals("0") ? "0, which is every port" : written.port()),
            "an item of toPorts for the TLS ports alone");
      }
    }
  }

  /** Fixed in 1.10.19 and in January 2023's releases of 1.11 and 1.12. */
  private static void sniLost(PolicyScene.PortCase port, CiliumVersion version, Findings to) {
    boolean sure = version.isMinor(1, 10) && version.patch().orElse(19) < 19;
    boolean perhaps = version.isMinor(1, 11) || version.isMinor(1, 12);
    if (port.rule().originatingTls().isEmpty() || !(sure || perhaps)) {
      return;
    }
    to.atKey(
        SNI_LOST,
        sure ? LintLevel.ERROR : LintLevel.WARNING,
        port.resource(),
        port.path() + ".originatingTLS",
        "Cilium %s %s no server name to the destination (its proxies from February 2022 on)"
            .formatted(version, sure ? "sends" : "may send"),
        "1.10.19, or a release of 1.11 and 1.12 from February 2023 on");
  }

  /** An error where some pod is sure to have both rules. */
  private static void conflict(
      LintLevel level, PolicyScene.PortCase first, PolicyScene.PortCase second, Findings to) {
    conflict(
        level,
        "terminating",
        first,
        second,
        first.rule().terminatingTls(),
        second.rule().terminatingTls(),
        to);
    conflict(
        level,
        "originating",
        first,
        second,
        first.rule().originatingTls(),
        second.rule().originatingTls(),
        to);
  }

  private static void conflict(
      LintLevel level,
      String kind,
      PolicyScene.PortCase first,
      PolicyScene.PortCase second,
      Optional<PortRule.TlsContext> one,
      Optional<PortRule.TlsContext> other,
      Findings to) {
    if (one.isEmpty() || other.isEmpty() || id(one.get(), first).equals(id(other.get(), second))) {
      return;
    }
    to.atKey(
        CONFLICT,
        level,
        second.resource(),
        second.path() + "." + kind + "TLS",
        "cannot merge conflicting %s TLS contexts for cached selector %s: (%s/%s)"
            .formatted(
                kind,
                PeerKeys.common(first.of(), second.of()).orElse(""),
                id(one.get(), first),
                id(other.get(), second)),
        "one secret for both, its certificate with all the names; the other rule is at %s of %s"
            .formatted(first.path(), first.resource().label()));
  }

  private static String id(PortRule.TlsContext context, PolicyScene.PortCase port) {
    String space =
        context.secretNamespace().or(() -> port.of().of().of().policy().namespace()).orElse("");
    return space + "/" + context.secretName().orElse("");
  }

  /** The one without L7 rules adds one that allows every request (mergePortProto). */
  private static void twin(PolicyScene.PortCase plain, PolicyScene.PortCase checked, Findings to) {
    boolean l7 = checked.hasHttp() || checked.hasDns();
    boolean allowsAll = plain.hasHttp() || plain.hasDns();
    boolean sameDirection = plain.of().item().direction() == checked.of().item().direction();
    if (!l7 || allowsAll || !sameDirection || isHarmless(checked)) {
      return;
    }
    boolean same = PeerKeys.meet(plain, checked);
    boolean wider =
        plain.of().peers().contains(PeerKeys.ANY)
            && PeerKeys.samePort(plain.rule(), checked.rule());
    boolean listener = plain.rule().listener().isPresent();
    if ((same || wider) && !listener) {
      to.at(
          TWIN,
          plain.resource(),
          plain.path(),
          "the same traffic without %s rules: it allows every %s that %s of %s was to check"
              .formatted(
                  checked.hasHttp() ? "HTTP" : "DNS",
                  checked.hasHttp() ? "request" : "lookup",
                  checked.path(),
                  checked.resource().label()),
          "take it away, or give it the same rules");
    }
  }

  /** Rules that allow everything lose nothing. */
  private static boolean isHarmless(PolicyScene.PortCase checked) {
    boolean everyRequest =
        checked.rule().rules().flatMap(PortRule.L7Rules::http).orElse(List.of()).stream()
            .anyMatch(
                h ->
                    h.path().isEmpty()
                        && h.method().isEmpty()
                        && h.host().isEmpty()
                        && h.headers().isEmpty()
                        && h.headerMatches().isEmpty());
    boolean everyName =
        checked.rule().rules().flatMap(PortRule.L7Rules::dns).orElse(List.of()).stream()
            .anyMatch(d -> d.text().equals("*"));
    return everyRequest || everyName;
  }
}
