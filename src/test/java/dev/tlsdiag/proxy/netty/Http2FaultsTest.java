package dev.tlsdiag.proxy.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.trace.Side;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Clients that misuse HTTP/2, frame by frame (RFC 9113 section 10.5). */
class Http2FaultsTest {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int CONTINUATION = 9;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  /** :method GET, :scheme https, :path /, :authority a. */
  private static final byte[] GET = {(byte) 0x82, (byte) 0x87, (byte) 0x84, 0x41, 1, 'a'};

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

  /** A client's connection that writes frames. */
  private record Frames(RawClient client, ByteArrayOutputStream out) {
    static Frames begin(HttpRig rig) throws IOException {
      Frames frames = new Frames(rig.client(), new ByteArrayOutputStream());
      frames.client.send(PREFACE);
      return frames.add(SETTINGS, 0, 0, new byte[0]);
    }

    Frames add(int type, int flags, int stream, byte[] body) {
      out.write(body.length >> 16);
      out.write(body.length >> 8);
      out.write(body.length);
      out.write(type);
      out.write(flags);
      for (int shift = 24; shift >= 0; shift -= 8) {
        out.write(stream >> shift);
      }
      out.writeBytes(body);
      return this;
    }

    /** What was added, as far as the peer takes it. */
    Frames send() {
      try {
        out.writeTo(client.socket().getOutputStream());
      } catch (IOException e) {
        // It has closed already, which is what most tests wait for.
      }
      out.reset();
      return this;
    }

    /** GOAWAY may come before, or be lost with the reset that follows it. */
    void awaitEnd() throws IOException {
      client.readToEnd();
    }

    /** The first frame of this type on this stream. */
    byte[] await(int type, int stream) throws IOException {
      DataInputStream in = new DataInputStream(client.socket().getInputStream());
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int seen = in.readUnsignedByte();
        in.readUnsignedByte();
        int on = in.readInt();
        byte[] body = in.readNBytes(length);
        if (seen == type && on == stream) {
          return body;
        }
      }
    }
  }

  @Test
  void rapidResetEndsTheConnectionAndEachRequestHasItsRecord() throws Exception {
    try (RawOrigin origin = new RawOrigin((connection, number) -> connection.readToEnd());
        HttpRig rig = HttpRig.before(origin)) {
      Frames frames = Frames.begin(rig);
      for (int stream = 1; stream < 1_000; stream += 2) {
        frames.add(HEADERS, END_STREAM | END_HEADERS, stream, GET);
        frames.add(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
      }
      frames.send().awaitEnd();
      assertTrue(rig.downstreams.peek().closeFuture().await(60_000));
      long requests = rig.downstreams.peek().attr(Legs.REQUESTS).get().get();
      assertTrue(requests > 100 && requests < 300, "requests: " + requests);
      for (long i = 0; i < requests; i++) {
        assertEquals(Optional.of(Side.CLIENT), rig.record().exchange().endedBy());
      }
      assertTrue(rig.records.isEmpty());
      frames.client.close();
    }
  }

  @Test
  void floodsEndTheConnection() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK);
        HttpRig rig = HttpRig.before(origin)) {
      Frames pings = Frames.begin(rig);
      for (int i = 0; i < 100_000; i++) {
        pings.add(PING, 0, 0, new byte[8]);
      }
      pings.send().awaitEnd();
      assertClosed(rig);

      Frames continuations = Frames.begin(rig).add(HEADERS, END_STREAM, 1, GET);
      for (int i = 0; i < 1_000; i++) {
        continuations.add(CONTINUATION, 0, 1, new byte[0]);
      }
      continuations.send().awaitEnd();
      assertClosed(rig);
      assertTrue(rig.records.isEmpty());
    }
  }

  private static void assertClosed(HttpRig rig) throws InterruptedException {
    assertTrue(rig.downstreams.remove().closeFuture().await(60_000));
  }

  @Test
  void headersAreBounded() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK);
        HttpRig rig = HttpRig.before(origin)) {
      ByteArrayOutputStream block = new ByteArrayOutputStream();
      block.writeBytes(GET);
      for (int i = 0; i < 101; i++) {
        block.writeBytes(new byte[] {0, 1, 'x', 1, 'y'});
      }
      Frames frames = Frames.begin(rig);
      frames.add(HEADERS, END_STREAM | END_HEADERS, 1, block.toByteArray());
      frames.add(HEADERS, END_STREAM | END_HEADERS, 3, GET).send();
      byte[] answer = frames.await(HEADERS, 1);
      assertTrue(new String(answer, StandardCharsets.ISO_8859_1).contains("431"));
      assertEquals("hi", new String(frames.await(DATA, 3), StandardCharsets.UTF_8));
      assertEquals(431, rig.record().exchange().status().getAsInt());
      frames.client.close();
    }
  }

  @Test
  void aFieldWithALineEndIsRefused() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK);
        HttpRig rig = HttpRig.before(origin)) {
      ByteArrayOutputStream block = new ByteArrayOutputStream();
      block.writeBytes(GET);
      block.writeBytes(new byte[] {0, 1, 'x', 4, 'a', '\r', '\n', 'b'});
      Frames frames = Frames.begin(rig);
      frames.add(HEADERS, END_STREAM | END_HEADERS, 1, block.toByteArray()).send();
      frames.add(HEADERS, END_STREAM | END_HEADERS, 3, GET).send();
      assertEquals("hi", new String(frames.await(DATA, 3), StandardCharsets.UTF_8));
      assertEquals(1, rig.upstreams.peek().attr(Legs.REQUESTS).get().get());
      frames.client.close();
    }
  }
}
