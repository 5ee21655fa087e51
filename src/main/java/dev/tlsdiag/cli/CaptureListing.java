package dev.tlsdiag.cli;

import dev.tlsdiag.capture.HandshakeListener;
import dev.tlsdiag.report.AddressNames;
import dev.tlsdiag.report.CaptureTally;
import dev.tlsdiag.report.HandshakeRenderer;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.trace.Handshake;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/**
 * What stands between a capture and a renderer: filters, counts, and gives names and progress where
 * they belong.
 */
final class CaptureListing implements HandshakeListener {
  private final HandshakeRenderer renderer;
  private final AddressNames names;
  private final Options options;
  private final PrintWriter err;
  private final ProgressLine progress;
  private final CaptureTally tally = new CaptureTally();
  private final Deque<Handshake> lastOnes = new ArrayDeque<>();
  private final List<Handshake> chosen = new ArrayList<>();
  private Predicate<Handshake> filter = handshake -> true;
  private Instant firstPacket = Instant.EPOCH;
  private String file = "";
  private Runnable onEnough = () -> {};
  private long seen;
  private long passed;

  /**
   * @param first how many at most, 0 for all
   * @param last how many of the end, 0 for all
   * @param names whether DNS answers name addresses
   * @param live whether rows must be out whenever the input pauses
   * @param keep whether {@link #chosen} is wanted
   */
  record Options(int first, int last, boolean names, boolean live, boolean keep) {}

  CaptureListing(
      HandshakeRenderer renderer,
      AddressNames names,
      Options options,
      PrintWriter err,
      ProgressLine progress) {
    this.renderer = renderer;
    this.names = names;
    this.options = options;
    this.err = err;
    this.progress = progress;
  }

  void select(Predicate<Handshake> wanted) {
    filter = wanted;
  }

  /** What to do when the first so many are there. */
  void whenEnough(Runnable action) {
    onEnough = action;
  }

  /** Of the file at hand. */
  Instant firstPacket() {
    return firstPacket;
  }

  @Override
  public void onFile(String file, Instant first) {
    firstPacket = first;
    renderer.startOfFile(first);
  }

  @Override
  public void onHandshake(Handshake handshake) {
    if (!handshake.file().equals(file)) {
      file = handshake.file();
      tally.startOfFile(file, handshake.number());
    }
    seen++;
    if (!filter.test(handshake) || options.first() > 0 && passed >= options.first()) {
      return;
    }
    passed++;
    if (passed == options.first()) {
      onEnough.run();
    }
    if (options.last() == 0) {
      render(handshake);
      return;
    }
    lastOnes.addLast(handshake);
    if (lastOnes.size() > options.last()) {
      lastOnes.removeFirst();
    }
  }

  private void render(Handshake handshake) {
    try {
      tally.add(handshake);
      if (options.keep()) {
        chosen.add(handshake);
      }
      renderer.render(handshake);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** After the last handshake: those that were held back. */
  void finish() {
    lastOnes.forEach(this::render);
    progress.wipe();
  }

  @Override
  public void onName(IpAddress address, String name) {
    if (options.names()) {
      names.answered(address, name);
    }
  }

  @Override
  public void onWarning(String file, String message) {
    progress.wipe();
    err.print("warning: " + Printable.escape(file + ": " + message) + "\n");
    err.flush();
  }

  @Override
  public void onProgress(String file, long bytesDone, long bytesTotal) {
    progress.show(file, bytesDone, bytesTotal);
  }

  @Override
  public void onIdle() {
    if (options.live()) {
      try {
        renderer.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  CaptureTally tally() {
    return tally;
  }

  /** The rows that were listed. */
  List<Handshake> chosen() {
    return chosen;
  }

  /** Rows before any filter. */
  long seen() {
    return seen;
  }

  /** Rows that the filters let through. */
  long passed() {
    return passed;
  }
}
