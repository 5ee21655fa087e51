package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.trust.AuthorityStore;
import dev.tlsdiag.x509.AuthoritySpec;
import dev.tlsdiag.x509.KeyType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyAuthorityTest {
  @TempDir Path folder;

  /** A command that asks for any other host would refuse the user's own. */
  @ParameterizedTest(name = "permit {0}, passphrase {1}, for {2} days: temporary {3}")
  @CsvSource({"'', '', 9, false", "a.test, '', 9, true", "'', secret, 9, true", "'', '', -1, true"})
  void aCommandGetsOneThatServesForEveryHost(
      String permit, String passphrase, int days, boolean temporary) throws IOException {
    Map<String, String> environment = Map.of("XDG_DATA_HOME", folder.toString());
    List<String> hosts = permit.isEmpty() ? List.of() : List.of(permit);
    Duration validity = Duration.ofDays(Math.max(1, days));
    Instant now = Instant.now().minus(days < 0 ? Duration.ofDays(3) : Duration.ZERO);
    AuthorityStore.ofUser(environment)
        .create(
            new AuthoritySpec("test", KeyType.EC_P256, validity, hosts),
            Optional.of(passphrase).filter(text -> !text.isEmpty()).map(String::toCharArray),
            now);
    try (ProxyAuthority authority = ProxyAuthority.forOneCommand(environment)) {
      assertEquals(temporary, authority.isTemporary());
    }
  }
}
