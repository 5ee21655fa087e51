package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.util.List;

/**
 * A list of one-byte or two-byte numbers that have a registry of their own: {@code
 * ec_point_formats} (RFC 8422 section 5.1.2), {@code psk_key_exchange_modes} (RFC 8446 section
 * 4.2.9), {@code compress_certificate} (RFC 8879 section 3), {@code client_certificate_type} and
 * {@code server_certificate_type} (RFC 7250 section 3).
 *
 * @param type which of them it is
 * @param numbers in wire order
 */
public record NumbersExtension(ExtensionType type, List<Integer> numbers) implements ExtensionBody {
  public NumbersExtension {
    requireNonNull(type, "type is null");
    numbers = List.copyOf(numbers);
  }

  static NumbersExtension parse8(ExtensionType type, String field, WireReader body)
      throws MalformedMessageException {
    return new NumbersExtension(
        type, new CodeList<>(body.vector8(1, field).rest(), 1, Integer::valueOf));
  }

  static NumbersExtension parse16(ExtensionType type, String field, WireReader body)
      throws MalformedMessageException {
    return new NumbersExtension(
        type, Vectors.strictCodes(body.vector8(2, field), field, Integer::valueOf));
  }

  /** The names of the numbers, unknown ones as numbers. */
  public List<String> names() {
    return numbers.stream().map(n -> name(type.code(), n)).toList();
  }

  /** The name of a number in the registry that belongs to the extension. */
  static String name(int type, int number) {
    String name =
        switch (type) {
          case ExtensionType.EC_POINT_FORMATS ->
              pick(
                  number, "uncompressed", "ansiX962_compressed_prime", "ansiX962_compressed_char2");
          case ExtensionType.PSK_KEY_EXCHANGE_MODES -> pick(number, "psk_ke", "psk_dhe_ke");
          case ExtensionType.COMPRESS_CERTIFICATE -> pick(number, "", "zlib", "brotli", "zstd");
          default -> pick(number, "X509", "OpenPGP", "RawPublicKey");
        };
    return name.isEmpty() ? Integer.toString(number) : name;
  }

  private static String pick(int number, String... names) {
    return number < names.length ? names[number] : "";
  }

  @Override
  public String summary() {
    return String.join(", ", names());
  }
}
