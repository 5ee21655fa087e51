package dev.tlsdiag.tls;

import dev.tlsdiag.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@link Ja3} and {@link Ja4} of many hellos, one after the other: the same answers in a fraction
 * of the time, by arrays that are used again and by digests that are remembered. One thread.
 */
public final class Fingerprints {
  /** Clients are few, hellos are many; the bound is for captures that want to do harm. */
  private static final int REMEMBERED = 4096;

  private static final int LONGEST_REMEMBERED = 1024;
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final MessageDigest md5 = digest("MD5");
  private final MessageDigest sha256 = digest("SHA-256");
  private final Map<String, String> md5Sums = new HashMap<>();
  private final Map<String, String> sha256Sums = new HashMap<>();
  private byte[] text = new byte[1024];
  private int length;
  private int[] codes = new int[128];

  // The last hello's JA4_r and where its parts begin
  private ClientHello last;
  private char lastTransport;
  private String lastRaw = "";
  private int ciphersStart;
  private int extensionsStart;
  private int extensionsEnd;

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }

  /** As {@link Ja3#hash(ClientHello)}. */
  public String ja3(ClientHello hello) {
    if (hello.sslv2()) {
      return "";
    }
    length = 0;
    decimal(hello.legacyVersion());
    add(',');
    int start = length;
    List<CipherSuite> suites = hello.cipherSuites();
    for (int i = 0; i < suites.size(); i++) {
      listed(suites.get(i).code(), start);
    }
    add(',');
    types(hello.extensionTypes());
    add(',');
    start = length;
    List<NamedGroup> groups = hello.groups();
    for (int i = 0; i < groups.size(); i++) {
      listed(groups.get(i).code(), start);
    }
    add(',');
    start = length;
    for (int format : hello.ecPointFormats()) {
      if (length > start) {
        add('-');
      }
      decimal(format);
    }
    return sum(md5, md5Sums, string(0));
  }

  /** As {@link Ja3#hash(ServerHello)}. */
  public String ja3s(ServerHello hello) {
    length = 0;
    decimal(hello.legacyVersion());
    add(',');
    decimal(hello.cipherSuite().code());
    add(',');
    types(hello.extensionTypes());
    return sum(md5, md5Sums, string(0));
  }

  /** As {@link Ja4#of}. */
  public String ja4(ClientHello hello, char transport) {
    String raw = ja4Raw(hello, transport);
    if (raw.isEmpty()) {
      return "";
    }
    String ciphers = raw.substring(ciphersStart, extensionsStart - 1);
    String extensions = raw.substring(extensionsStart);
    return raw.substring(0, ciphersStart)
        + (ciphers.isEmpty() ? Ja4.NO_HASH : shortSum(ciphers))
        + "_"
        + (extensionsEnd == extensionsStart ? Ja4.NO_HASH : shortSum(extensions));
  }

  private String shortSum(String part) {
    return sum(sha256, sha256Sums, part).substring(0, Ja4.HASH_DIGITS);
  }

  /** As {@link Ja4#raw}. */
  @SuppressWarnings("ReferenceEquality") // only to spare work: comparing values would cost more
  public String ja4Raw(ClientHello hello, char transport) {
    if (hello == last && transport == lastTransport) {
      return lastRaw;
    }
    last = hello;
    lastTransport = transport;
    if (hello.sslv2()) {
      lastRaw = "";
      return "";
    }
    length = 0;
    int[] types = hello.extensionTypes();
    head(hello, transport, types);
    add('_');
    ciphersStart = length;
    ciphers(hello.cipherSuites());
    add('_');
    extensionsStart = length;
    sortedTypes(types);
    extensionsEnd = length;
    char separator = '_';
    for (SignatureScheme scheme : hello.signatureSchemes()) {
      if (!scheme.isGrease()) {
        add(separator);
        hexadecimal(scheme.code());
        separator = ',';
      }
    }
    lastRaw = string(0);
    return lastRaw;
  }

  private void head(ClientHello hello, char transport, int[] types) {
    boolean serverName = false;
    int extensions = 0;
    for (int type : types) {
      extensions += WireCode.isGrease(type) ? 0 : 1;
      serverName |= type == ExtensionType.SERVER_NAME;
    }
    List<CipherSuite> suites = hello.cipherSuites();
    int ciphers = 0;
    for (int i = 0; i < suites.size(); i++) {
      ciphers += suites.get(i).isGrease() ? 0 : 1;
    }
    add(transport);
    text(Ja4.version(hello, transport));
    add(serverName ? 'd' : 'i');
    text(Ja4.twoDigits(ciphers));
    text(Ja4.twoDigits(extensions));
    text(Ja4.firstProtocol(hello));
  }

  private void text(String ascii) {
    for (int i = 0; i < ascii.length(); i++) {
      add(ascii.charAt(i));
    }
  }

  private void ciphers(List<CipherSuite> suites) {
    int count = 0;
    for (int i = 0; i < suites.size(); i++) {
      CipherSuite suite = suites.get(i);
      if (!suite.isGrease()) {
        count = keep(suite.code(), count);
      }
    }
    sorted(count);
  }

  private void sortedTypes(int[] types) {
    int count = 0;
    for (int type : types) {
      if (!WireCode.isGrease(type)
          && type != ExtensionType.SERVER_NAME
          && type != ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION) {
        count = keep(type, count);
      }
    }
    sorted(count);
  }

  private int keep(int code, int count) {
    if (count == codes.length) {
      codes = Arrays.copyOf(codes, 2 * count);
    }
    codes[count] = code;
    return count + 1;
  }

  private void sorted(int count) {
    Arrays.sort(codes, 0, count);
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        add(',');
      }
      hexadecimal(codes[i]);
    }
  }

  private void types(int[] types) {
    int start = length;
    for (int type : types) {
      listed(type, start);
    }
  }

  /** The next number of a list that began at {@code start}; GREASE is left out. */
  private void listed(int code, int start) {
    if (!WireCode.isGrease(code)) {
      if (length > start) {
        add('-');
      }
      decimal(code);
    }
  }

  private String sum(MessageDigest digest, Map<String, String> sums, String ascii) {
    String known = sums.get(ascii);
    if (known != null) {
      return known;
    }
    byte[] bytes = ascii.getBytes(StandardCharsets.ISO_8859_1);
    String sum = Bytes.wrap(digest.digest(bytes)).toHex();
    if (ascii.length() <= LONGEST_REMEMBERED) {
      if (sums.size() >= REMEMBERED) {
        sums.clear();
      }
      sums.put(ascii, sum);
    }
    return sum;
  }

  private String string(int start) {
    return new String(text, start, length - start, StandardCharsets.ISO_8859_1);
  }

  private void decimal(int code) {
    int digits = code > 9999 ? 5 : code > 999 ? 4 : code > 99 ? 3 : code > 9 ? 2 : 1;
    need(digits);
    int rest = code;
    for (int at = length + digits - 1; at >= length; at--) {
      text[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  private void hexadecimal(int code) {
    need(4);
    text[length++] = DIGITS[code >> 12 & 0xf];
    text[length++] = DIGITS[code >> 8 & 0xf];
    text[length++] = DIGITS[code >> 4 & 0xf];
    text[length++] = DIGITS[code & 0xf];
  }

  private void add(char c) {
    need(1);
    text[length++] = (byte) c;
  }

  private void need(int more) {
    if (more > text.length - length) {
      text = Arrays.copyOf(text, 2 * text.length);
    }
  }
}
