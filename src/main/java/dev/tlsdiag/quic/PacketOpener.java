package dev.tlsdiag.quic;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.Bytes;
import java.util.Optional;

/**
 * Removes the protection of Initial packets (RFC 9001 section 5). Nothing is given out whose
 * authentication tag is wrong. For one thread.
 */
public final class PacketOpener {
  private static final int TAG_BYTES = 16;

  private final InitialSecret.Deriver deriver = new InitialSecret.Deriver();
  private final Ghash ghash = new Ghash();
  private final int[] block = new int[4];
  private byte[] header = new byte[64];

  /**
   * An Initial packet opened with keys that were not known before.
   *
   * @param payload the frames
   */
  public record Opened(ConnectionKeys keys, InitialPayload payload) {
    public Opened {
      requireNonNull(keys, "keys is null");
      requireNonNull(payload, "payload is null");
    }
  }

  /**
   * Opens a packet as the first one of a connection.
   *
   * @return empty where no known salt makes keys that fit
   */
  public Optional<Opened> openFirst(byte[] datagram, LongPacket packet) {
    return complete(datagram, packet)
        ? openWith(datagram, packet, packet.destinationId(), true)
        : Optional.empty();
  }

  /**
   * Opens a server's packet of another version than the client began with (RFC 9368 section 2.3).
   *
   * @param originalId the destination connection ID of the client's first packet
   */
  public Optional<Opened> openAnswer(byte[] datagram, LongPacket packet, Bytes originalId) {
    return complete(datagram, packet)
        ? openWith(datagram, packet, originalId, false)
        : Optional.empty();
  }

  private Optional<Opened> openWith(
      byte[] datagram, LongPacket packet, Bytes originalId, boolean fromClient) {
    QuicVersion version = packet.version();
    for (InitialSalt salt : version.salts()) {
      InitialSecret secret = deriver.secret(salt, version.secondVersion(), originalId);
      ConnectionKeys keys = new ConnectionKeys(version, secret);
      InitialPayload payload = open(datagram, packet, fromClient ? keys.client() : keys.server());
      if (payload != null) {
        return Optional.of(new Opened(keys, payload));
      }
    }
    return Optional.empty();
  }

  /**
   * Opens a packet of a known connection.
   *
   * @param fromClient whose keys to use
   * @return the frames; empty where the tag is not right
   */
  public Optional<InitialPayload> open(
      byte[] datagram, LongPacket packet, ConnectionKeys keys, boolean fromClient) {
    if (!complete(datagram, packet)) {
      return Optional.empty();
    }
    return Optional.ofNullable(open(datagram, packet, fromClient ? keys.client() : keys.server()));
  }

  /**
   * The sample for header protection starts 4 bytes after the packet number (RFC 9001 section
   * 5.4.2).
   */
  private static boolean complete(byte[] datagram, LongPacket packet) {
    return packet.end() <= datagram.length
        && packet.end() - packet.packetNumberOffset() >= 4 + TAG_BYTES;
  }

  private InitialPayload open(byte[] datagram, LongPacket packet, InitialKeys keys) {
    int numberAt = packet.packetNumberOffset();
    Aes128.encrypt(
        keys.headerProtection,
        word(datagram, numberAt + 4),
        word(datagram, numberAt + 8),
        word(datagram, numberAt + 12),
        word(datagram, numberAt + 16),
        block);
    int mask = block[0] >>> 24;
    int first = datagram[packet.start()] ^ mask & 0x0f;
    int numberBytes = (first & 3) + 1;
    int headerBytes = numberAt + numberBytes - packet.start();
    if (header.length < headerBytes) {
      header = new byte[headerBytes];
    }
    System.arraycopy(datagram, packet.start(), header, 0, headerBytes);
    header[0] = (byte) first;
    int number = 0;
    for (int i = 0; i < numberBytes; i++) {
      int shift = 16 - 8 * i;
      int m = shift >= 0 ? block[0] >>> shift : block[1] >>> 24;
      int at = headerBytes - numberBytes + i;
      header[at] ^= (byte) m;
      number = number << 8 | header[at] & 0xff;
    }
    // Packet numbers of Initial packets are small, so the truncated one is taken for the whole.
    int n0 = keys.iv0;
    int n1 = keys.iv1;
    int n2 = keys.iv2 ^ number;
    int text = numberAt + numberBytes;
    int textBytes = packet.end() - TAG_BYTES - text;
    if (!authentic(datagram, headerBytes, text, textBytes, keys, n0, n1, n2)) {
      return null;
    }
    return new InitialPayload(datagram, text, textBytes, keys.key, n0, n1, n2);
  }

  private boolean authentic(
      byte[] datagram,
      int headerBytes,
      int text,
      int textBytes,
      InitialKeys keys,
      int n0,
      int n1,
      int n2) {
    Aes128.encrypt(keys.key, 0, 0, 0, 0, block);
    ghash.init(block[0], block[1], block[2], block[3]);
    ghash.update(header, 0, headerBytes);
    ghash.update(datagram, text, textBytes);
    ghash.finish(headerBytes, textBytes);
    Aes128.encrypt(keys.key, n0, n1, n2, 1, block);
    int tag = text + textBytes;
    return word(datagram, tag) == (block[0] ^ (int) (ghash.high() >>> 32))
        && word(datagram, tag + 4) == (block[1] ^ (int) ghash.high())
        && word(datagram, tag + 8) == (block[2] ^ (int) (ghash.low() >>> 32))
        && word(datagram, tag + 12) == (block[3] ^ (int) ghash.low());
  }

  private static int word(byte[] b, int i) {
    return b[i] << 24 | (b[i + 1] & 0xff) << 16 | (b[i + 2] & 0xff) << 8 | b[i + 3] & 0xff;
  }
}
