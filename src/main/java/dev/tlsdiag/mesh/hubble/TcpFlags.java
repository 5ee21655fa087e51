package dev.tlsdiag.mesh.hubble;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The flags of a TCP segment, as a set.
 *
 * @param bits a sum of the constants
 */
public record TcpFlags(int bits) {
  public static final int SYN = 1;
  public static final int ACK = 2;
  public static final int RST = 4;
  public static final int FIN = 8;
  public static final int PSH = 16;
  public static final int URG = 32;
  public static final int ECE = 64;
  public static final int CWR = 128;
  public static final int NS = 256;

  public static final TcpFlags NONE = new TcpFlags(0);

  private static final String[] NAMES = {
    "SYN", "ACK", "RST", "FIN", "PSH", "URG", "ECE", "CWR", "NS"
  };

  private static final TcpFlags[] SETS = new TcpFlags[1 << NAMES.length];

  static {
    for (int bits = 0; bits < SETS.length; bits++) {
      SETS[bits] = new TcpFlags(bits);
    }
  }

  public static TcpFlags of(int bits) {
    return SETS[bits & SETS.length - 1];
  }

  /** The bit of a name; 0 where there is none of that name. */
  public static int bit(String name) {
    for (int i = 0; i < NAMES.length; i++) {
      if (NAMES[i].equals(name)) {
        return 1 << i;
      }
    }
    return 0;
  }

  /** Reads {@code SYN, ACK}; empty where a word is no flag. */
  public static Optional<TcpFlags> parse(String text) {
    int bits = 0;
    if (!text.isBlank()) {
      for (String word : text.split(",", -1)) {
        int bit = bit(word.strip());
        if (bit == 0) {
          return Optional.empty();
        }
        bits |= bit;
      }
    }
    return Optional.of(of(bits));
  }

  public boolean has(int flags) {
    return (bits & flags) == flags;
  }

  /** In Hubble's order. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < NAMES.length; i++) {
      if (has(1 << i)) {
        names.add(NAMES[i]);
      }
    }
    return names;
  }

  /** {@code SYN, ACK}, in Hubble's order. */
  @Override
  public String toString() {
    return String.join(", ", names());
  }
}
