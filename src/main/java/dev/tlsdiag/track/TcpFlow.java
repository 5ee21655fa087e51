package dev.tlsdiag.track;

import dev.tlsdiag.tcp.Packet;

/** One TCP connection in the table: what has to be remembered of it while nobody watches it. */
final class TcpFlow extends FlowEntry {
  /** Null while nothing but a new ClientHello is of interest. */
  TcpConnection connection;

  /** The initial sequence number of the last SYN, to tell its repetition from a reused port. */
  int initialSequence;

  boolean synSeen;

  /** Whether a FIN or RST was seen: a SYN after it is another connection, whatever its number. */
  boolean ended;

  /** Of the last ClientHello, to tell its retransmission from another one. */
  int helloSequence;

  boolean helloSeen;

  TcpFlow(Packet p, int hash, long stream) {
    super(p, hash, stream);
  }

  @Override
  boolean watched() {
    return connection != null;
  }
}
