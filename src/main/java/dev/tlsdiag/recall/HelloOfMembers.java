package dev.tlsdiag.recall;

import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.trace.Transport;
import dev.tlsdiag.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Hellos of which only members were written: they say the same as those that were sent, where the
 * members say something, and their other extensions are empty.
 */
final class HelloOfMembers {
  private static final int U16 = 0xffff;

  private HelloOfMembers() {}

  static ClientHello clientHello(Fields fields, boolean sslv2, Transport transport)
      throws NoResultException {
    int suites = sslv2 ? 0xffffff : U16;
    List<Extension> extensions = new ArrayList<>();
    for (long type : fields.list("extensions", each -> Fields.number(each, 0, U16))) {
      extensions.add(new Extension((int) type, body((int) type, fields)));
    }
    return new ClientHello(
        fields.code("legacyVersion", U16),
        fields.hex("random"),
        fields.hex("sessionId"),
        transport == Transport.DTLS ? Optional.of(Bytes.EMPTY) : Optional.empty(),
        fields.list("cipherSuites", each -> CipherSuite.of(Fields.code(each, suites))),
        sslv2 ? Bytes.EMPTY : Bytes.wrap(new byte[1]),
        extensions,
        sslv2);
  }

  private static Bytes body(int type, Fields fields) throws NoResultException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (type == ExtensionType.SERVER_NAME && fields.has("serverName")) {
      byte[] name = fields.latin1("serverName").toArray();
      u16(body, name.length + 3);
      body.write(0);
      u16(body, name.length);
      body.writeBytes(name);
    } else if (type == ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION) {
      ByteArrayOutputStream names = new ByteArrayOutputStream();
      for (Bytes each : fields.list("alpn", Fields::latin1)) {
        byte[] name = each.toArray();
        names.write(name.length);
        names.writeBytes(name);
      }
      vector16(body, names);
    } else if (type == ExtensionType.SUPPORTED_VERSIONS) {
      ByteArrayOutputStream versions = codes("supportedVersions", fields);
      body.write(versions.size());
      body.writeBytes(versions.toByteArray());
    } else if (type == ExtensionType.SUPPORTED_GROUPS) {
      vector16(body, codes("groups", fields));
    } else if (type == ExtensionType.SIGNATURE_ALGORITHMS) {
      vector16(body, codes("signatureSchemes", fields));
    } else if (type == ExtensionType.KEY_SHARE) {
      ByteArrayOutputStream shares = new ByteArrayOutputStream();
      for (int group : fields.list("keyShares", each -> Fields.code(each, U16))) {
        u16(shares, group);
        u16(shares, 1);
        shares.write(0);
      }
      vector16(body, shares);
    }
    return Bytes.wrap(body.toByteArray());
  }

  private static ByteArrayOutputStream codes(String key, Fields fields) throws NoResultException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int code : fields.list(key, each -> Fields.code(each, U16))) {
      u16(out, code);
    }
    return out;
  }

  private static void vector16(ByteArrayOutputStream out, ByteArrayOutputStream content) {
    u16(out, content.size());
    out.writeBytes(content.toByteArray());
  }

  private static void u16(ByteArrayOutputStream out, int value) {
    out.write(value >> 8);
    out.write(value);
  }

  static ServerHello serverHello(Fields fields, CipherSuite suite) throws NoResultException {
    List<Extension> extensions = new ArrayList<>();
    ByteArrayOutputStream version = new ByteArrayOutputStream();
    int chosen = fields.code("version", U16);
    u16(version, chosen);
    extensions.add(
        new Extension(ExtensionType.SUPPORTED_VERSIONS, Bytes.wrap(version.toByteArray())));
    if (fields.has("group")) {
      ByteArrayOutputStream share = new ByteArrayOutputStream();
      u16(share, fields.code("group", U16));
      extensions.add(new Extension(ExtensionType.KEY_SHARE, Bytes.wrap(share.toByteArray())));
    }
    if (fields.has("alpn")) {
      byte[] name = fields.latin1("alpn").toArray();
      ByteArrayOutputStream names = new ByteArrayOutputStream();
      u16(names, name.length + 1);
      names.write(name.length);
      names.writeBytes(name);
      extensions.add(
          new Extension(
              ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION,
              Bytes.wrap(names.toByteArray())));
    }
    boolean retry = fields.flagIfAny("helloRetryRequest");
    return new ServerHello(
        chosen, retry ? ServerHello.RETRY_RANDOM : Bytes.EMPTY, Bytes.EMPTY, suite, 0, extensions);
  }
}
