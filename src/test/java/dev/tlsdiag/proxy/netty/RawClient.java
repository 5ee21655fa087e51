package dev.tlsdiag.proxy.netty;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One end of a connection, byte by byte: what is sent is sent as it stands. */
record RawClient(Socket socket) implements AutoCloseable {

  RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** All up to and with {@code end}, or up to the end of the stream. */
  String readTo(String end) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    String text = "";
    while (!text.endsWith(end)) {
      int b = in.read();
      if (b < 0) {
        return text + "<end>";
      }
      out.write(b);
      text = out.toString(StandardCharsets.ISO_8859_1);
    }
    return text;
  }

  String readHead() throws IOException {
    return readTo("\r\n\r\n");
  }

  String read(int count) throws IOException {
    return new String(socket.getInputStream().readNBytes(count), StandardCharsets.ISO_8859_1);
  }

  /** All that comes until the end; a reset is told as such. */
  String readToEnd() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(out);
    } catch (IOException e) {
      return out.toString(StandardCharsets.ISO_8859_1) + "<reset>";
    }
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  /** A head and a body of the length that it tells. */
  String readMessage() throws IOException {
    String head = readHead();
    java.util.regex.Matcher length =
        java.util.regex.Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
    return length.find() ? head + read(Integer.parseInt(length.group(1))) : head;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
