package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

/**
 * A field of a message and its place. A row that is followed by deeper ones stands for all of them,
 * and they fill it without a hole.
 *
 * @param offset of its first byte, from the start of the message
 * @param length in bytes; 0 where the field is there and empty
 * @param depth 0 for the message
 * @param label the RFC's name of the field
 * @param value as text, not escaped; may be empty
 */
public record OutlineRow(int offset, int length, int depth, String label, String value) {
  public OutlineRow {
    requireNonNull(label, "label is null");
    requireNonNull(value, "value is null");
  }
}
