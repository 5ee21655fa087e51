package dev.tlsdiag.tls;

import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code token_binding} (RFC 8472 section 2).
 *
 * @param parameters 0 is rsa2048_pkcs1.5, 1 rsa2048_pss, 2 ecdsap256
 */
public record TokenBindingExtension(int majorVersion, int minorVersion, List<Integer> parameters)
    implements ExtensionBody {
  public TokenBindingExtension {
    parameters = List.copyOf(parameters);
  }

  static TokenBindingExtension parse(WireReader body) throws MalformedMessageException {
    int major = body.u8("major");
    int minor = body.u8("minor");
    List<Integer> parameters =
        new CodeList<>(body.vector8(1, "key_parameters_list").rest(), 1, Integer::valueOf);
    return new TokenBindingExtension(major, minor, parameters);
  }

  @Override
  public String summary() {
    return "version "
        + majorVersion
        + "."
        + minorVersion
        + ", parameters "
        + parameters.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
