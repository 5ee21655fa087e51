package dev.tlsdiag.proxy.record;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * An output that a thread of its own writes.
 *
 * @param <T> what is handed to that thread
 */
abstract class WrittenOutput<T> implements Output {
  private final String name;
  private final String unit;
  final WriterThread<T> writer;

  WrittenOutput(String name, String unit, WriterThread<T> writer) {
    this.name = requireNonNull(name, "name is null");
    this.unit = requireNonNull(unit, "unit is null");
    this.writer = requireNonNull(writer, "writer is null");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String unit() {
    return unit;
  }

  @Override
  public void finish(Duration patience) {
    writer.finish(patience);
  }

  @Override
  public long lost() {
    return writer.dropped();
  }

  @Override
  public Optional<IOException> problem() {
    return writer.failure();
  }
}
