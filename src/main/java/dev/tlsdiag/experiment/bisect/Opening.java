package dev.tlsdiag.experiment.bisect;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.probe.Framing;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.Extensions;
import dev.tlsdiag.tls.HelloWriter;
import java.util.Optional;

/**
 * What a client begins with.
 *
 * @param name where the hello is from, for people: {@code curl-openssl-3.0}, {@code bad.pcap:3}
 */
public record Opening(String name, ClientHello hello, Framing framing) {
  private static final int EXTENSION_HEADER = 4;

  public Opening {
    requireNonNull(name, "name is null");
    requireNonNull(hello, "hello is null");
    requireNonNull(framing, "framing is null");
  }

  /** Bytes of the handshake message with its header of four. */
  public int size() {
    return HelloWriter.message(hello).length();
  }

  /** The smallest size it can be padded to, apart from its own. */
  int leastPadded() {
    Optional<Extension> padding = hello.extension(ExtensionType.PADDING);
    return size() - padding.map(p -> p.body().length()).orElse(-EXTENSION_HEADER);
  }

  /**
   * The same in this size, by the padding extension (RFC 7685); empty where it would have to be
   * smaller than it can be.
   */
  Optional<Opening> sized(int bytes) {
    if (bytes == size()) {
      return Optional.of(this);
    }
    int padding = bytes - leastPadded();
    return padding < 0
        ? Optional.empty()
        : Optional.of(new Opening(name, hello.with(Extensions.padding(padding)), framing));
  }
}
