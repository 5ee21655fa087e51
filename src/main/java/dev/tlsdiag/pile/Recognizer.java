package dev.tlsdiag.pile;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Tells by its first bytes what a document is. Computes on values. */
public final class Recognizer {
  /** So many bytes are enough to tell. */
  public static final int HEAD_LENGTH = 64 << 10;

  /** A mitmproxy flow is a tnetstring of a dictionary with such keys. */
  private static final Pattern FLOW =
      Pattern.compile("\\d{1,10}:\\d{1,4}:[a-z_]+[,;].*", Pattern.DOTALL);

  private static final Pattern PEM =
      Pattern.compile("(?m)^-----BEGIN (?:TRUSTED |X509 )?(?:CERTIFICATE|PKCS7|CMS)-----");

  private static final Pattern ANY_PEM = Pattern.compile("(?m)^-----BEGIN [A-Z0-9 ]+-----");

  /** Of a resource, alone or in a list; that of an object that it refers to stands deeper. */
  private static final Pattern KIND = Pattern.compile("(?m)^(?:- |  )?kind: *[\"']?([A-Za-z]+)");

  private Recognizer() {}

  /**
   * What a document is.
   *
   * @param name its last part decides only where the content fits several kinds
   * @param head the beginning of its bytes, {@link #HEAD_LENGTH} at most; not changed
   */
  public static DocumentKind recognise(String name, byte[] head) {
    if (head.length == 0) {
      return DocumentKind.EMPTY;
    }
    return magic(head).orElseGet(() -> text(name, head));
  }

  private static Optional<DocumentKind> magic(byte[] head) {
    if (ArchiveFormat.of(head).isPresent()) {
      return Optional.of(DocumentKind.ARCHIVE);
    }
    if (head.length >= 4) {
      DocumentKind capture =
          switch (ByteBuffer.wrap(head).getInt()) {
            case 0xa1b2c3d4,
                0xa1b23c4d,
                0xa1b2cd34,
                0x1c0001ac,
                0x1c0001ab,
                0xd4c3b2a1,
                0x4d3cb2a1,
                0x34cdb2a1,
                0xac01001c,
                0xab01001c ->
                DocumentKind.PCAP;
            case 0x0a0d0d0a -> DocumentKind.PCAPNG;
            case 0xfeedfeed, 0xcececece -> DocumentKind.CERTIFICATES; // JKS, JCEKS
            default -> null;
          };
      if (capture != null) {
        return Optional.of(capture);
      }
      // A SEQUENCE with two or three bytes of length: a certificate or PKCS#12 in DER (X.690 8.1)
      if (head[0] == 0x30 && (head[1] == (byte) 0x82 || head[1] == (byte) 0x83)) {
        return Optional.of(DocumentKind.CERTIFICATES);
      }
    }
    return Optional.empty();
  }

  private static DocumentKind text(String name, byte[] head) {
    String text = new String(head, StandardCharsets.UTF_8);
    if (text.startsWith("\ufeff")) {
      text = text.substring(1);
    }
    if (FLOW.matcher(text).lookingAt() && text.length() > 20) {
      return DocumentKind.MITMPROXY_FLOWS; // holds bodies, so it need not look like a text
    }
    if (!looksLikeText(text)) {
      return DocumentKind.UNKNOWN;
    }
    if (text.isBlank()) {
      return head.length < HEAD_LENGTH ? DocumentKind.EMPTY : DocumentKind.UNKNOWN;
    }
    char first = text.stripLeading().charAt(0);
    if (first == '{' || first == '[') {
      Optional<DocumentKind> json =
          JsonShape.of(text.getBytes(StandardCharsets.UTF_8)).flatMap(JsonShape::kind);
      if (json.isPresent()) {
        return json.get();
      }
    }
    Optional<DocumentKind> voted = TextVotes.of(text);
    if (voted.isPresent()) {
      boolean events = voted.get() == DocumentKind.MANIFESTS && onlyEvents(text);
      return events ? DocumentKind.KUBERNETES_EVENTS : voted.get();
    }
    if (PEM.matcher(text).find()) {
      return DocumentKind.CERTIFICATES;
    }
    return ANY_PEM.matcher(text).find() ? DocumentKind.CERTIFICATES : byName(name);
  }

  private static boolean onlyEvents(String yaml) {
    Set<String> kinds =
        KIND.matcher(yaml).results().map(m -> m.group(1)).collect(Collectors.toSet());
    kinds.removeAll(Set.of("List", "EventList"));
    return kinds.equals(Set.of("Event"));
  }

  /** A log without a line of its kind in its beginning. */
  private static DocumentKind byName(String name) {
    String last =
        name.substring(name.replace('\\', '/').lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    if (last.startsWith("hubble-flows") && last.contains(".json")) {
      return DocumentKind.HUBBLE_FLOWS;
    }
    return DocumentKind.TEXT;
  }

  /** A text has hardly any control characters, and what is no UTF-8 is rare in it. */
  private static boolean looksLikeText(String text) {
    int odd = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean control = c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != 0x1b && c != '\f';
      if (c == 0) {
        return false;
      }
      odd += control || c == 0x7f || c == '\ufffd' ? 1 : 0;
    }
    return odd * 20 <= text.length();
  }
}
