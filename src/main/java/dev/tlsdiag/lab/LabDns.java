package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A small DNS server on an address of 127.0.0.0/8, over UDP and TCP: on port 53 where that is
 * permitted, so that captures show it as what it is.
 */
final class LabDns implements Closeable {
  private static final int PORT = 53;
  private static final int ATTEMPTS = 20;
  private static final int MOST_BYTES = 4096;
  private static final long TTL = 30;
  private static final boolean USUAL_PORT = mayUsePort();

  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final Answers answers;

  /** What it says to a query for one name. */
  interface Answers {
    /**
     * Completes the answer, which has the question already.
     *
     * @param overTcp how it was asked
     */
    void answer(Message answer, Name name, int type, boolean overTcp) throws IOException;
  }

  private LabDns(DatagramSocket udp, ServerSocket tcp, Answers answers) {
    this.udp = udp;
    this.tcp = tcp;
    this.answers = requireNonNull(answers, "answers is null");
    daemon("tlsdiag-lab-dns", this::serveDatagrams);
  }

  /** Whether its port is that of DNS. */
  static boolean onUsualPort() {
    return USUAL_PORT;
  }

  private static boolean mayUsePort() {
    try (DatagramSocket probe = new DatagramSocket(new InetSocketAddress(random(), PORT))) {
      return probe.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Starts one.
   *
   * @param overTcp whether it listens for TCP too
   */
  static LabDns start(Answers answers, boolean overTcp) throws IOException {
    IOException last = null;
    for (int i = 0; i < ATTEMPTS; i++) {
      InetAddress address = random();
      DatagramSocket udp = null;
      try {
        udp = new DatagramSocket(new InetSocketAddress(address, USUAL_PORT ? PORT : 0));
        ServerSocket tcp = overTcp ? new ServerSocket(udp.getLocalPort(), 0, address) : null;
        LabDns server = new LabDns(udp, tcp, answers);
        if (tcp != null) {
          daemon("tlsdiag-lab-dns-tcp", server::serveConnections);
        }
        return server;
      } catch (IOException e) {
        last = e;
        if (udp != null) {
          udp.close();
        }
      }
    }
    throw last;
  }

  /** An address of this host that hardly anybody uses. */
  private static InetAddress random() throws IOException {
    Random random = new Random();
    byte[] address = {
      127,
      (byte) (1 + random.nextInt(250)),
      (byte) (1 + random.nextInt(250)),
      (byte) (1 + random.nextInt(250))
    };
    return InetAddress.getByAddress(address);
  }

  Endpoint address() {
    return new Endpoint(udp.getLocalAddress().getHostAddress(), udp.getLocalPort());
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void serveDatagrams() {
    byte[] buffer = new byte[MOST_BYTES];
    while (!udp.isClosed()) {
      try {
        DatagramPacket query = new DatagramPacket(buffer, buffer.length);
        udp.receive(query);
        byte[] answer = answer(Arrays.copyOf(buffer, query.getLength()), false);
        udp.send(new DatagramPacket(answer, answer.length, query.getSocketAddress()));
      } catch (IOException e) {
        // Closed, or no query: nobody to tell.
      }
    }
  }

  private void serveConnections() {
    while (!tcp.isClosed()) {
      try (Socket client = tcp.accept()) {
        client.setSoTimeout(2_000);
        DataInputStream in = new DataInputStream(client.getInputStream());
        byte[] answer = answer(in.readNBytes(in.readUnsignedShort()), true);
        DataOutputStream out = new DataOutputStream(client.getOutputStream());
        byte[] framed = new byte[answer.length + 2];
        framed[0] = (byte) (answer.length >> 8);
        framed[1] = (byte) answer.length;
        System.arraycopy(answer, 0, framed, 2, answer.length);
        out.write(framed);
        out.flush();
      } catch (IOException e) {
        // Closed, or the client went.
      }
    }
  }

  private byte[] answer(byte[] bytes, boolean overTcp) throws IOException {
    Message query = new Message(bytes);
    Message answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setFlag(Flags.RD);
    answer.getHeader().setFlag(Flags.RA);
    answer.addRecord(query.getQuestion(), Section.QUESTION);
    Name name = query.getQuestion().getName();
    answers.answer(answer, name, query.getQuestion().getType(), overTcp);
    return answer.toWire();
  }

  /** Both live and in a capture, where captures can show DNS. */
  static Expectation expecting(String rule) {
    return USUAL_PORT
        ? Expectation.of(rule)
        : Expectation.of(rule).captured(Expectation.NO_CAPTURE);
  }

  /** Refuses every question. */
  static Answers refusing() {
    return (answer, name, type, overTcp) -> answer.getHeader().setRcode(Rcode.REFUSED);
  }

  /** Knows no name, and has no SOA record to prove it. */
  static Answers denying() {
    return (answer, name, type, overTcp) -> answer.getHeader().setRcode(Rcode.NXDOMAIN);
  }

  /** Gives this address for every name, IPv4 alone. */
  static Answers giving(String address) {
    return (answer, name, type, overTcp) -> {
      if (type == Type.A) {
        answer.addRecord(a(name, address), Section.ANSWER);
      }
    };
  }

  /** Every name is an alias of an alias of what has this address. */
  static Answers aliased(String address) {
    return (answer, name, type, overTcp) -> {
      Name edge = Name.fromString("edge.cdn.example.test.");
      Name host = Name.fromString("host-7.cdn.example.test.");
      answer.addRecord(new CNAMERecord(name, DClass.IN, TTL, edge), Section.ANSWER);
      answer.addRecord(new CNAMERecord(edge, DClass.IN, TTL, host), Section.ANSWER);
      if (type == Type.A) {
        answer.addRecord(a(host, address), Section.ANSWER);
      }
    };
  }

  /** Cuts its answers over UDP short; over TCP they are as the other says. */
  static Answers truncating(Answers whole) {
    return (answer, name, type, overTcp) -> {
      if (overTcp) {
        whole.answer(answer, name, type, true);
      } else {
        answer.getHeader().setFlag(Flags.TC);
      }
    };
  }

  private static ARecord a(Name name, String address) throws IOException {
    return new ARecord(name, DClass.IN, TTL, InetAddress.getByName(address));
  }

  @Override
  public void close() {
    udp.close();
    try {
      if (tcp != null) {
        tcp.close();
      }
    } catch (IOException e) {
      return; // it is gone either way
    }
  }
}
