package dev.tlsdiag.x509;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.IpAddress;
import java.net.IDN;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * A name that a certificate is for, or that one is asked for: a DNS name or an IP address (RFC 9525
 * section 2).
 *
 * @param value canonical: a DNS name in lower case without trailing dot, an address as RFC 5952
 *     writes it
 */
public record SubjectName(Kind kind, String value) {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;
  private static final int MAX_NAME = 253;

  /** The types of subjectAltName that name servers here (RFC 5280 section 4.2.1.6). */
  public enum Kind {
    DNS,
    IP
  }

  public SubjectName {
    requireNonNull(kind, "kind is null");
    requireNonNull(value, "value is null");
  }

  /**
   * A name to put into a certificate; a wildcard may be its whole first label.
   *
   * @throws IllegalArgumentException where no certificate can be for it; the message says why
   */
  public static SubjectName parse(String given) {
    SubjectName name = reference(given);
    if (name.kind == Kind.DNS) {
      requireDnsName(name.value, given);
    }
    return name;
  }

  /** A name as somebody asked for it, whatever it is; an address may stand in brackets. */
  public static SubjectName reference(String given) {
    String bare =
        given.startsWith("[") && given.endsWith("]")
            ? given.substring(1, given.length() - 1)
            : given;
    try {
      return new SubjectName(Kind.IP, IpAddress.parse(bare).toString());
    } catch (IllegalArgumentException e) {
      return new SubjectName(Kind.DNS, canonical(given));
    }
  }

  /** The DNS names and addresses of subjectAltName, in their order; empty where it has none. */
  public static List<SubjectName> of(X509Certificate certificate) {
    List<SubjectName> names = new ArrayList<>();
    try {
      Collection<List<?>> entries = certificate.getSubjectAlternativeNames();
      for (List<?> entry : entries == null ? List.<List<?>>of() : entries) {
        int type = (Integer) entry.get(0);
        if (type == DNS_NAME) {
          names.add(new SubjectName(Kind.DNS, canonical((String) entry.get(1))));
        } else if (type == IP_ADDRESS) {
          names.add(reference((String) entry.get(1)));
        }
      }
    } catch (CertificateParsingException e) {
      return List.of(); // no verifier finds a name there
    }
    return names;
  }

  /**
   * Whether this name of a certificate is for that one (RFC 9525 section 6.3): addresses equal
   * addresses, and {@code *} as whole first label stands for exactly one label.
   */
  public boolean covers(SubjectName reference) {
    if (kind != reference.kind) {
      return false;
    }
    if (kind == Kind.IP || !value.startsWith("*.")) {
      return value.equals(reference.value);
    }
    int dot = reference.value.indexOf('.');
    return dot > 0 && reference.value.substring(dot).equals(value.substring(1));
  }

  @Override
  public String toString() {
    return value;
  }

  private static String canonical(String given) {
    String name = given.endsWith(".") ? given.substring(0, given.length() - 1) : given;
    if (!name.chars().allMatch(c -> c < 0x80)) {
      try {
        return IDN.toASCII(name).toLowerCase(Locale.ROOT);
      } catch (RuntimeException e) { // not only the documented one
        return name; // no certificate is for it
      }
    }
    return name.toLowerCase(Locale.ROOT);
  }

  private static void requireDnsName(String name, String given) {
    String problem = null;
    if (name.isEmpty()) {
      problem = "is empty";
    } else if (name.length() > MAX_NAME) {
      problem = "is longer than 253 characters";
    }
    String[] labels = name.split("\\.", -1);
    for (int i = 0; i < labels.length && problem == null; i++) {
      boolean wildcard = i == 0 && labels.length > 1 && labels[i].equals("*");
      if (!wildcard && !labels[i].matches("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")) {
        problem = "has the label '" + labels[i] + "', which no DNS name may have";
      }
    }
    if (labels.length > 1 && labels[labels.length - 1].matches("[0-9]+")) {
      problem = "ends like an IP address and is none";
    }
    if (problem != null) {
      throw new IllegalArgumentException("'" + given + "' " + problem);
    }
  }
}
