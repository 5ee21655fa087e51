package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One difference between two ClientHellos, which can be made alone.
 *
 * @param field what part of the hello it changes
 * @param change what it does to it
 * @param items what is added, removed or moved, each by a name that is unique within its list
 * @param text in words, from the first hello to the second: {@code extension padding added}
 */
public record HelloEdit(Field field, Change change, List<String> items, String text) {
  /** The most suspect first: in this order they are tried. */
  public enum Field {
    SERVER_NAME,
    VERSIONS,
    ALPN,
    EXTENSION,
    EXTENSION_BODY,
    GROUPS,
    KEY_SHARES,
    SIGNATURE_ALGORITHMS,
    CIPHER_SUITES,
    COMPRESSION,
    LEGACY_VERSION,
    SESSION_ID,
    GREASE_VALUES
  }

  /** What is done. */
  public enum Change {
    ADD,
    REMOVE,
    REPLACE,
    MOVE
  }

  public HelloEdit {
    requireNonNull(field, "field is null");
    requireNonNull(change, "change is null");
    items = List.copyOf(items);
    requireNonNull(text, "text is null");
  }

  /** Whether it is about a value that only keeps servers tolerant (RFC 8701). */
  public boolean isGrease() {
    return field == Field.GREASE_VALUES
        || items.stream().anyMatch(item -> item.startsWith(WireCode.GREASE));
  }

  @Override
  public String toString() {
    return text;
  }
}
