package dev.tlsdiag.pile;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/** A document whose beginning was looked at; its bytes can be read once. */
final class Document {
  private final String name;
  private final byte[] head;
  private final InputStream rest;

  private Document(String name, byte[] head, InputStream rest) {
    this.name = requireNonNull(name, "name is null");
    this.head = head;
    this.rest = requireNonNull(rest, "rest is null");
  }

  /** Reads the beginning of {@code in}, which belongs to the caller. */
  static Document of(String name, InputStream in) throws IOException {
    return new Document(name, in.readNBytes(Recognizer.HEAD_LENGTH), in);
  }

  String name() {
    return name;
  }

  byte[] head() {
    return head.clone();
  }

  DocumentKind kind() {
    return Recognizer.recognise(name, head);
  }

  /** All of it, the beginning included. */
  InputStream bytes() {
    return new SequenceInputStream(new ByteArrayInputStream(head), rest);
  }
}
