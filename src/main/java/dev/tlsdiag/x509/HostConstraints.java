package dev.tlsdiag.x509;

import dev.tlsdiag.tcp.IpAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;

/** The name constraints of an authority for some hosts only (RFC 5280 section 4.2.1.10). */
final class HostConstraints {
  /** A domain that never exists (RFC 6761 section 6.4): permits no DNS name that anybody has. */
  private static final String NO_DOMAIN = "invalid";

  private HostConstraints() {}

  /**
   * Permits these hosts only. A type of name is free where no subtree speaks of it, so the type
   * that no host has is shut explicitly: addresses by excluding them all, DNS names by permitting a
   * domain that does not exist, because not every verifier can read an empty excluded name.
   *
   * @param hosts at least one; see {@link AuthoritySpec#permittedHosts}
   */
  static NameConstraints of(List<String> hosts) {
    List<GeneralSubtree> permitted = new ArrayList<>();
    List<GeneralSubtree> excluded = new ArrayList<>();
    boolean names = false;
    boolean addresses4 = false;
    boolean addresses6 = false;
    for (String host : hosts) {
      SubjectName name = base(host);
      boolean v6 = name.value().indexOf(':') >= 0;
      names |= name.kind() == SubjectName.Kind.DNS;
      addresses4 |= name.kind() == SubjectName.Kind.IP && !v6;
      addresses6 |= name.kind() == SubjectName.Kind.IP && v6;
      permitted.add(subtree(name, prefixBits(host, name)));
    }
    if (!names) {
      permitted.add(new GeneralSubtree(new GeneralName(GeneralName.dNSName, NO_DOMAIN)));
    }
    if (!addresses4) {
      excluded.add(new GeneralSubtree(network(IpAddress.v4(0), 0)));
    }
    if (!addresses6) {
      excluded.add(new GeneralSubtree(network(IpAddress.v6(0, 0), 0)));
    }
    return new NameConstraints(
        permitted.toArray(GeneralSubtree[]::new), excluded.toArray(GeneralSubtree[]::new));
  }

  private static SubjectName base(String host) {
    int slash = host.indexOf('/');
    SubjectName name = SubjectName.parse(slash < 0 ? host : host.substring(0, slash));
    if (slash >= 0 && name.kind() == SubjectName.Kind.DNS) {
      throw new IllegalArgumentException("'" + host + "' is no network: no address before '/'");
    }
    return name.value().startsWith("*.")
        ? new SubjectName(name.kind(), name.value().substring(2))
        : name;
  }

  private static int prefixBits(String host, SubjectName name) {
    int most = name.value().indexOf(':') >= 0 ? 128 : 32;
    int slash = host.indexOf('/');
    String given = slash < 0 ? "" + most : host.substring(slash + 1);
    if (!given.matches("[0-9]{1,3}") || Integer.parseInt(given) > most) {
      throw new IllegalArgumentException("'" + host + "' has no prefix length of 0 to " + most);
    }
    return Integer.parseInt(given);
  }

  private static GeneralSubtree subtree(SubjectName name, int prefixBits) {
    return new GeneralSubtree(
        switch (name.kind()) {
          case DNS -> new GeneralName(GeneralName.dNSName, name.value());
          case IP -> network(IpAddress.parse(name.value()), prefixBits);
        });
  }

  /** The address, then its mask, in 8 or 32 octets. */
  private static GeneralName network(IpAddress address, int prefixBits) {
    int length = address.v6() ? Long.BYTES * 2 : Integer.BYTES;
    ByteBuffer given = ByteBuffer.allocate(length);
    if (address.v6()) {
      given.putLong(address.high()).putLong(address.low());
    } else {
      given.putInt((int) address.low());
    }
    ByteBuffer octets = ByteBuffer.allocate(2 * length);
    for (int i = 0; i < length; i++) {
      int bits = Math.max(0, Math.min(Byte.SIZE, prefixBits - Byte.SIZE * i));
      byte mask = (byte) (0xff00 >> bits);
      octets.put(i, (byte) (given.get(i) & mask)); // 10.1.2.3/8 is 10.0.0.0/8
      octets.put(length + i, mask);
    }
    return new GeneralName(GeneralName.iPAddress, new DEROctetString(octets.array()));
  }
}
