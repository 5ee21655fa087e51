package dev.tlsdiag.trace;

import java.util.OptionalInt;
import java.util.OptionalLong;

/** What packets showed beside their bytes, for tests; nothing where nothing is said. */
public final class SignSamples {
  private OptionalInt synAckTtl = OptionalInt.empty();
  private int largestHelloSegment;
  private int helloRetransmissions;
  private boolean firstSegmentRetransmitted;
  private boolean helloTailAcknowledged;
  private long serverHoleBytes;
  private boolean selectiveAck;
  private int serverRetransmissions;
  private long unacknowledgedServerBytes;
  private OptionalLong helloDelayNanos = OptionalLong.empty();

  public SignSamples synAckTtl(int ttl) {
    synAckTtl = OptionalInt.of(ttl);
    return this;
  }

  public SignSamples largest(int bytes) {
    largestHelloSegment = bytes;
    return this;
  }

  /** The hello's first segment was sent again so often. */
  public SignSamples helloAgain(int times) {
    helloRetransmissions = times;
    firstSegmentRetransmitted = times > 0;
    return this;
  }

  public SignSamples tailAcknowledged() {
    helloTailAcknowledged = true;
    return this;
  }

  public SignSamples hole(long bytes) {
    serverHoleBytes = bytes;
    return this;
  }

  public SignSamples selectiveAck() {
    selectiveAck = true;
    return this;
  }

  public SignSamples answerAgain(int times, long unacknowledged) {
    serverRetransmissions = times;
    unacknowledgedServerBytes = unacknowledged;
    return this;
  }

  public SignSamples delayMillis(long millis) {
    helloDelayNanos = OptionalLong.of(millis * 1_000_000);
    return this;
  }

  public WireSigns build() {
    return new WireSigns(
        synAckTtl,
        OptionalInt.empty(),
        largestHelloSegment,
        helloRetransmissions,
        firstSegmentRetransmitted,
        helloTailAcknowledged,
        serverHoleBytes,
        selectiveAck,
        serverRetransmissions,
        unacknowledgedServerBytes,
        helloDelayNanos,
        OptionalInt.empty(),
        OptionalInt.empty());
  }
}
