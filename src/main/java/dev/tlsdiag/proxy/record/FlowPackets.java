package dev.tlsdiag.proxy.record;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.pcap.PcapngWriter;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Redaction;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.track.WireEvents;
import dev.tlsdiag.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The first packets of each of the proxy's last connections, in memory: so many bytes of each, and
 * so many of all. The oldest connections go first. A connection's packets as a pcapng file can be
 * had while it lasts.
 */
public final class FlowPackets implements WireTaps {
  public static final long USUAL_BYTES = 32L << 20;

  private static final int EACH = 256 << 10;
  private static final int OBJECT = 120;
  private static final int MOST_KEYS = 20_000;
  private static final int LINKTYPE_RAW = 101;

  private final long most;
  private final Redaction redaction;
  private final String application;

  // Guarded by this.
  private final Map<Long, Taped> legs = new LinkedHashMap<>();
  private final Map<String, List<String>> keys =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<String>> eldest) {
          return size() > MOST_KEYS;
        }
      };
  private long bytes;

  /**
   * @param most bytes that all packets may take
   * @param redaction of what goes in the clear; where it is active no keys are kept either
   * @param application who writes the files: {@code tlsdiag 1.0}
   */
  public FlowPackets(long most, Redaction redaction, String application) {
    this.most = most;
    this.redaction = requireNonNull(redaction, "redaction is null");
    this.application = requireNonNull(application, "application is null");
  }

  @Override
  public Optional<WireEvents> leg(
      long id, LegRecord.LegSide side, Endpoint client, Endpoint server) {
    String source =
        switch (side) {
          case DOWNSTREAM -> "client-proxy";
          case UPSTREAM -> "proxy-server";
        };
    Taped taped = new Taped(source, client, server);
    synchronized (this) {
      legs.put(id, taped);
    }
    return Optional.of(taped);
  }

  @Override
  public boolean wantsKeys() {
    return !redaction.active();
  }

  @Override
  public synchronized void keyLogLine(String line) {
    String[] words = line.split(" ", -1);
    if (words.length == 3) {
      keys.computeIfAbsent(words[1], random -> new ArrayList<>(5)).add(line);
    }
  }

  private synchronized void add(Taped taped, PacketTape.Packet packet) {
    long weight = OBJECT + packet.payload.length;
    if (taped.gone) {
      return;
    }
    taped.packets.add(packet);
    taped.weight += weight;
    bytes += weight;
    var oldest = legs.entrySet().iterator();
    while (bytes > most && legs.size() > 1) {
      Taped first = oldest.next().getValue();
      oldest.remove();
      first.gone = true;
      bytes -= first.weight;
      first.packets.clear();
    }
  }

  /**
   * The packets of these connections as a pcapng file; empty where none of them is kept any more.
   *
   * @param ids as in {@link LegRecord#id}
   * @param randoms of their ClientHellos, for the keys
   */
  public synchronized Optional<byte[]> pcapng(List<Long> ids, List<Bytes> randoms) {
    List<PacketTape.Packet> packets =
        ids.stream()
            .filter(legs::containsKey)
            .flatMap(id -> legs.get(id).packets.stream())
            .sorted(Comparator.comparingLong(packet -> packet.nanos))
            .toList();
    if (packets.isEmpty()) {
      return Optional.empty();
    }
    PcapngWriter blocks = new PcapngWriter();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(blocks.sectionHeader(application));
    for (Bytes random : randoms) {
      for (String line : keys.getOrDefault(random.toHex(), List.of())) {
        byte[] text = (line + "\n").getBytes(StandardCharsets.US_ASCII);
        out.writeBytes(blocks.secrets(PcapngWriter.TLS_KEY_LOG, text));
      }
    }
    for (PacketTape.Packet packet : packets) {
      ByteBuffer frame =
          packet.tape.packets.packet(
              packet.from,
              packet.sequence,
              packet.acknowledgment,
              packet.flags,
              packet.payload,
              0,
              packet.payload.length);
      int length = frame.remaining();
      out.writeBytes(
          blocks.packet(
              packet.tape.source, LINKTYPE_RAW, packet.nanos, frame, 0, length, length, ""));
    }
    return Optional.of(out.toByteArray());
  }

  /** One connection: taped until there is enough of it, then only its end. */
  private final class Taped implements WireEvents {
    private final PacketTape tape;
    private final List<PacketTape.Packet> packets = new ArrayList<>();
    private long weight;
    private boolean gone;
    private int taped;

    Taped(String source, Endpoint client, Endpoint server) {
      tape = new PacketTape(source, client, server, redaction, packet -> add(this, packet));
    }

    @Override
    public void connecting(long nanos) {
      tape.connecting(nanos);
    }

    @Override
    public void connected(long nanos) {
      tape.connected(nanos);
    }

    @Override
    public void refused(long nanos) {
      tape.refused(nanos);
    }

    @Override
    public void bytes(Side from, ByteBuffer bytes, long nanos) {
      if (taped > EACH) {
        tape.skipped(from, bytes.remaining());
        return;
      }
      taped += bytes.remaining();
      tape.bytes(from, bytes, nanos);
    }

    @Override
    public void acknowledged(Side by, long nanos) {
      if (taped <= EACH) {
        tape.acknowledged(by, nanos);
      }
    }

    @Override
    public void closed(Side by, long nanos) {
      tape.closed(by, nanos);
    }

    @Override
    public void reset(Side by, long nanos) {
      tape.reset(by, nanos);
    }
  }
}
