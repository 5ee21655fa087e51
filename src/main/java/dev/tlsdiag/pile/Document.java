package dev.tlsdiag.pile;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** A document whose beginning was looked at; its bytes can be read once. */
final class Document {
  private final String name;
  private final byte[] head;
  private final InputStream rest;
  private final Instant written;
  private Optional<Path> file = Optional.empty();

  private Document(String name, byte[] head, InputStream rest, Instant written) {
    this.name = requireNonNull(name, "name is null");
    this.head = head;
    this.rest = requireNonNull(rest, "rest is null");
    this.written = requireNonNull(written, "written is null");
  }

  /**
   * Reads the beginning of {@code in}, which belongs to the caller.
   *
   * @param written when it was last written to: what it tells of is older
   */
  static Document of(String name, InputStream in, Instant written) throws IOException {
    InputStream text = Encoding.decoded(in);
    return new Document(name, text.readNBytes(Recognizer.HEAD_LENGTH), text, written);
  }

  /** The same, which is all of this file. */
  Document in(Path newFile) {
    file = Optional.of(newFile);
    return this;
  }

  /** The file that it is all of, where it is one. */
  Optional<Path> file() {
    return file;
  }

  /** When it was last written to. */
  Instant written() {
    return written;
  }

  String name() {
    return name;
  }

  byte[] head() {
    return head.clone();
  }

  /** The beginning as a text. */
  String headText() {
    return new String(head, StandardCharsets.UTF_8);
  }

  DocumentKind kind() {
    return Recognizer.recognise(name, head);
  }

  /** All of it, the beginning included. */
  InputStream bytes() {
    return new SequenceInputStream(new ByteArrayInputStream(head), rest);
  }
}
