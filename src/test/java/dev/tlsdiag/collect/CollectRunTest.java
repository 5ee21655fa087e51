package dev.tlsdiag.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.collect.CollectTarget.Capture;
import dev.tlsdiag.collect.CollectTarget.Mesh;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a program that answers as kubectl does. */
class CollectRunTest {
  private static final String CLUSTER =
      """
      #!/bin/sh
      echo "$*" >> "$(dirname "$0")/calls"
      case "$*" in
        *spec.nodeName}*) echo worker-1 ;;
        *k8s-app=cilium-envoy*) ;;
        *k8s-app=cilium*) echo cilium-abcde ;;
        *istio-proxy*name}*) ;;
        *"get ciliumnetworkpolicies"*) echo '{"kind":"List","items":[{"kind":"CiliumNetworkPolicy","metadata":{"name":"p","namespace":"default"},"spec":{"egress":[{"toPorts":[{"terminatingTLS":{"secret":{"namespace":"kube-system","name":"artii"}}}]}]}}]}' ;;
        *"get secret artii"*) echo '{"kind":"Secret","data":{"tls.crt":"QQ=="}}' ;;
        *"hubble observe"*) echo '{"flow":{"verdict":"FORWARDED"}}' ;;
        *"cilium-dbg envoy admin config"*) echo "unknown command" >&2; exit 1 ;;
        *include_eds*) echo '{"configs":[{"private_key":{"inline_bytes":"S0VZ"}}]}' ;;
        *"logs cilium-abcde"*) echo "authorization: Bearer abcdefghij" ;;
        *tcpdump*) echo "listening on any" >&2; printf 'PCAP' ;;
        *" run "*|*" wait "*|*" delete "*) ;;
        *"get pod mediabot -o json") echo '{"kind":"Pod"}' ;;
        *) echo "Error from server (NotFound): not there" >&2; exit 1 ;;
      esac
      """;

  @TempDir Path folder;
  private final List<String> told = new ArrayList<>();

  @Test
  void packsWhatThereIsAndSaysWhatThereIsNot() throws Exception {
    List<CollectRun.Outcome> outcomes =
        run(target(Capture.NODE, Optional.of("curl -v https://a/")));
    Map<String, String> members = members();
    assertEquals("PCAP", members.get("e/node.pcap"));
    assertTrue(members.get("e/hubble-flows.jsonl").contains("FORWARDED"));
    assertTrue(members.get("e/config_dump.json").contains("[redacted]"), "by the older way");
    assertFalse(members.toString().contains("S0VZ"), members.toString());
    assertFalse(members.toString().contains("abcdefghij"), members.toString());
    assertTrue(members.containsKey("e/secret-kube-system-artii.json"), "named by a policy");
    assertTrue(members.get("e/collect.json").contains("cilium-abcde"));
    assertFalse(members.containsKey("e/istio-proxy.log"));
    Map<String, String> problems =
        outcomes.stream()
            .filter(o -> o.problem().isPresent() && !o.step().name().isEmpty())
            .collect(Collectors.toMap(o -> o.step().name(), o -> o.problem().get()));
    assertEquals("skipped: nothing was found for ENVOY", problems.get("cilium-envoy.log"));
    assertEquals("skipped: nothing was found for ISTIO_PROXY", problems.get("istio-stats.txt"));
    assertEquals("Error from server (NotFound): not there", problems.get("events.json"));
    assertEquals(List.of(), told, "the request is made by itself");
  }

  @Test
  void takesItsPodAwayAfterTheRequest() throws Exception {
    run(target(Capture.NODE, Optional.of("curl https://a/")));
    List<String> calls = Files.readAllLines(folder.resolve("calls"));
    int capture = index(calls, "tcpdump");
    int request = index(calls, "curl https://a/");
    int delete = index(calls, "delete pod tlsdiag-x");
    assertTrue(capture < request && request < delete, calls.toString());
  }

  @Test
  void whatIsRunIsToldWithoutItsPasswords() throws Exception {
    run(target(Capture.NODE, Optional.of("curl -u me:hush-1 -H 'X-Api-Key: hush-2' https://a/")));
    String told = members().get("e/collect.json");
    assertTrue(told.contains("curl -u me:[redacted]"), told);
    assertFalse(told.contains("hush"), told);
  }

  @Test
  void saysWhenToMakeTheRequest() throws Exception {
    run(target(Capture.NODE, Optional.empty()));
    assertEquals(List.of("capturing for 5 s: make the request now"), told);
  }

  @Test
  void onlyReadsWithoutACapture() throws Exception {
    run(target(Capture.NONE, Optional.empty()));
    for (String call : Files.readAllLines(folder.resolve("calls"))) {
      assertTrue(
          call.matches("(-n \\S+ )?(get|logs|version) .*")
              || call.contains(" exec cilium-abcde -c cilium-agent -- "),
          call);
    }
  }

  @Test
  void archiveIsOfItsOwnerAlone() throws Exception {
    run(target(Capture.NONE, Optional.empty()));
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("e.tar.gz"))));
  }

  private static int index(List<String> calls, String part) {
    for (int i = 0; i < calls.size(); i++) {
      if (calls.get(i).contains(part)) {
        return i;
      }
    }
    throw new AssertionError(part + " is not in " + calls);
  }

  private List<CollectRun.Outcome> run(CollectTarget target)
      throws IOException, InterruptedException {
    Path kubectl = folder.resolve("kubectl");
    Files.writeString(kubectl, CLUSTER);
    Files.setPosixFilePermissions(kubectl, PosixFilePermissions.fromString("rwx------"));
    Path file = folder.resolve("e.tar.gz");
    try (EvidenceArchive archive = EvidenceArchive.create(file, "e", Instant.EPOCH)) {
      return new CollectRun(target, kubectl, archive, told::add)
          .run(CollectPlan.of(target, "tlsdiag-x"), "1");
    }
  }

  private Map<String, String> members() throws IOException {
    Map<String, String> members = new TreeMap<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new GzipCompressorInputStream(
                new BufferedInputStream(Files.newInputStream(folder.resolve("e.tar.gz")))))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        members.put(e.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return members;
  }

  private static CollectTarget target(Capture capture, Optional<String> reproduce) {
    return new CollectTarget(
        "default",
        "mediabot",
        Mesh.ANY,
        "kube-system",
        443,
        Duration.ofMinutes(15),
        capture,
        Duration.ofSeconds(5),
        "image",
        reproduce,
        Optional.empty());
  }
}
