package dev.tlsdiag.mesh.istio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.mesh.LintFinding;
import dev.tlsdiag.mesh.LintSubject;
import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.Schema;
import dev.tlsdiag.mesh.istio.lint.IstioLinter;
import dev.tlsdiag.mesh.policy.CiliumVersion;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file holds, it is read to its end, and what is said of it has a place in it. */
class IstioReadersTest {
  private static final int ROUNDS = 250;
  private static final String LETTERS = "{}[]:,-#\"'|>&*!%@ \n\t0a.~?\u0000é\uD83D";

  private static String text(String name) {
    try (InputStream file = IstioReadersTest.class.getResourceAsStream(name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"shop.yaml", "documented.yaml", "lint/rows.txt"})
  void noMutationStopsAReader(String name) {
    String whole = text(name);
    Random random = new Random(20); // the same for every run
    int from = 0;
    for (int i = 0; i < ROUNDS; i++) {
      int length = Math.min(1_500, whole.length());
      from = random.nextInt(Math.max(1, whole.length() - length + 1));
      read(mutated(whole.substring(from, from + length), random));
    }
  }

  private static String mutated(String text, Random random) {
    StringBuilder mutated = new StringBuilder(text);
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(mutated.length());
      switch (random.nextInt(4)) {
        case 0 -> mutated.deleteCharAt(at);
        case 1 -> mutated.insert(at, LETTERS.charAt(random.nextInt(LETTERS.length())));
        case 2 -> mutated.setCharAt(at, LETTERS.charAt(random.nextInt(LETTERS.length())));
        default -> {
          int end = Math.min(mutated.length(), at + random.nextInt(40));
          mutated.insert(random.nextInt(mutated.length()), mutated.substring(at, end));
        }
      }
    }
    return mutated.toString();
  }

  static void read(String text) {
    List<Resource> resources = Manifests.of(new YamlText("f.yaml", text)).resources();
    IstioMesh mesh = IstioMesh.of(resources, IstioVersion.parse("1.24"));
    for (int port : new int[] {80, 443, 8080, 0}) {
      for (String host :
          List.of("reviews", "edition.example.com", "a.example.com:80", "", "[::1]")) {
        mesh.explainRequest(OutboundCall.http("shop", port, host));
        mesh.explainRequest(OutboundCall.tls("shop", port, Optional.of(host)));
      }
      mesh.explainRequest(OutboundCall.tcp("shop", port, "10.96.12.7"));
      mesh.inbound(
          new InboundCall("shop", Map.of("app", "reviews"), port, true, List.of("istio", "h2")));
    }
    LintSubject subject =
        new LintSubject(resources, Instant.EPOCH, CiliumVersion.NEWEST, Optional.empty());
    long lines = text.lines().count();
    for (LintFinding finding : new IstioLinter().lint(subject)) {
      assertTrue(finding.position().line() <= lines + 1, finding::toString);
    }
  }

  /** What Istio's documents show is known; three dots stand for what they leave out. */
  @Test
  void everyFieldOfTheDocumentsIsKnown() {
    Manifests manifests = Manifests.of(new YamlText("d.yaml", text("documented.yaml")));
    assertEquals(List.of(), manifests.problems());
    List<Schema.Problem> problems =
        manifests.resources().stream()
            .flatMap(resource -> IstioSchema.check(resource).stream())
            .filter(problem -> !problem.path().endsWith("..."))
            .toList();
    assertEquals(List.of(), problems);
    IstioResources read = IstioResources.of(manifests.resources());
    assertEquals(1, read.peerAuthentications().size());
    assertEquals(2, read.destinationRules().size());
    assertEquals(1, read.serviceEntries().size());
    assertEquals(1, read.virtualServices().size());
    assertTrue(read.others().isEmpty());
  }

  /** Samples of clusters and of server names as logs and captures show them. */
  @Test
  void everyNameOfTheDocumentsIsRead() {
    assertTrue(
        Stream.of(
                "outbound|8000||httpbin.foo.svc.cluster.local",
                "outbound|443||www.google.com",
                "inbound|8000||",
                "inbound|8000|http|httpbin.foo.svc.cluster.local",
                "outbound|80||legacy.default.svc.cluster.local",
                "BlackHoleCluster",
                "PassthroughCluster",
                "InboundPassthroughCluster",
                "connect_originate")
            .allMatch(name -> IstioName.ofCluster(name).isPresent()));
    assertTrue(
        IstioName.ofServerName("outbound_.8000_._.httpbin.foo.svc.cluster.local").isPresent());
  }
}
