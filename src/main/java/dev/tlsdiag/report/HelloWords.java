package dev.tlsdiag.report;

import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.tls.WireCode;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Transport;
import java.util.List;
import java.util.Optional;

/** What the columns of a list say about the two hellos; the text is ASCII and escaped. */
final class HelloWords {
  private static final int ALPN_SHOWN = 12;

  /** Names longer than any that DNS allows are cut, with their length. */
  private static final int LONGEST_NAME = 255;

  private static final int LONG_NAME_SHOWN = 24;

  private HelloWords() {}

  /** How a ClientHello names the server. */
  enum ServerName {
    /** It has a host_name that is a name. */
    NAMED(""),
    /**
     * A host_name that no server can know: an IP literal, a dot at the end, characters outside DNS.
     */
    ODD(""),
    ABSENT("NO SNI"),
    /** The extension is there with an empty host_name. */
    EMPTY("EMPTY SNI"),
    /** The extension is there and has no host_name that can be read. */
    BROKEN("BROKEN SNI"),
    /** The ClientHello could not be read. */
    UNREADABLE("UNREADABLE"),
    /** There was no ClientHello. */
    NO_HELLO("");

    private final String words;

    ServerName(String words) {
      this.words = words;
    }

    /** In place of a name; with a blank or without, no escaped name looks like it. */
    String words() {
      return words;
    }

    /** Whether the server gets no name to choose by. */
    boolean missing() {
      return this == ABSENT || this == EMPTY || this == BROKEN;
    }

    static ServerName of(Handshake handshake) {
      Optional<SentHello> sent = handshake.sent();
      if (sent.isEmpty()) {
        return handshake.helloProblem().isPresent() ? UNREADABLE : NO_HELLO;
      }
      ClientHello hello = sent.get().hello();
      Optional<String> name = hello.serverName();
      if (name.isPresent()) {
        return name.get().isEmpty() ? EMPTY : isOdd(name.get()) ? ODD : NAMED;
      }
      return hello.hasExtension(ExtensionType.SERVER_NAME) ? BROKEN : ABSENT;
    }

    private static boolean isOdd(String name) {
      boolean letter = false;
      for (int i = 0; i < name.length(); i++) {
        char c = name.charAt(i);
        boolean digit = c >= '0' && c <= '9';
        letter |= c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
        if (!digit && c != '.' && c != '-' && c != '_' && !Character.isLetter(c) || c > '~') {
          return true; // RFC 6066 section 3: ASCII, A-labels for others; a colon is IPv6
        }
      }
      return !letter || name.charAt(name.length() - 1) == '.';
    }
  }

  /**
   * As {@link #shortName}; an address, which RFC 6066 section 3 forbids, is called one; no escaped
   * name has a blank.
   */
  static String shownName(String name, String ellipsis) {
    String shown = shortName(name, ellipsis);
    return HostName.isAddress(name) && name.matches("[0-9A-Fa-f:.]+") ? "IP " + shown : shown;
  }

  /** The name escaped; of one that no DNS could have, the beginning and the length. */
  static String shortName(String name, String ellipsis) {
    if (name.length() <= LONGEST_NAME) {
      return Printable.name(name);
    }
    return Printable.name(name.substring(0, LONG_NAME_SHOWN))
        + ellipsis
        + " ("
        + name.length()
        + " bytes)";
  }

  /** {@code 1.3} of {@code 1.3→1.2}: the highest version offered; empty without a hello. */
  static String offered(Handshake handshake) {
    return handshake
        .sent()
        .map(s -> s.hello().maxVersion(handshake.transport() == Transport.DTLS))
        .map(HelloWords::version)
        .orElse("");
  }

  /** The version the server chose; empty where it did not. */
  static String chosen(Handshake handshake) {
    return handshake.serverHello().map(s -> version(s.version())).orElse("");
  }

  private static String version(ProtocolVersion version) {
    return switch (version.code()) {
      case 0x0304, 0xfefc -> "1.3";
      case 0x0303, 0xfefd -> "1.2";
      case 0x0302 -> "1.1";
      case 0x0301, 0xfeff, 0x0100 -> "1.0";
      case 0x0300 -> "SSL3";
      case 0x0002 -> "SSL2";
      default -> version.name().startsWith("TLS 1.3 ") ? "1.3d" : version.hex();
    };
  }

  /**
   * The ALPN protocol chosen, {@code h2}; the first one offered with a question mark, {@code h2?},
   * where the choice is encrypted (TLS 1.3) or never came; empty where none was offered or chosen.
   */
  static String alpn(Handshake handshake) {
    if (handshake.serverHello().isPresent()) {
      Optional<String> chosen = handshake.serverHello().get().alpnProtocol();
      if (chosen.isPresent()) {
        return shortProtocol(chosen.get());
      }
      if (!encryptsAlpn(handshake)) {
        return "";
      }
    }
    List<String> offered = handshake.sent().map(s -> s.hello().alpnProtocols()).orElse(List.of());
    for (String protocol : offered) {
      if (!WireCode.isGrease(protocol)) {
        return shortProtocol(protocol) + "?";
      }
    }
    return "";
  }

  private static boolean encryptsAlpn(Handshake handshake) {
    ProtocolVersion version = handshake.serverHello().get().version();
    return version.isNewerThan(
        handshake.transport() == Transport.DTLS
            ? ProtocolVersion.DTLS_1_2
            : ProtocolVersion.TLS_1_2);
  }

  /** {@code h1} for {@code http/1.1}; escaped. */
  static String shortProtocol(String protocol) {
    return switch (protocol) {
      case "http/1.1" -> "h1";
      case "http/1.0" -> "h1.0";
      default -> Printable.cut(Printable.name(protocol), ALPN_SHOWN, "...");
    };
  }

  /** {@code tls}, {@code dtls} or {@code quic}. */
  static String protocol(Transport transport) {
    return switch (transport) {
      case TCP -> "tls";
      case DTLS -> "dtls";
      case QUIC -> "quic";
    };
  }
}
