package dev.tlsdiag.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundlePartsTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "evidence/a.yaml, evidence/a.yaml",
    "../../etc/passwd, _/_/etc/passwd",
    "/etc/passwd, etc/passwd",
    "evidence/a.zip!/b c/d.log, evidence/a.zip_/b_c/d.log",
    "evidence/.hidden, evidence/_hidden",
    "-, -",
    "//, unnamed"
  })
  void makesNamesSafe(String name, String expected) {
    BundleParts parts = new BundleParts();
    parts.add(name, "x", "", 0);
    assertEquals(expected, parts.parts().get(0).name());
  }

  @Test
  void makesNamesUnique() {
    BundleParts parts = new BundleParts();
    for (String name : List.of("a/x.log", "a/X.log", "a/x.log", "b", "b")) {
      parts.add(name, "x", "", 0);
    }
    assertEquals(
        List.of("a/x.log", "a/X-2.log", "a/x-3.log", "b", "b-2"),
        parts.parts().stream().map(BundleParts.Part::name).toList());
  }

  @Test
  void listsMembersWithTheirHash() {
    BundleParts parts = new BundleParts();
    parts.add("report.txt", "the report", "abc", 2);
    parts.leaveOut("a.bin", "not known what it is");
    assertEquals(
        List.of(
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  report.txt  3 bytes"
                + "  the report (2 secrets taken out)",
            "left out: a.bin: not known what it is"),
        parts.manifest());
  }
}
