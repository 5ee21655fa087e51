package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;

/**
 * {@code key_share} of a HelloRetryRequest: the group a share is asked of (RFC 8446 section 4.2.8).
 */
public record SelectedGroupExtension(NamedGroup group) implements ExtensionBody {
  public SelectedGroupExtension {
    requireNonNull(group, "group is null");
  }

  static SelectedGroupExtension parse(WireReader body) throws MalformedMessageException {
    return new SelectedGroupExtension(NamedGroup.of(body.u16("selected_group")));
  }

  @Override
  public String summary() {
    return group.name();
  }
}
