package dev.tlsdiag.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.x509.SampleCertificates;
import dev.tlsdiag.x509.SampleCertificates.Party;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DebianStoreTest {
  private static final Party PARTY = Party.named("Mine");
  private static final X509Certificate MINE = SampleCertificates.authority(PARTY, PARTY, 0);

  @TempDir Path folder;

  @Test
  void installsAndTakesBack() throws IOException {
    Path count = folder.resolve("refreshed");
    DebianStore store =
        new DebianStore(folder, List.of("sh", "-c", "echo >> \"$0\"", count.toString()));
    store.install(MINE);
    Path file = store.file(MINE);
    assertTrue(file.getFileName().toString().matches("tlsdiag-[0-9a-f]{8}\\.crt"));
    assertEquals(List.of(MINE), TrustStores.load(file).certificates());
    assertTrue(store.uninstall(MINE));
    assertFalse(Files.exists(file));
    assertFalse(store.uninstall(MINE));
    assertEquals(2, Files.readAllLines(count).size(), "nothing to refresh the second time");
  }

  @Test
  void saysWhyTheRefreshFailed() {
    DebianStore store = new DebianStore(folder, List.of("sh", "-c", "echo no room; exit 3"));
    var e = assertThrows(UnusableFileException.class, () -> store.install(MINE));
    assertEquals("'sh -c echo no room; exit 3' failed: no room", e.getMessage());
  }
}
