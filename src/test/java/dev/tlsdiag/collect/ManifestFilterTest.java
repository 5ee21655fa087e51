package dev.tlsdiag.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.yaml.YamlText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestFilterTest {
  private static final String FILE =
      """
      kind: Secret
      metadata:
        name: a
        annotations:
          kubectl.kubernetes.io/last-applied-configuration: |
            {"stringData":{"tls.key":"HUSH"}}
      data:
        tls.crt: Q0VSVA==
        tls.key: SFVTSA==
      stringData:
        password: HUSH
        key: |
          HUSH
            HUSH

          HUSH
        folded: "HU\\
          SH HUSH"
      ---
      kind: Pod
      spec:
        containers:
        - env:
          - name: A
            value: HUSH
          - {name: B, value: HUSH}
          - name: C
            valueFrom: {secretKeyRef: {name: a, key: b}}
          name: web
      """;

  @Test
  void takesValuesOutAndLeavesLinesWhereTheyAre() {
    SecretFilter filter = new SecretFilter();
    String shown = filter.manifests(new YamlText("a.yaml", FILE));
    assertFalse(shown.contains("HUSH") || shown.contains("SFVTSA"), shown);
    assertEquals(FILE.lines().count(), shown.lines().count());
    List<String> lines = shown.lines().toList();
    for (String kept : List.of("  tls.crt: Q0VSVA==", "    name: web", "kind: Pod")) {
      assertEquals(FILE.lines().toList().indexOf(kept), lines.indexOf(kept), kept);
    }
    assertTrue(lines.contains("  tls.key: \"[redacted]\""), shown);
    assertTrue(shown.contains("{secretKeyRef: {name: a, key: b}}"), shown);
    assertEquals(7, filter.taken());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind: Secret\ndata: {a: HUSH, b: HUSH}\n",
        "kind: Secret\ndata:\n  a: HUSH\nbroken: *alias.here\n",
        "kind: Secret\nstringData:\n  a: |\n   HUSH\n\tb: x\n",
        "kind: Secret\nstringData:\n  a: \"one\n  HUSH\n  HUSH\"\n  # HUSH\n  b: c\n",
        "kind: Secret\ndata: {a: x, b:\n HUSH, c: \"x\n HUSH\"}\ntype: Opaque\n",
        "x: &a HUSH\nkind: Secret\nstringData: {password: *a}\n",
        "kind: SecretList\nitems:\n- data:\n    a: HUSH\n",
        "kind: Secret\nstringData: HUSH\n",
        "kind: Secret\nstringData: {a: HUSH,\nb: HUSH\n",
        "{\"kind\":\"Secret\",\"data\":{\"a\":\"HUSH\"},\n\"data\":{\"a\":\n\"HUSH\"}}\n",
        "kind: ConfigMap\ndata:\n  PASSWORD: HUSH\n  f: |\n    db.password=HUSH\n    # api_key: HUSH\n",
        "kind: Pod\nspec: {args: [--password=HUSH, \"--token\", HUSH, -u, \"me:HUSH\"]}\n",
        "kind: CiliumNetworkPolicy\nh: [{name: Authorization, value: HUSH, mismatch: LOG}]\n",
        "kind: Config\nusers:\n- user:\n    token: HUSH\n    client-key-data: HUSH\n",
        "kind: List\nitems:\n- kind: Secret\n  data:\n    a: HUSH\n    b:\n      HUSH\n"
      })
  void hidesWhateverTheShape(String text) {
    String shown = new SecretFilter().manifests(new YamlText("a.yaml", text));
    assertFalse(shown.contains("HUSH"), shown);
    assertEquals(text.lines().count(), shown.lines().count(), shown);
  }

  @Test
  void leavesYaml() {
    String shown =
        new SecretFilter()
            .manifests(
                new YamlText(
                    "a.yaml",
                    "items: [{kind: Secret, data: {a: SFVTSA==, tls.crt: Qw==, b: {c: d}}}, {kind: Pod}]\n"));
    assertEquals(
        "items: [{kind: Secret, data: {a: \"[redacted]\", tls.crt: Qw==, b: \"[redacted]\"}}, {kind: Pod}]\n",
        shown);
  }
}
