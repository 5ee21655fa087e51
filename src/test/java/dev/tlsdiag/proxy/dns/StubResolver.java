package dev.tlsdiag.proxy.dns;

import dev.tlsdiag.tcp.Endpoint;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/** A resolver on loopback, over UDP and TCP. */
public final class StubResolver implements Closeable {
  /** How many queries came. */
  public final AtomicInteger asked = new AtomicInteger();

  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final Answers answers;

  /** What it says. */
  public interface Answers {
    /**
     * Completes an answer that has the question.
     *
     * @return its bytes; empty for none
     */
    Optional<byte[]> answer(Message answer, boolean overTcp) throws IOException;
  }

  public StubResolver(Answers answers) throws IOException {
    this(answers, 0);
  }

  /** On this port of all addresses of the host, 0 for any free one of loopback. */
  public StubResolver(Answers answers, int port) throws IOException {
    this.answers = answers;
    InetAddress host = port == 0 ? InetAddress.getLoopbackAddress() : InetAddress.getByName("::");
    DnsSockets sockets = DnsSockets.bind(host, port);
    udp = sockets.udp();
    tcp = sockets.tcp();
    start(this::datagrams);
    start(this::connections);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
  }

  public Endpoint address() {
    return new Endpoint("127.0.0.1", udp.getLocalPort());
  }

  private Optional<byte[]> answer(byte[] query, boolean overTcp) throws IOException {
    asked.incrementAndGet();
    Message asking = new Message(query);
    Message answer = new Message(asking.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setFlag(Flags.RA);
    answer.addRecord(asking.getQuestion(), Section.QUESTION);
    return answers.answer(answer, overTcp);
  }

  private void datagrams() {
    byte[] buffer = new byte[65_535];
    while (!udp.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        udp.receive(packet);
        Optional<byte[]> answer = answer(Arrays.copyOf(buffer, packet.getLength()), false);
        if (answer.isPresent()) {
          udp.send(
              new DatagramPacket(answer.get(), answer.get().length, packet.getSocketAddress()));
        }
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void connections() {
    while (!tcp.isClosed()) {
      try (Socket client = tcp.accept()) {
        DataInputStream in = new DataInputStream(client.getInputStream());
        Optional<byte[]> answer = answer(in.readNBytes(in.readUnsignedShort()), true);
        if (answer.isPresent()) {
          Resolver.send(client.getOutputStream(), answer.get());
        }
      } catch (IOException e) {
        // closed
      }
    }
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }
}
