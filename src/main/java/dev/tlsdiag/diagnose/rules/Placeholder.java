package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.ServerChain;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Certificates that products make for themselves, to have one at all. */
enum Placeholder {
  INGRESS_NGINX("ingress-nginx", "Kubernetes Ingress Controller Fake Certificate"),
  TRAEFIK("Traefik", "TRAEFIK DEFAULT CERT"),
  GOOGLE("Google's front end, for hellos without a name", "invalid2\\.invalid"),
  CDN("a CDN", "(.*\\.)?sni-[0-9a-z]+-default\\..*|(.*\\.)?sni-[0-9a-z]+-default-.*"),
  FASTLY("Fastly", "default\\.ssl\\.fastly\\.net"),
  AKAMAI("Akamai", "a248\\.e\\.akamai\\.net"),
  PLESK("Plesk", "Plesk|Parallels Panel"),
  CPANEL("cPanel", "cPanel|cpanel(\\.localhost)?"),
  SNAKE_OIL("Debian or Apache", "(.*[^a-z])?snake ?oil.*|Snake Oil.*"),
  RED_HAT("Apache on Red Hat", "localhost\\.localdomain|SomeOrganization"),
  OPENSSL("whoever pressed Enter in openssl req", "Internet Widgits Pty Ltd|Default Company Ltd"),
  GO("Go's generate_cert", "Acme Co"),
  FORTINET("a FortiGate", "FortiGate|FGT[0-9A-Z]{10,}|FortiGate-Fortigate"),
  KONG("Kong", "kong default.*"),
  HAPROXY("the HAProxy ingress controller", "HAProxy Ingress.*|localhost\\.haproxy.*");

  private final String product;
  private final Pattern pattern;

  Placeholder(String product, String pattern) {
    this.product = product;
    this.pattern = Pattern.compile(pattern, Pattern.CASE_INSENSITIVE);
  }

  /** Whose it is, by the common name, the organisation or the names it is for. */
  static Optional<String> of(ServerChain chain) {
    String subject = chain.leaf().getSubjectX500Principal().getName("RFC1779");
    List<String> parts =
        Stream.concat(
                Pattern.compile(",\\s*").splitAsStream(subject).map(Placeholder::value),
                chain.names().alternativeNames().stream())
            .toList();
    for (Placeholder each : values()) {
      if (parts.stream().anyMatch(part -> each.pattern.matcher(part).matches())) {
        return Optional.of(each.product);
      }
    }
    return Optional.empty();
  }

  /** Of {@code CN=name} the name. */
  private static String value(String part) {
    return part.substring(part.indexOf('=') + 1).replace("\"", "").strip();
  }
}
