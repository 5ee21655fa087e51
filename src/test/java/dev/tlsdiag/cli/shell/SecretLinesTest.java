package dev.tlsdiag.cli.shell;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretLinesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "compare https://a.test/ -H 'Authorization: Bearer abc'",
        "compare https://a.test/ -H \"Cookie: sid=1\"",
        "replay https://a.test/ --header 'X-Api-Key: 7'",
        "replay https://a.test/ --header 'Proxy-Authorization: Basic x'",
        "replay https://a.test/ -u ann:secret",
        "replay https://a.test/ -uann:secret",
        "replay https://a.test/ --user=ann:secret",
        "replay https://a.test/ -sku ann:secret",
        "replay https://a.test/ -vuann:secret",
        "replay https://a.test/ -d '{\"password\": \"x\"}'",
        "replay https://a.test/ -d '{\"client_secret\":\"x\"}'",
        "compare https://a.test/ -x http://proxy:3128 -U ann:x",
        "compare https://ann:secret@a.test/",
        "compare https://a.test/ -x ann:secret@proxy:3128",
        "compare https://a.test/ --proxy=ann:secret@proxy:3128",
        "compare 'https://a.test/?access_token=abc'",
        "compare 'https://a.test/?x=1&X-Amz-Signature=abc'",
        "compare 'https://a.test/?key=abc'",
        "replay https://a.test/ -b sid=1",
        "replay https://a.test/ --oauth2-bearer abc",
        "replay https://a.test/ -E client.pem:pass",
        "replay https://a.test/ --pass x",
        "explain eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x",
        "!curl -H 'authorization: x' https://a.test",
        "!export AWS_SECRET_ACCESS_KEY=abc",
        "!PASSWORD=abc run",
        "exec -- curl -H 'X-Auth-Token: 1' https://a.test"
      })
  void areNotKept(String line) {
    assertTrue(SecretLines.isSecret(line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "capture dump.pcap --sni a.test",
        "compare https://a.test/path?x=1",
        "compare https://a.test/ -x proxy:3128",
        "replay https://a.test/ -H 'Host: b.test' -H 'Accept: */*'",
        "ca init --passphrase-file key.txt",
        "ca secret --host a.test --key k.pem",
        "explain unknown-ca",
        "probe a.test:443 --axis sni",
        "observe --uuid 7 -f"
      })
  void othersAre(String line) {
    assertFalse(SecretLines.isSecret(line));
  }
}
