package dev.tlsdiag.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class OracleReaderTest {
  private static final String LINES =
      """
      {"rec":"client_hello","frame":9,"frames":[7,9],"transport":"tcp","src":"2001:db8:0::1",\
      "sport":4000,"dst":"192.0.2.1","dport":443,"record_version":"0x0301",\
      "legacy_version":"0x0303","supported_versions":["0x0a0a","0x0304"],"random":"00ff",\
      "session_id":"","sni":null,"alpn":["h2","http/1.1"],"ciphers":["0x1301","0xc02b"],\
      "extensions":[16,65281],"groups":["0x001d"],"sig_algs":["0x0403"],"ja3":"3","ja4":"4",\
      "ja4_r":"4r","answer":{"kind":"server_hello","frame":12,"by":"server","version":"0x0304",\
      "cipher":"0x1301"}}
      {"rec":"client_hello","frame":11,"frames":[11],"transport":"dtls","src":"10.0.0.1",\
      "sport":1,"dst":"10.0.0.2","dport":2,"record_version":null,"legacy_version":"0xfefd",\
      "random":"01","sni":"a.example","repeat_of":9,\
      "answer":{"kind":"alert","frame":13,"by":"server","level":2,"desc":40}}
      {"rec":"client_hello","frame":12,"frames":[12],"transport":"tcp","sslv2":true,\
      "src":"10.0.0.1","sport":1,"dst":"10.0.0.2","dport":2,"legacy_version":"0x0002",\
      "random":"","ciphers":["0x010080"],"malformed":true,"answer":{"kind":"nothing"}}
      {"rec":"summary","packets":20,"client_hellos":3}
      """;

  private final List<ExpectedHello> expected;

  OracleReaderTest() throws IOException {
    expected = OracleReader.parse(LINES);
  }

  @Test
  void readsAHelloWithItsAnswer() {
    assertEquals(3, expected.size());
    ExpectedHello hello = expected.get(0);
    assertFalse(hello.optional());
    Sighting sighting = hello.sighting();
    assertEquals("tcp [2001:db8::1]:4000 > 192.0.2.1:443", sighting.connection());
    assertEquals(List.of(7L, 9L), sighting.frames());
    assertEquals("0a0a 0304", sighting.hello().get("supported_versions"));
    assertEquals("h2 http/1.1", sighting.hello().get("alpn"));
    assertEquals("0010 ff01", sighting.hello().get("extensions"));
    assertEquals(Sighting.NONE, sighting.hello().get("server_name"));
    assertEquals(
        Map.of(
            "kind", "server_hello",
            "by", "server",
            "version", "0304",
            "cipher_suite", "1301",
            "alpn", Sighting.NONE),
        sighting.answer());
    assertEquals(12, sighting.answerFrame());
  }

  @Test
  void marksWhatNeedNotBeGiven() {
    assertTrue(expected.get(1).optional());
    assertTrue(expected.get(1).readable());
    assertEquals(OptionalLong.of(9), expected.get(1).repeatOf());
    assertEquals("40", expected.get(1).sighting().answer().get("description"));
    assertTrue(expected.get(2).optional());
    assertFalse(expected.get(2).readable());
  }

  @Test
  void holdsAnSslv2HelloToVersionAndCipherSuites() {
    Sighting sighting = expected.get(2).sighting();
    assertEquals(Map.of("legacy_version", "0002", "cipher_suites", "010080"), sighting.hello());
    assertEquals(Map.of("kind", "nothing"), sighting.answer());
  }

  @Test
  void readsTheWholeCorpus() throws IOException {
    Corpus corpus = Corpus.find().orElse(null);
    Assumptions.assumeTrue(corpus != null, Corpus.absent());
    long files = 0;
    long hellos = 0;
    for (String file : corpus.files()) {
      List<ExpectedHello> inFile = corpus.expected(file);
      files++;
      hellos += inFile.size();
      assertTrue(
          inFile.stream()
              .flatMap(hello -> Stream.of(hello.sighting().answer().get("kind")))
              .noneMatch(kind -> kind.isEmpty() || kind.equals("unknown")),
          file);
    }
    assertTrue(files >= 167 && hellos >= 973, files + " files, " + hellos + " ClientHellos");
  }
}
