package dev.tlsdiag.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tlsdiag.trace.HelloMessage;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HelloWriterTest {
  private static final Bytes MESSAGE =
      HelloMessage.tls13()
          .serverName("a.example.test")
          .alpn("h2", "http/1.1")
          .groups("001d0017")
          .signatureSchemes("04030804")
          .keyShare(0x001d, 32)
          .extension(0x1a1a, "00")
          .clientHello();

  private static ClientHello read(Bytes message) throws MalformedMessageException {
    return ClientHello.parse(message.slice(4, message.length() - 4));
  }

  @Test
  void writesWhatWasRead() throws MalformedMessageException {
    assertEquals(MESSAGE, HelloWriter.message(read(MESSAGE)));
  }

  @Test
  void extensionsMadeFromValuesAreWhatWasRead() throws MalformedMessageException {
    ClientHello hello = read(MESSAGE);
    ClientHello made =
        hello
            .with(Extensions.serverName("a.example.test"))
            .with(Extensions.alpn(hello.alpnProtocols()))
            .with(Extensions.supportedVersions(hello.supportedVersions()))
            .with(Extensions.supportedGroups(hello.groups()))
            .with(Extensions.signatureAlgorithms(hello.signatureSchemes()))
            .with(Extensions.keyShare(Map.of(NamedGroup.of(0x001d), Bytes.ofHex("ab".repeat(32)))));
    assertEquals(MESSAGE, HelloWriter.message(made));
  }

  @Test
  void preSharedKeyStaysLast() throws MalformedMessageException {
    ClientHello hello =
        read(MESSAGE)
            .with(new Extension(ExtensionType.PRE_SHARED_KEY, Bytes.ofHex("0000")))
            .with(Extensions.padding(3));
    int[] types = hello.extensionTypes();
    assertEquals(ExtensionType.PRE_SHARED_KEY, types[types.length - 1]);
    assertEquals(ExtensionType.PADDING, types[types.length - 2]);
  }

  @Test
  void cutsTheMessageIntoRecords() {
    List<Bytes> records = HelloWriter.records(MESSAGE, 0x0301, List.of(1, 10));
    assertEquals(3, records.size());
    assertEquals("160301000101", records.get(0).toHex());
    assertEquals(MESSAGE.length() - 11 + 5, records.get(2).length());
  }

  @Test
  void refusesWhatNoLengthCanSay() throws MalformedMessageException {
    ClientHello hello = read(MESSAGE).with(Extensions.padding(0x10000));
    assertThrows(IllegalArgumentException.class, () -> HelloWriter.message(hello));
  }
}
