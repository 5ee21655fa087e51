package dev.tlsdiag.tls;

import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code use_srtp} (RFC 5764 section 4.1.1).
 *
 * @param profiles protection profiles in wire order
 * @param mkiLength bytes of the master key identifier; usually 0
 */
public record UseSrtpExtension(List<Integer> profiles, int mkiLength) implements ExtensionBody {
  public UseSrtpExtension {
    profiles = List.copyOf(profiles);
  }

  static UseSrtpExtension parse(WireReader body) throws MalformedMessageException {
    String field = "srtp_protection_profiles";
    List<Integer> profiles = Vectors.strictCodes(body.vector16(2, field), field, Integer::valueOf);
    return new UseSrtpExtension(profiles, body.vector8(0, "srtp_mki").remaining());
  }

  @Override
  public String summary() {
    return profiles.stream().map(UseSrtpExtension::name).collect(Collectors.joining(", "));
  }

  static String name(int profile) {
    return switch (profile) {
      case 1 -> "SRTP_AES128_CM_HMAC_SHA1_80";
      case 2 -> "SRTP_AES128_CM_HMAC_SHA1_32";
      case 5 -> "SRTP_NULL_HMAC_SHA1_80";
      case 6 -> "SRTP_NULL_HMAC_SHA1_32";
      case 7 -> "SRTP_AEAD_AES_128_GCM";
      case 8 -> "SRTP_AEAD_AES_256_GCM";
      default -> WireCode.hex(profile);
    };
  }
}
