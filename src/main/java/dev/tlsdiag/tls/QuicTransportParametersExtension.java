package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * {@code quic_transport_parameters} (RFC 9001 section 8.2, RFC 9000 section 18).
 *
 * @param parameters in wire order, with reserved ones
 */
public record QuicTransportParametersExtension(List<Parameter> parameters)
    implements ExtensionBody {
  /**
   * @param id the number of RFC 9000 section 18.2 or an extension
   * @param value as sent
   */
  public record Parameter(long id, Bytes value) {
    public Parameter {
      requireNonNull(value, "value is null");
    }

    /** The name where it is known, {@code GREASE} of a reserved one, else hex. */
    public String name() {
      return QuicParameterNames.name(id);
    }

    /** The value as a number, where the parameter is one and the value holds it exactly. */
    public OptionalLong number() {
      if (!QuicParameterNames.isNumber(id)) {
        return OptionalLong.empty();
      }
      try {
        WireReader reader = value.reader();
        long number = reader.varint("value");
        return reader.hasRemaining() ? OptionalLong.empty() : OptionalLong.of(number);
      } catch (MalformedMessageException e) {
        return OptionalLong.empty();
      }
    }

    /** As {@code initial_max_data=1048576}. */
    public String summary() {
      OptionalLong number = number();
      String shown = number.isPresent() ? Long.toString(number.getAsLong()) : value.toHex();
      return shown.isEmpty() ? name() : name() + "=" + shown;
    }
  }

  public QuicTransportParametersExtension {
    parameters = List.copyOf(parameters);
  }

  static QuicTransportParametersExtension parse(WireReader body) throws MalformedMessageException {
    List<Parameter> parameters = new ArrayList<>();
    while (body.hasRemaining()) {
      long id = body.varint("parameter_id");
      long length = body.varint("parameter_length");
      // A number above what is left fails in bytes(); the clamp only keeps it an int.
      Bytes value = body.bytes((int) Math.min(length, Integer.MAX_VALUE), "parameter_value");
      parameters.add(new Parameter(id, value));
    }
    return new QuicTransportParametersExtension(parameters);
  }

  /** Up to draft 26 lengths and numbers had two bytes, and a length stood before the whole. */
  static QuicTransportParametersExtension parseDraft(WireReader body, boolean twoByteForm)
      throws MalformedMessageException {
    if (!twoByteForm) {
      return parse(body);
    }
    WireReader list = body.vector16(0, "parameters");
    List<Parameter> parameters = new ArrayList<>();
    while (list.hasRemaining()) {
      long id = list.u16("parameter_id");
      parameters.add(new Parameter(id, list.vector16(0, "parameter_value").rest()));
    }
    return new QuicTransportParametersExtension(parameters);
  }

  @Override
  public String summary() {
    return parameters.stream().map(Parameter::summary).collect(Collectors.joining(", "));
  }
}
