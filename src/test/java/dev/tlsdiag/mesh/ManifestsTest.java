package dev.tlsdiag.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.yaml.Position;
import dev.tlsdiag.yaml.YamlText;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ManifestsTest {
  private static Manifests of(String text) {
    return Manifests.of(new YamlText("all.yaml", text));
  }

  private static List<String> labels(Manifests manifests) {
    return manifests.resources().stream().map(Resource::label).toList();
  }

  @Test
  void severalDocumentsAndLists() {
    Manifests manifests =
        of(
            """
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: a, namespace: x}
            ---
            # nothing
            ---
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: b}}
            - kind: ConfigMapList
              items:
              - {kind: ConfigMap, metadata: {name: c}}
            """);
    assertEquals(List.of(), manifests.problems());
    assertEquals(List.of("Secret x/a", "CiliumNetworkPolicy b", "ConfigMap c"), labels(manifests));
    Resource policy = manifests.resources().get(1);
    assertEquals("cilium.io", policy.group());
    assertEquals(Optional.empty(), policy.namespace());
    assertEquals(new Position(11, 3), policy.node().position());
    assertEquals("", manifests.resources().get(0).group());
  }

  @Test
  void jsonAsKubectlPrintsIt() {
    Manifests manifests =
        of(
            """
            {
                "apiVersion": "v1",
                "items": [
                    {
                        "apiVersion": "v1",
                        "kind": "Service",
                        "metadata": {
                            "name": "web",
                            "namespace": "shop"
                        }
                    }
                ],
                "kind": "List"
            }
            """);
    assertEquals(List.of(), manifests.problems());
    assertEquals(List.of("Service shop/web"), labels(manifests));
  }

  @Test
  void whatIsNoResourceIsTold() {
    Manifests manifests = of("just words\n---\n- a\n---\nkind: Secret\n---\nkind: [x]\n");
    assertEquals(
        List.of(
            "1:1 a resource is a mapping of keys to values, not a single value",
            "3:1 a resource is a mapping of keys to values, not a list"),
        manifests.problems().stream().map(p -> p.position() + " " + p.message()).toList());
    assertEquals(List.of("Secret ", " "), labels(manifests));
  }

  @Test
  void aDocumentThatCannotBeReadDoesNotCostTheOthers() {
    Manifests manifests = of("kind: A\n---\nkind: [\n---\nkind: B\n");
    assertEquals(List.of("A ", "B "), labels(manifests));
    assertEquals(1, manifests.problems().size());
  }

  @Test
  void listsInListsEnd() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      text.append("{kind: List, items: [");
    }
    text.append("{kind: Secret}").append("]}".repeat(20));
    Manifests manifests = of(text.toString());
    assertTrue(manifests.resources().size() <= 1, () -> labels(manifests).toString());
  }
}
