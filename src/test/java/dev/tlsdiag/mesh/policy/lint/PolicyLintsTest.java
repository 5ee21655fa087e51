package dev.tlsdiag.mesh.policy.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Golden;
import dev.tlsdiag.mesh.LintFinding;
import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.LintLevel;
import dev.tlsdiag.mesh.LintSubject;
import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.lint.Linters;
import dev.tlsdiag.mesh.policy.CiliumVersion;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyLintsTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

  static String resource(String name) {
    try (InputStream in = PolicyLintsTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String sample(String name) {
    try {
      return Files.readString(Path.of("samples", "policies", name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<LintFinding> lint(String text, CiliumVersion version) {
    Manifests manifests = Manifests.of(new YamlText("a.yaml", text));
    LintSubject subject = new LintSubject(manifests.resources(), NOW, version, Optional.empty());
    return Linters.lint(List.of(manifests), subject);
  }

  /** A title, the version it is for, and the text. */
  private record Case(String title, CiliumVersion version, String text) {
    static Case parse(String section) {
      String title = section.lines().findFirst().orElseThrow().strip();
      CiliumVersion version = CiliumVersion.NEWEST;
      boolean raw = false;
      List<String> lines = new ArrayList<>();
      for (String line : section.lines().skip(1).toList()) {
        if (line.startsWith("%cilium ")) {
          version = CiliumVersion.parse(line.substring(8)).orElseThrow();
        } else if (line.equals("%raw")) {
          raw = true;
        } else {
          lines.add(line);
        }
      }
      String text = String.join("\n", lines).strip() + "\n";
      return new Case(title, version, isWhole(text) ? text : policy(text, raw));
    }

    private static boolean isWhole(String text) {
      return text.startsWith("apiVersion:") || text.startsWith("kind:");
    }

    private static String policy(String rule, boolean raw) {
      String selector = raw ? "" : "endpointSelector: {matchLabels: {app: web}}\n";
      return "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\n"
          + "metadata: {name: web, namespace: shop}\nspec:\n"
          + (selector + rule).indent(2);
    }
  }

  private static List<Case> cases() {
    return List.of(resource("cases.txt").split("(?m)^== ")).stream()
        .skip(1)
        .map(Case::parse)
        .toList();
  }

  @Test
  void everyCaseGivesItsFindings() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Case each : cases()) {
      all.append("== ").append(each.title()).append('\n');
      for (LintFinding f : lint(each.text(), each.version())) {
        all.append(
            "%s[%s] %s %s\n".formatted(f.level().label(), f.name(), f.position(), f.message()));
        f.likely().ifPresent(likely -> all.append("  likely: ").append(likely).append('\n'));
      }
    }
    Golden.assertMatches("lint/policy-cases.txt", all.toString());
  }

  /** The agent's own words. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "spec or specs must be provided",
        "rule must have one of EndpointSelector or NodeSelector",
        "rule cannot have both EndpointSelector and NodeSelector",
        "rule must have at least one of Ingress, IngressDeny, Egress, EgressDeny",
        "combining ToFQDNs and ToEndpoints is not supported yet",
        "L7 rules can only apply to TCP (not ANY) except for DNS rules",
        "L7 rules can not be used when a port is 0",
        "multiple L7 protocol rule types specified in single rule",
        "ServerNames are not allowed with L7 rules without TLS termination",
        "empty server name is not allowed",
        "Listener is not allowed with L7 rules (one)",
        "Listener is not allowed on ingress (one)",
        "DNS rules are not allowed on ingress",
        "L7 policy is not supported since L7 proxy is not enabled",
        "L7 protocol HTTP is not supported on host egress yet",
        "the ICMPs block may only be present without ToPorts. Define a separate rule to use ToPorts",
        "only one of MatchName or MatchPattern is allowed in an FQDNSelector",
        "Invalid characters in MatchName: \"*.example\". Only 0-9, a-z, A-Z and ., -, _ characters are allowed",
        "Invalid characters in MatchPattern: \"a?.example\". Only 0-9, a-z, A-Z and ., -, _ and * characters are allowed",
        "port must be specified",
        "unable to parse port: strconv.ParseUint: parsing \"70000\": value out of range",
        "too many ports, the max is 40",
        "unsupported entity: internet",
        "port 53 must be specified for DNS rules",
        "DNS rules do not support port ranges",
        "Terminating TLS context is missing certs.",
        "Originating TLS context is missing CA certs.",
        "Trusted CA bundle.pem not found in secret shop/half",
        "Certificate chain.pem not found in secret shop/half",
        "Private Key own.key not found in secret shop/half",
        "TLS certificates not found in secret shop/empty",
        "Secret shop/key must have exactly one item",
        "Listener \"one\" in CCNP can not use Kind CiliumEnvoyConfig",
        "strict decoding error: unknown field \"spec.egress[0].toFQDNs[2].Match Name\""
      })
  void saysItAsTheAgentDoes(String message) {
    assertTrue(
        cases().stream()
            .flatMap(each -> lint(each.text(), each.version()).stream())
            .anyMatch(finding -> finding.message().equals(message)),
        message);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "Invalid MatchPattern: \"xxx",
        "cannot merge conflicting terminating TLS contexts for cached selector MatchName: b.example",
        "cannot merge conflicting CiliumEnvoyConfig Listeners (a/one/b/two) with the same priority (0)",
        "contains illegal namespace match in EndpointSelector"
      })
  void beginsAsTheAgentDoes(String message) {
    assertTrue(
        cases().stream()
            .flatMap(each -> lint(each.text(), each.version()).stream())
            .anyMatch(finding -> finding.message().startsWith(message)),
        message);
  }

  @Test
  void theCasesReportEveryLintOfPolicies() {
    TreeSet<String> unseen = new TreeSet<>();
    new PolicyLints()
        .lints().stream()
            .map(LintInfo::name)
            .filter(name -> name.matches("(policy|manifest)-.*"))
            .forEach(unseen::add);
    for (Case each : cases()) {
      lint(each.text(), each.version()).forEach(finding -> unseen.remove(finding.name()));
    }
    assertEquals(new TreeSet<>(), unseen);
  }

  /** Stars without quotes, keys that are no keys, an empty list of rules: all in one run. */
  @Test
  void aPolicyOfManyMistakesShowsThemAll() {
    List<LintFinding> findings = lint(sample("broken/unquoted-star.yaml"), CiliumVersion.NEWEST);
    assertEquals(
        List.of(
            "13:7 manifest-unknown-field",
            "13:22 yaml-unquoted-value",
            "14:7 manifest-unknown-field",
            "14:22 yaml-unquoted-value",
            "28:9 policy-empty-l7-rules"),
        findings.stream().map(f -> f.position() + " " + f.name()).toList());
  }

  @Test
  void levelsThatAreLostAreNamed() {
    List<LintFinding> findings = lint(resource("lost-levels.yaml"), CiliumVersion.NEWEST);
    List<String> messages = findings.stream().map(LintFinding::message).toList();
    assertTrue(
        messages.contains("spec.egress[0].toPorts[0].originatingTLS.secret: Required value"));
    assertTrue(messages.contains("apiVersion not set"), messages.toString());
    assertTrue(
        findings.stream().anyMatch(f -> f.likely().orElse("").startsWith("a line 'dns:'")),
        findings.toString());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"healthy.yaml, 0", "healthy-deny-all.yaml, 1"})
  void healthyPoliciesGiveNoMoreThanNotes(String name, int notes) {
    List<LintFinding> findings = lint(resource(name), CiliumVersion.NEWEST);
    assertEquals(List.of(), findings.stream().filter(f -> f.level() != LintLevel.NOTE).toList());
    assertEquals(notes, findings.size(), findings.toString());
  }

  @Test
  void namesAreInKebabCaseAndUnique() {
    List<String> names = Linters.lints().stream().map(LintInfo::name).toList();
    assertEquals(names.stream().distinct().toList(), names);
    names.forEach(name -> assertTrue(name.matches("[a-z0-9]+(-[a-z0-9]+)+"), name));
    Linters.lints().forEach(lint -> assertTrue(!lint.summary().endsWith("."), lint.name()));
  }
}
