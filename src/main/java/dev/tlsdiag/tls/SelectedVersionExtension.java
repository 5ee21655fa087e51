package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;

/**
 * {@code supported_versions} of a ServerHello or HelloRetryRequest: the version chosen (RFC 8446
 * section 4.2.1).
 */
public record SelectedVersionExtension(ProtocolVersion version) implements ExtensionBody {
  public SelectedVersionExtension {
    requireNonNull(version, "version is null");
  }

  static SelectedVersionExtension parse(WireReader body) throws MalformedMessageException {
    return new SelectedVersionExtension(ProtocolVersion.of(body.u16("selected_version")));
  }

  @Override
  public String summary() {
    return version.name();
  }
}
