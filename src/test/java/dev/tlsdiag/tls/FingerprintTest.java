package dev.tlsdiag.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintTest {
  private static final String RANDOM = "00".repeat(32);

  /** The expected values were computed from the same bytes by another program. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          client-hello-browser | t | c1a78d723e2412756116b0749d418083 | t13d1516h2_8daaf6152771_d8a2da3f94cd
          client-hello-curl    | t | 0149f47eabf9a20d0893e2a44e5a6323 | t13d3112h2_e8f1e7e78f70_b26ce05bbdd6
          client-hello-dtls    | d | 6fa1ebb4ab615d3db6a5207b2a5a42b5 | dd2d280800_d943125447b4_20344ea827a4
          client-hello-jdk     | t | eea0a26d87c4721f5818bb176368f238 | t13d3713h2_db35923f8641_7c76daad20ec
          client-hello-openssl | t | 5a1edc7f170af1014fc65c994878e63c | t13d3111h2_e8f1e7e78f70_1f22a2ca17c4
          client-hello-openssl-tls12-no-name | t | fbe7e189e37a07ee33706f86bc746344 | t12i280600_d943125447b4_e7e480e5a997
          client-hello-python  | t | 93c7d42c0df602fb91589311534831f5 | t13d181100_85036bcba153_d41ae481755e
          client-hello-quic    | q | d7aeed1274dbb642bcd43caf88d98cd1 | q13d0308h3_55b375c5d22e_5a6c87586398
          """)
  void fingerprints(String sample, char transport, String ja3, String ja4) {
    ClientHello hello = Samples.clientHello(sample);

    assertEquals(ja3, Ja3.hash(hello));
    assertEquals(ja4, Ja4.of(hello, transport));
  }

  @Test
  void showsTheTextsBehindTheHashes() {
    ClientHello hello = Samples.clientHello("client-hello-quic");

    assertEquals("771,4865-4866-4867,0-16-10-13-43-45-51-57,29-23,", Ja3.text(hello));
    assertEquals(
        "q13d0308h3_1301,1302,1303_000a,000d,002b,002d,0033,0039_0403,0804", Ja4.raw(hello, 'q'));
  }

  @Test
  void aHelloOfSsl2HasNone() {
    ClientHello hello = Samples.clientHello("client-hello-sslv2");

    assertEquals("", Ja3.text(hello) + Ja3.hash(hello) + Ja4.of(hello, 't') + Ja4.raw(hello, 't'));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nothing at all          | 0303 | 0000 |                             | t | t12i000000_000000000000_000000000000
          name and ALPN only      | 0303 | 0002 1301 | 0000 0000 0010 0005 0003 02 6832 | t | t12d0102h2_0f2cb44170f4_000000000000
          one letter              | 0303 | 0002 1301 | 0010 0004 0002 01 61  | t | t12i0101aa_0f2cb44170f4_000000000000
          not alphanumeric        | 0303 | 0002 1301 | 0010 0005 0003 02 baad | t | t12i0101bd_0f2cb44170f4_000000000000
          empty protocol          | 0303 | 0002 1301 | 0010 0003 0001 00     | t | t12i010100_0f2cb44170f4_000000000000
          only GREASE             | 0303 | 0002 0a0a | 1a1a 0000             | t | t12i000000_000000000000_000000000000
          DTLS counts downwards   | fefd | 0002 1301 | 002b 0005 04 fefdfefc | d | dd3i010100_0f2cb44170f4_b9a491fefe05
          unknown version         | 0100 | 0002 1301 |                       | d | d00i010000_0f2cb44170f4_000000000000
          SSL 3.0                 | 0300 | 0002 1301 |                       | t | ts3i010000_0f2cb44170f4_000000000000
          """)
  void rulesOfJa4(
      String name, String version, String suites, String extensions, char transport, String ja4)
      throws MalformedMessageException {
    Bytes block = Bytes.ofHex(extensions == null ? "" : extensions);
    String hex = version + RANDOM + "00" + suites + "010000" + "%02x".formatted(block.length());

    ClientHello hello = ClientHello.parse(Bytes.ofHex(hex + block));

    assertEquals(ja4, Ja4.of(hello, transport));
  }

  @Test
  void fingerprintsServers() throws MalformedMessageException {
    ServerHello hello = ServerHello.parse(Samples.body("server-hello-tls13"));

    assertEquals("771,4866,43-51", Ja3.serverText(hello));
    assertEquals("15af977ce25de452b96affa2addb1036", Ja3.hash(hello));
  }
}
