package dev.tlsdiag.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.tlsdiag.tls.Extension.In;
import dev.tlsdiag.wire.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class ExtensionTest {
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0     | 0004 00 0001 61            | a
          0     | 0008 01 0001 62 00 0001 61 | name_type 1, a
          0     |                            | empty
          1     | 02                         | 1024 bytes
          1     | 09                         | unknown code 9
          3     | 0003 00 00 00              | 3 authorities
          5     | 01 0000 0000               | ocsp
          5     | 01 0003 0001 aa 0000       | ocsp, 1 responder
          10    | 0004 11ec 0a0a             | X25519MLKEM768, GREASE
          11    | 02 00 05                   | uncompressed, 5
          13    | 0004 0904 0201             | mldsa44, rsa_pkcs1_sha1
          14    | 0002 0001 00               | SRTP_AES128_CM_HMAC_SHA1_80
          15    | 01                         | peer_allowed_to_send
          16    | 0003 02 6832               | h2
          17    | 0007 01 0004 0000 0000     | ocsp
          18    |                            | present
          19    | 02 02 00                   | RawPublicKey, X509
          21    | 000000                     | 3 bytes
          21    | 000001                     | 3 bytes, not all zero
          23    |                            | present
          24    | 01 00 02 0201              | version 1.0, parameters 2, 1
          27    | 04 0001 0002               | zlib, brotli
          28    | 4001                       | 16385 bytes
          34    | 0002 0403                  | ecdsa_secp256r1_sha256
          35    | 00112233                   | 4 bytes
          43    | 06 0304 7f17 0303          | TLS 1.3, TLS 1.3 draft 23, TLS 1.2
          44    | 0003 aabbcc                | 3 bytes
          45    | 02 01 00                   | psk_dhe_ke, psk_ke
          47    | 0008 0002 3000 0002 3000   | 2 authorities
          48    | 0006 02 5504 0001 05       | 1 filter
          50    | 0002 0807                  | ed25519
          51    | 0006 001d 0002 aabb        | x25519 (2 bytes)
          51    | 0000                       | none
          54    | 02 aabb                    | aabb
          57    | 01 02 4400 0f 01 aa 1b 00 80ff73db 01 05 | max_idle_timeout=1024, initial_source_connection_id=aa, GREASE, version_information_draft=05
          58    | 02 01                      | 2 after a full handshake, 1 after a resumption
          13172 |                            | present
          17513 | 0003 02 6832               | h2
          17613 | 0003 02 6832               | h2
          65037 | 00 0001 0003 07 0002 aabb 0001 cc | outer, config 7, HKDF-SHA256, ChaCha20Poly1305, enc 2 bytes, payload 1 byte
          65037 | 01                         | inner
          65281 | 00                         | first handshake
          65281 | 02 aabb                    | renegotiation
          65445 | 0007 0003 0004 40 05 dc    | malformed: parameter_value at byte 6: needs 4 bytes, 3 left
          65445 | 0006 0003 0002 45 dc       | max_udp_payload_size=1500
          65486 | 1301 001d 0001 aa 0001 bb 0002 cccc | TLS_AES_128_GCM_SHA256, x25519, name 2 bytes
          2570  | 00                         | 1 byte
          4660  | 0102                       | 0102
          4660  | 0000000000000000000000000000000000000000000000000000000000000000ff | 0000000000000000000000000000000000000000000000000000000000000000..., 33 bytes
          """)
  void summarizesWhatAClientSends(int type, String body, String summary) {
    assertEquals(summary, extension(type, body).decode().summary());
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0     |                        | empty
          5     |                        | present
          16    | 0003 02 6832           | h2
          18    | 0006 0001 aa 0001 bb   | 2 timestamps
          41    | 0001                   | identity 1
          43    | 0304                   | TLS 1.3
          51    | 001d 0002 aabb         | x25519 (2 bytes)
          13172 | 02 6832 08 687474702f312e31 | h2, http/1.1
          """)
  void summarizesWhatAServerSends(int type, String body, String summary) {
    assertEquals(summary, extension(type, body).decode(In.SERVER_HELLO).summary());
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          51    | 0017             | secp256r1
          65037 | 0011223344556677 | confirmation 0011223344556677
          """)
  void summarizesWhatARetryAsksFor(int type, String body, String summary) {
    assertEquals(summary, extension(type, body).decode(In.HELLO_RETRY_REQUEST).summary());
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0  | 0000               | server_name_list at byte 2: length 0 is below the minimum 1
          0  | 0004 00            | server_name_list at byte 2: needs 4 bytes, 1 left
          0  | 0003 00 0000       | host_name at byte 5: length 0 is below the minimum 1
          0  | 0004 00 0001 61 00 | server_name at byte 6: 1 bytes left over
          3  | 0001 09            | identifier_type at byte 3: is 9, 0 to 3 are defined
          10 | 0003 001d 00       | named_group_list at byte 2: length 3 is odd
          16 | 0003 05 6832       | protocol_name at byte 3: needs 5 bytes, 2 left
          16 | 0002 00 00         | protocol_name at byte 3: length 0 is below the minimum 1
          23 | 00                 | extended_master_secret at byte 0: 1 bytes left over
          28 | 40                 | record_size_limit at byte 0: needs 2 bytes, 1 left
          43 | 03 0304 03         | versions at byte 1: length 3 is odd
          51 | 0003 001d 00       | key_exchange.length at byte 4: needs 2 bytes, 1 left
          57 | 01 ffffffffffffffff | parameter_value at byte 9: needs 2147483647 bytes, 0 left
          """)
  void saysWhatIsBroken(int type, String body, String problem) {
    ExtensionBody decoded = extension(type, body).decode();

    assertEquals(problem, assertInstanceOf(MalformedExtension.class, decoded).problem());
  }

  @ParameterizedTest
  @FieldSource("dev.tlsdiag.tls.Samples#CLIENT_HELLOS")
  void realHellosHaveNoBrokenOnes(String sample) {
    for (Extension extension : Samples.clientHello(sample).extensions()) {
      ExtensionBody body = extension.decode();
      assertEquals(false, body instanceof MalformedExtension, body.summary());
      assertEquals(false, body instanceof UnknownExtension, body.summary());
    }
  }

  @ParameterizedTest
  @FieldSource("dev.tlsdiag.tls.Samples#CLIENT_HELLOS")
  void everyTruncationDecodes(String sample) {
    for (Extension extension : Samples.clientHello(sample).extensions()) {
      for (int length = 0; length < extension.body().length(); length++) {
        Extension cut = new Extension(extension.type(), extension.body().head(length));
        for (In message : In.values()) {
          cut.decode(message).summary();
        }
      }
    }
  }

  private static Extension extension(int type, String body) {
    return new Extension(type, Bytes.ofHex(body == null ? "" : body));
  }
}
