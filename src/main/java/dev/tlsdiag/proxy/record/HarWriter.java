package dev.tlsdiag.proxy.record;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.RecordSink;
import dev.tlsdiag.proxy.core.RecordWeight;
import dev.tlsdiag.trace.Redaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An HTTP Archive (HAR 1.2): one entry a request, and one with method CONNECT for every connection,
 * whose {@code _tls} has what the proxy knows of it. Entries refer to connections by {@code
 * connection}.
 *
 * <p>Entries go to the file as they come; its end is written after them each time and overwritten
 * by the next, so that the file can be opened while the proxy runs and after it was killed.
 */
public final class HarWriter extends WrittenOutput<Object> implements RecordSink {
  private static final int FULL = 1 << 16;
  private static final byte[] END = "\n]}}\n".getBytes(StandardCharsets.US_ASCII);

  private HarWriter(String name, Entries entries) {
    super(name, "records", new WriterThread<>("har", WriterThread.USUAL_CAPACITY, entries));
  }

  /**
   * Replaces the file.
   *
   * @param version of tlsdiag
   */
  public static HarWriter open(Path file, String version, Redaction redaction) throws IOException {
    FileChannel channel = RecordFile.create(file);
    boolean seekable = Files.isRegularFile(file);
    return new HarWriter(file.toString(), new Entries(channel, seekable, version, redaction));
  }

  @Override
  public void onLeg(LegRecord leg) {
    writer.offer(leg, RecordWeight.of(leg));
  }

  @Override
  public void onExchange(ExchangeRecord exchange) {
    writer.offer(exchange, RecordWeight.of(exchange));
  }

  private static final class Entries implements WriterThread.Drain<Object> {
    private final FileChannel channel;
    private final boolean seekable;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream(FULL);
    private final HarEntry entry;
    private long end;
    private boolean any;

    Entries(FileChannel channel, boolean seekable, String version, Redaction redaction) {
      this.channel = requireNonNull(channel, "channel is null");
      this.seekable = seekable;
      entry = new HarEntry(text, redaction);
      String head =
          "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"tlsdiag\",\"version\":\""
              + version
              + "\"},\"entries\":[\n";
      text.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public boolean write(Object item) throws IOException {
      if (any) {
        text.writeBytes(new byte[] {',', '\n'});
      }
      any = true;
      if (item instanceof LegRecord leg) {
        entry.connection(leg);
      } else {
        entry.request((ExchangeRecord) item);
      }
      return text.size() >= FULL && flush() == 0;
    }

    @Override
    public long flush() throws IOException {
      if (seekable) {
        int entries = text.size();
        text.writeBytes(END);
        put(text.toByteArray(), end);
        end += entries;
      } else {
        put(text.toByteArray(), -1);
      }
      text.reset();
      return 0;
    }

    private void put(byte[] bytes, long position) throws IOException {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      if (position >= 0) {
        channel.position(position);
      }
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    }

    @Override
    public void close() throws IOException {
      try (channel) {
        if (!seekable) {
          text.writeBytes(END);
        }
        flush();
      }
    }
  }
}
