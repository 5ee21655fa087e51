package dev.tlsdiag.pcap;

/** Where frames were captured: what pcap says once, and pcapng once per interface. */
final class CaptureInterface {
  private static final long NANOS = 1_000_000_000L;
  private static final int LINKTYPE_ETHERNET = 1;

  final int id;
  final int linkType;
  final boolean ethernet;
  final boolean known;

  /** 0 where there is no limit. */
  int snapLength;

  long packets;

  private long offsetSeconds;
  private long multiplier = 1000; // of units to nanoseconds; 0 where it is a division
  private long divisor;
  private int shift; // binary fractions of a second; 0 where they are decimal

  CaptureInterface(int id, int linkType) {
    this.id = id;
    this.linkType = linkType;
    ethernet = linkType == LINKTYPE_ETHERNET;
    known = LinkHeaders.knows(linkType);
  }

  /**
   * Sets the unit of time stamps.
   *
   * @param resolution the option if_tsresol: a negative power of 10, or of 2 where its top bit is
   *     set
   */
  void timeResolution(int resolution) {
    int exponent = resolution & 0x7f;
    multiplier = 0;
    divisor = 0;
    shift = 0;
    if ((resolution & 0x80) != 0) {
      shift = exponent;
      multiplier = exponent == 0 ? NANOS : 0;
    } else if (exponent <= 9) {
      multiplier = power10(9 - exponent);
    } else {
      divisor = exponent <= 27 ? power10(exponent - 9) : Long.MAX_VALUE;
    }
  }

  void timeOffset(long seconds) {
    offsetSeconds = seconds;
  }

  /** Nanoseconds since the epoch; a time stamp out of their range wraps. */
  long nanos(long units) {
    return offsetSeconds * NANOS + (multiplier != 0 ? units * multiplier : fraction(units));
  }

  private long fraction(long units) {
    if (divisor != 0) {
      return Long.divideUnsigned(units, divisor);
    }
    if (shift >= 64) {
      return 0;
    }
    long seconds = units >>> shift;
    long rest = units & (1L << shift) - 1;
    // 30 bits of the fraction are enough for nanoseconds, and their product fits in 64 bits.
    long scaled = shift <= 30 ? rest * NANOS >>> shift : (rest >>> shift - 30) * NANOS >>> 30;
    return seconds * NANOS + scaled;
  }

  private static long power10(int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= 10;
    }
    return power;
  }
}
