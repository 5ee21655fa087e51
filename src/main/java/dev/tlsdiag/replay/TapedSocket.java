package dev.tlsdiag.replay;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.ssl.SSLSocket;

/**
 * A connected socket whose bytes are taped in both directions as they pass. Reading ends at the
 * {@link Deadline}, whatever timeout is set.
 */
final class TapedSocket extends Socket {
  private final Socket socket;
  private final LegTape tape;
  private final InputStream input;
  private final OutputStream output;

  TapedSocket(Socket socket, LegTape tape, Deadline deadline) throws IOException {
    this.socket = socket;
    this.tape = tape;
    input = new TapedInput(socket, tape, deadline);
    output = new TapedOutput(socket, tape);
    if (!(socket instanceof SSLSocket) && socket.getLocalPort() > 0) {
      tape.acknowledgedIf(() -> SendQueue.isAcknowledged(socket));
    }
  }

  LegTape tape() {
    return tape;
  }

  /** Writes bytes that hold a secret; the tape gets others of the same length. */
  void writeSecret(byte[] bytes, byte[] shown) throws IOException {
    tape.sent(shown, 0, shown.length);
    socket.getOutputStream().write(bytes);
  }

  /** Closing resets: what waits to be sent again would keep the other end busy for minutes. */
  void resetOnClose() throws IOException {
    socket.setSoLinger(true, 0);
  }

  /** It is connected already. */
  @Override
  public void connect(SocketAddress endpoint, int timeout) {}

  @Override
  public InputStream getInputStream() {
    return input;
  }

  @Override
  public OutputStream getOutputStream() {
    return output;
  }

  @Override
  public synchronized void close() throws IOException {
    if (!socket.isClosed()) {
      tape.clientClosed();
    }
    socket.close();
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public boolean isBound() {
    return true;
  }

  @Override
  public boolean isClosed() {
    return socket.isClosed();
  }

  @Override
  public InetAddress getInetAddress() {
    return socket.getInetAddress();
  }

  @Override
  public int getPort() {
    return socket.getPort();
  }

  @Override
  public InetAddress getLocalAddress() {
    return socket.getLocalAddress();
  }

  @Override
  public int getLocalPort() {
    return socket.getLocalPort();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return socket.getRemoteSocketAddress();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return socket.getLocalSocketAddress();
  }

  /** The deadline decides. */
  @Override
  public void setSoTimeout(int millis) {}

  @Override
  public int getSoTimeout() {
    return 0;
  }

  @Override
  public void setTcpNoDelay(boolean on) {}

  @Override
  public boolean isInputShutdown() {
    return socket.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return socket.isOutputShutdown();
  }

  @Override
  public void shutdownInput() throws IOException {
    socket.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    socket.shutdownOutput();
    tape.clientClosed();
  }

  /** Takes what the socket has at once: what is taped comes in the pieces that arrived. */
  private static final class TapedInput extends InputStream {
    private final Socket socket;
    private final InputStream in;
    private final LegTape tape;
    private final Deadline deadline;
    private final byte[] buffer = new byte[16 * 1024];
    private int position;
    private int limit;

    TapedInput(Socket socket, LegTape tape, Deadline deadline) throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
      this.tape = tape;
      this.deadline = deadline;
    }

    @Override
    public int read() throws IOException {
      return fill() ? buffer[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int size = Math.min(length, limit - position);
      System.arraycopy(buffer, position, target, offset, size);
      position += size;
      return size;
    }

    @Override
    public int available() throws IOException {
      return limit - position + in.available();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }

    private boolean fill() throws IOException {
      if (position < limit) {
        return true;
      }
      try {
        socket.setSoTimeout(deadline.remainingMillis());
        int size = in.read(buffer, 0, buffer.length);
        if (size < 0) {
          tape.serverClosed();
          return false;
        }
        tape.received(buffer, 0, size);
        position = 0;
        limit = size;
        return true;
      } catch (IOException e) {
        tape.failed(e);
        throw e;
      }
    }
  }

  private static final class TapedOutput extends OutputStream {
    private final Socket socket;
    private final OutputStream out;
    private final LegTape tape;
    private boolean broken;

    TapedOutput(Socket socket, LegTape tape) throws IOException {
      this.socket = socket;
      out = socket.getOutputStream();
      this.tape = tape;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    /**
     * Taped first: the answer may be there before the call returns. A peer that reset the
     * connection makes writing fail while its last words, an alert say, still wait to be read: so
     * only reading fails.
     */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      tape.sent(bytes, offset, length);
      if (broken) {
        return;
      }
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        if (socket.isClosed()) {
          throw e;
        }
        broken = true;
      }
    }

    @Override
    public void flush() throws IOException {
      if (!broken) {
        out.flush();
      }
    }
  }
}
