package dev.tlsdiag.replay;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A connected socket of the Unix domain, which the JDK has as a channel only. */
public final class UnixSocket extends Socket {
  private final SocketChannel channel;
  private final Selector readable;
  private volatile int timeoutMillis;

  /** Connects. */
  public UnixSocket(Path path) throws IOException {
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(path));
      channel.configureBlocking(false);
      readable = Selector.open();
      channel.register(readable, SelectionKey.OP_READ);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public InputStream getInputStream() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(target, offset, length);
        int size = channel.read(buffer);
        while (size == 0) {
          if (readable.select(timeoutMillis) == 0 && timeoutMillis > 0) {
            throw new SocketTimeoutException("Read timed out");
          }
          readable.selectedKeys().clear();
          size = channel.read(buffer);
        }
        return size;
      }
    };
  }

  @Override
  public OutputStream getOutputStream() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        try (Selector writable = Selector.open()) {
          while (buffer.hasRemaining()) {
            if (channel.write(buffer) == 0) {
              if (channel.keyFor(writable) == null) {
                channel.register(writable, SelectionKey.OP_WRITE);
              }
              writable.select();
              writable.selectedKeys().clear();
            }
          }
        }
      }
    };
  }

  @Override
  public synchronized void setSoTimeout(int millis) {
    timeoutMillis = millis;
  }

  @Override
  public synchronized void close() throws IOException {
    readable.close();
    channel.close();
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public InetAddress getInetAddress() {
    return InetAddress.getLoopbackAddress();
  }
}
