package dev.tlsdiag.tls;

import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.util.List;

/**
 * {@code supported_groups} (RFC 8446 section 4.2.7).
 *
 * @param groups in wire order, with GREASE
 */
public record SupportedGroupsExtension(List<NamedGroup> groups) implements ExtensionBody {
  public SupportedGroupsExtension {
    groups = List.copyOf(groups);
  }

  static SupportedGroupsExtension parse(WireReader body) throws MalformedMessageException {
    return new SupportedGroupsExtension(
        Vectors.strictCodes(
            body.vector16(2, "named_group_list"), "named_group_list", NamedGroup::of));
  }

  @Override
  public String summary() {
    return Vectors.join(groups);
  }
}
