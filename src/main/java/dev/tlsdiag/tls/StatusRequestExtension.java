package dev.tlsdiag.tls;

import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code status_request} (RFC 6066 section 8) or an item of {@code status_request_v2} (RFC 6961
 * section 2.2).
 *
 * @param statusTypes 1 is OCSP, 2 OCSP for the whole chain
 * @param responderIds how many responders the client trusts; usually none
 * @param extensionsLength bytes of OCSP extensions
 */
public record StatusRequestExtension(
    List<Integer> statusTypes, int responderIds, int extensionsLength) implements ExtensionBody {
  public StatusRequestExtension {
    statusTypes = List.copyOf(statusTypes);
  }

  static StatusRequestExtension parse(WireReader body) throws MalformedMessageException {
    int type = body.u8("status_type");
    return request(type, body);
  }

  static StatusRequestExtension parseV2(WireReader body) throws MalformedMessageException {
    WireReader list = body.vector16(1, "certificate_status_req_list");
    List<Integer> types = new ArrayList<>();
    int responders = 0;
    int extensions = 0;
    while (list.hasRemaining()) {
      int type = list.u8("status_type");
      int length = list.u16("request_length");
      StatusRequestExtension item = request(type, list.sub(length, "request"));
      types.add(type);
      responders += item.responderIds;
      extensions += item.extensionsLength;
    }
    return new StatusRequestExtension(types, responders, extensions);
  }

  private static StatusRequestExtension request(int type, WireReader body)
      throws MalformedMessageException {
    WireReader ids = body.vector16(0, "responder_id_list");
    int count = 0;
    for (; ids.hasRemaining(); count++) {
      ids.vector16(1, "responder_id");
    }
    int extensions = body.vector16(0, "request_extensions").remaining();
    return new StatusRequestExtension(List.of(type), count, extensions);
  }

  @Override
  public String summary() {
    String types =
        statusTypes.stream().map(StatusRequestExtension::name).collect(Collectors.joining(", "));
    return responderIds == 0
        ? types
        : types + ", " + Vectors.count(responderIds, "responder", "responders");
  }

  static String name(int type) {
    return type == 1 ? "ocsp" : type == 2 ? "ocsp_multi" : "status_type " + type;
  }
}
