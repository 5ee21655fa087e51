package dev.tlsdiag.proxy.record;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.track.WireEvents;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The keys of the proxy's TLS, appended to the file that SSLKEYLOGFILE names. */
public final class KeyLogFile extends WrittenOutput<String> implements WireTaps {
  private static final int FULL = 1 << 13;
  private static final int OBJECT = 80;

  private KeyLogFile(String name, OutputStream out) {
    super(name, "keys", new WriterThread<>("keys", WriterThread.USUAL_CAPACITY, new Lines(out)));
  }

  /** Others can not read it where it is made here. */
  public static KeyLogFile open(Path file) throws IOException {
    FileChannel channel = RecordFile.append(file);
    return new KeyLogFile(file.toString(), Channels.newOutputStream(channel));
  }

  @Override
  public Optional<WireEvents> leg(
      long id, LegRecord.LegSide side, Endpoint client, Endpoint server) {
    return Optional.empty();
  }

  @Override
  public boolean wantsKeys() {
    return true;
  }

  @Override
  public void keyLogLine(String line) {
    writer.offer(line, OBJECT + line.length());
  }

  /** Whole lines in one write each, so that other programs can append to the file too. */
  private static final class Lines implements WriterThread.Drain<String> {
    private final OutputStream out;
    private final StringBuilder text = new StringBuilder();

    Lines(OutputStream out) {
      this.out = requireNonNull(out, "out is null");
    }

    @Override
    public boolean write(String line) throws IOException {
      text.append(line).append('\n');
      return text.length() >= FULL && flush() == 0;
    }

    @Override
    public long flush() throws IOException {
      out.write(text.toString().getBytes(StandardCharsets.US_ASCII));
      out.flush();
      text.setLength(0);
      return 0;
    }

    @Override
    public void close() throws IOException {
      try (out) {
        flush();
      }
    }
  }
}
