package dev.tlsdiag.mesh.hubble;

import java.io.IOException;
import java.util.Optional;

/** The fields of a flow's {@link FlowOrigin}. */
final class OriginFields {
  private final JsonCursor json;
  private final PartFields parts;
  private boolean any;
  private String[] emitter = {"", ""};
  private String[] macs = {"", ""};
  private String file = "";
  private int line;
  private int interfaceIndex;
  private String interfaceName = "";
  private String socketPoint = "";
  private long socketCookie;
  private long cgroupId;
  private long ipTraceId;
  private int ipOptionType;
  private Optional<FlowOrigin.Tunnel> tunnel = Optional.empty();

  OriginFields(JsonCursor json, PartFields parts) {
    this.json = json;
    this.parts = parts;
  }

  void begin() {
    if (!any) {
      return;
    }
    any = false;
    emitter = new String[] {"", ""};
    macs = new String[] {"", ""};
    file = "";
    line = 0;
    interfaceIndex = 0;
    interfaceName = "";
    socketPoint = "";
    socketCookie = 0;
    cgroupId = 0;
    ipTraceId = 0;
    ipOptionType = 0;
    tunnel = Optional.empty();
  }

  FlowOrigin found() {
    return any
        ? new FlowOrigin(
            emitter[0],
            emitter[1],
            macs[0],
            macs[1],
            file,
            line,
            interfaceIndex,
            interfaceName,
            socketPoint,
            socketCookie,
            cgroupId,
            ipTraceId,
            ipOptionType,
            tunnel)
        : FlowOrigin.NONE;
  }

  /** False where the field at hand is none of these, and then it is not read. */
  boolean read() throws IOException {
    switch (json.name()) {
      case "emitter" -> emitter = pair("name", "version");
      case "ethernet" -> macs = pair("source", "destination");
      case "file" -> file();
      case "interface" -> networkInterface();
      case "sock_xlate_point", "sockXlatePoint" -> socketPoint = json.text();
      case "socket_cookie", "socketCookie" -> socketCookie = json.number();
      case "cgroup_id", "cgroupId" -> cgroupId = json.number();
      case "ip_trace_id", "ipTraceId" -> ipTraceId();
      case "tunnel" -> tunnel();
      default -> {
        return false;
      }
    }
    any = true;
    return true;
  }

  private String[] pair(String first, String second) throws IOException {
    String[] values = {"", ""};
    if (json.object()) {
      while (json.next()) {
        if (json.name().equals(first)) {
          values[0] = json.text();
        } else if (json.name().equals(second)) {
          values[1] = json.text();
        } else {
          json.skip();
        }
      }
    }
    return values;
  }

  private void file() throws IOException {
    if (json.object()) {
      while (json.next()) {
        switch (json.name()) {
          case "name" -> file = json.text();
          case "line" -> line = json.number(Integer.MAX_VALUE);
          default -> json.skip();
        }
      }
    }
  }

  private void networkInterface() throws IOException {
    if (json.object()) {
      while (json.next()) {
        switch (json.name()) {
          case "index" -> interfaceIndex = json.number(Integer.MAX_VALUE);
          case "name" -> interfaceName = json.text();
          default -> json.skip();
        }
      }
    }
  }

  private void ipTraceId() throws IOException {
    if (json.object()) {
      while (json.next()) {
        switch (json.name()) {
          case "trace_id", "traceId" -> ipTraceId = json.number();
          case "ip_option_type", "ipOptionType" -> ipOptionType = json.number(255);
          default -> json.skip();
        }
      }
    }
  }

  private void tunnel() throws IOException {
    if (!json.object()) {
      return;
    }
    String protocol = "";
    Optional<FlowAddresses> ip = Optional.empty();
    Optional<Layer4> l4 = Optional.empty();
    long network = 0;
    while (json.next()) {
      switch (json.name()) {
        case "protocol" -> protocol = json.text();
        case "IP", "ip" -> ip = parts.addresses();
        case "l4" -> l4 = parts.layer4();
        case "vni" -> network = json.number();
        default -> json.skip();
      }
    }
    tunnel = Optional.of(new FlowOrigin.Tunnel(protocol, ip, l4, network));
  }
}
