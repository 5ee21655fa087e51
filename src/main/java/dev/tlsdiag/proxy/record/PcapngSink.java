package dev.tlsdiag.proxy.record;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.pcap.PcapngWriter;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Redaction;
import dev.tlsdiag.track.WireEvents;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * The proxy's connections as a pcapng file that Wireshark opens decrypted: packets made up from
 * what the proxy read and wrote, and the keys of its TLS.
 *
 * <p>A reader needs keys before the packets they are for, and the proxy knows them only when it has
 * read those packets. So packets are held back for a moment, and keys are not.
 */
public final class PcapngSink extends WrittenOutput<Object> implements WireTaps {
  private static final int LINKTYPE_RAW = 101;
  private static final int FULL = 1 << 16;
  private static final int OBJECT = 120;

  private final Redaction redaction;

  /**
   * @param out closed at the end
   * @param redaction of what goes in the clear; what TLS carries is as it was, and so are its keys
   * @param application who writes it: {@code tlsdiag 1.0}
   * @param holdBack how long a packet waits for its keys
   */
  public PcapngSink(
      String name, OutputStream out, Redaction redaction, String application, Duration holdBack) {
    super(
        name,
        "packets",
        new WriterThread<>(
            "packets", WriterThread.USUAL_CAPACITY, new Blocks(out, application, holdBack)));
    this.redaction = requireNonNull(redaction, "redaction is null");
  }

  @Override
  public Optional<WireEvents> leg(
      long id, LegRecord.LegSide side, Endpoint client, Endpoint server) {
    String source =
        switch (side) {
          case DOWNSTREAM -> "client-proxy";
          case UPSTREAM -> "proxy-server";
        };
    return Optional.of(
        new PacketTape(
            source,
            client,
            server,
            redaction,
            packet -> writer.offer(packet, OBJECT + packet.payload.length)));
  }

  @Override
  public boolean wantsKeys() {
    return true;
  }

  @Override
  public void keyLogLine(String line) {
    writer.offer(line, OBJECT + line.length());
  }

  private static final class Blocks implements WriterThread.Drain<Object> {
    /** More than this is not held back, keys or not. */
    private static final long MOST_HELD = 16L << 20;

    private final OutputStream out;
    private final long holdNanos;
    private final PcapngWriter blocks = new PcapngWriter();
    private final ByteBuffer buffer = ByteBuffer.allocate(4 * FULL);
    private final ArrayDeque<PacketTape.Packet> held = new ArrayDeque<>();
    private final ArrayDeque<Long> heldSince = new ArrayDeque<>();
    private long heldBytes;

    Blocks(OutputStream out, String application, Duration holdBack) {
      this.out = requireNonNull(out, "out is null");
      holdNanos = holdBack.toNanos();
      buffer.put(blocks.sectionHeader(application));
    }

    @Override
    public boolean write(Object item) throws IOException {
      if (item instanceof String line) {
        byte[] text = (line + "\n").getBytes(StandardCharsets.US_ASCII);
        put(blocks.secrets(PcapngWriter.TLS_KEY_LOG, text));
      } else {
        PacketTape.Packet packet = (PacketTape.Packet) item;
        held.add(packet);
        heldSince.add(System.nanoTime());
        heldBytes += packet.payload.length;
      }
      release(false);
      return false;
    }

    private void release(boolean all) throws IOException {
      long now = System.nanoTime();
      while (!held.isEmpty()
          && (all || heldBytes > MOST_HELD || now - heldSince.peek() >= holdNanos)) {
        PacketTape.Packet packet = held.poll();
        heldSince.poll();
        heldBytes -= packet.payload.length;
        ByteBuffer bytes =
            packet.tape.packets.packet(
                packet.from,
                packet.sequence,
                packet.acknowledgment,
                packet.flags,
                packet.payload,
                0,
                packet.payload.length);
        int length = bytes.remaining();
        put(
            blocks.packet(
                packet.tape.source, LINKTYPE_RAW, packet.nanos, bytes, 0, length, length, ""));
      }
    }

    private void put(byte[] block) throws IOException {
      if (block.length > buffer.remaining()) {
        drain();
      }
      buffer.put(block);
    }

    private void drain() throws IOException {
      out.write(buffer.array(), 0, buffer.position());
      buffer.clear();
    }

    @Override
    public long flush() throws IOException {
      release(false);
      drain();
      out.flush();
      return held.isEmpty() ? 0 : holdNanos;
    }

    @Override
    public void close() throws IOException {
      try (out) {
        release(true);
        drain();
        out.flush();
      }
    }
  }
}
