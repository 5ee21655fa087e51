package dev.tlsdiag.lab;

import dev.tlsdiag.probe.BaseHello;
import dev.tlsdiag.probe.Framing;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.HelloWriter;
import dev.tlsdiag.wire.Bytes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Boxes that go by how a ClientHello comes, or by how large it is. */
final class FramingPlans {
  private static final int TOO_BIG = 2000;
  private static final int TICKET = 2500;

  /** As browsers send it without a configuration: outer, HPKE with X25519, a random payload. */
  private static final String GREASE_ECH = "0000010001" + "2a" + "0020" + "11".repeat(32) + "0090";

  private static final int ECH_PAYLOAD = 0x90;

  private static final int FIRST_SEGMENT = 64;
  private static final long PATIENCE_SECONDS = 20;

  private FramingPlans() {}

  private static ClientHello hello(String host) {
    return BaseHello.of(Optional.of(host), List.of("h2", "http/1.1"));
  }

  static void segments(Lab lab, boolean silent) throws IOException {
    String host = lab.host("app.example.test");
    Semaphore seen = new Semaphore(0);
    Target target = behind(lab, Sniffer.Dislike.PIECES, silent, host, seen::release);
    lab.meanwhile(
        clients -> {
          seen.drainPermits();
          clients.hello(target.address(), hello(host), FIRST_SEGMENT, () -> await(seen));
        });
    lab.meanwhile(clients -> clients.hello(target.address(), hello(host)));
  }

  /** However slow this machine is: what comes behind shall not be read with the first segment. */
  private static void await(Semaphore seen) throws IOException {
    try {
      if (!seen.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("the first segment does not arrive");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("waiting for the first segment to arrive");
    }
  }

  static void records(Lab lab) throws IOException {
    String host = lab.host("app.example.test");
    Target target = behind(lab, Sniffer.Dislike.RECORDS, false, host, () -> {});
    lab.meanwhile(clients -> clients.hello(target.address(), hello(host), Framing.TWO_RECORDS));
    lab.meanwhile(clients -> clients.hello(target.address(), hello(host)));
  }

  private static Target behind(
      Lab lab, Sniffer.Dislike dislike, boolean silent, String host, Runnable seen)
      throws IOException {
    return lab.serveBehind(
        () -> new Sniffer(dislike, silent, seen),
        LabServer.web("web", HelloPolicy.always(lab.good(host))),
        host,
        "answers hellos in one piece");
  }

  static void tooBig(Lab lab) throws IOException {
    String host = lab.host("app.example.test");
    Reaction good = lab.good(host);
    Target target =
        lab.serve(
            LabServer.web(
                "web",
                hello ->
                    HelloWriter.message(hello).length() > TOO_BIG ? new Reaction.HangUp() : good),
            host,
            false,
            "closes on large hellos");
    Extension ticket = new Extension(ExtensionType.SESSION_TICKET, Bytes.wrap(new byte[TICKET]));
    lab.meanwhile(clients -> clients.hello(target.address(), hello(host).with(ticket)));
    lab.meanwhile(clients -> clients.hello(target.address(), hello(host)));
  }

  static void ech(Lab lab) throws IOException {
    String host = lab.host("app.example.test");
    Reaction good = lab.good(host);
    Target target =
        lab.serve(
            LabServer.web(
                "web", hello -> HelloScenarios.hasEch(hello) ? new Reaction.Reset() : good),
            host,
            false,
            "resets hellos with encrypted_client_hello");
    Extension ech =
        new Extension(
            ExtensionType.ENCRYPTED_CLIENT_HELLO,
            Bytes.ofHex(GREASE_ECH + "22".repeat(ECH_PAYLOAD)));
    lab.meanwhile(clients -> clients.hello(target.address(), hello(host).with(ech)));
  }
}
