package dev.tlsdiag.mesh.hubble;

import dev.tlsdiag.mesh.hubble.FlowEndpoint.Workload;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The objects within a flow that tell of addresses, endpoints and policies. */
final class PartFields {
  private static final int MOST_PORT = 65_535;

  private final JsonCursor json;

  PartFields(JsonCursor json) {
    this.json = json;
  }

  Optional<FlowAddresses> addresses() throws IOException {
    if (!json.object()) {
      return Optional.empty();
    }
    String source = "";
    String translated = "";
    String destination = "";
    int version = 0;
    boolean encrypted = false;
    while (json.next()) {
      switch (json.name()) {
        case "source" -> source = json.text();
        case "source_xlated", "sourceXlated" -> translated = json.text();
        case "destination" -> destination = json.text();
        case "ipVersion", "ip_version" ->
            version =
                switch (json.text()) {
                  case "IPv4", "1" -> 4;
                  case "IPv6", "2" -> 6;
                  default -> 0;
                };
        case "encrypted" -> encrypted = json.bool();
        default -> json.skip();
      }
    }
    return Optional.of(new FlowAddresses(source, translated, destination, version, encrypted));
  }

  Optional<Layer4> layer4() throws IOException {
    if (!json.object()) {
      return Optional.empty();
    }
    Optional<Layer4> found = Optional.empty();
    while (json.next()) {
      Layer4.Protocol protocol =
          switch (json.name()) {
            case "TCP", "tcp" -> Layer4.Protocol.TCP;
            case "UDP", "udp" -> Layer4.Protocol.UDP;
            case "SCTP", "sctp" -> Layer4.Protocol.SCTP;
            case "ICMPv4", "icmpv4" -> Layer4.Protocol.ICMPv4;
            case "ICMPv6", "icmpv6" -> Layer4.Protocol.ICMPv6;
            case "VRRP", "vrrp" -> Layer4.Protocol.VRRP;
            case "IGMP", "igmp" -> Layer4.Protocol.IGMP;
            default -> null;
          };
      if (protocol == null) {
        json.skip();
      } else if (json.object()) {
        found = Optional.of(layer4(protocol));
      }
    }
    return found;
  }

  private Layer4 layer4(Layer4.Protocol protocol) throws IOException {
    int sourcePort = 0;
    int destinationPort = 0;
    int flags = 0;
    int type = 0;
    int code = 0;
    while (json.next()) {
      switch (json.name()) {
        case "source_port", "sourcePort" -> sourcePort = json.number(MOST_PORT);
        case "destination_port", "destinationPort" -> destinationPort = json.number(MOST_PORT);
        case "flags" -> flags = flags();
        case "type" -> type = json.number(1 << 16);
        case "code" -> code = json.number(1 << 16);
        default -> json.skip();
      }
    }
    return new Layer4(protocol, sourcePort, destinationPort, TcpFlags.of(flags), type, code);
  }

  private int flags() throws IOException {
    int flags = 0;
    if (json.object()) {
      while (json.next()) {
        int bit = TcpFlags.bit(json.name());
        if (bit == 0) {
          json.skip();
        } else if (json.bool()) {
          flags |= bit;
        }
      }
    }
    return flags;
  }

  Optional<FlowEndpoint> endpoint() throws IOException {
    if (!json.object()) {
      return Optional.empty();
    }
    long id = 0;
    long identity = 0;
    String cluster = "";
    String namespace = "";
    List<String> labels = List.of();
    String pod = "";
    List<Workload> workloads = List.of();
    while (json.next()) {
      switch (json.name()) {
        case "ID", "id" -> id = json.number();
        case "identity" -> identity = json.number();
        case "cluster_name", "clusterName" -> cluster = json.text();
        case "namespace" -> namespace = json.text();
        case "labels" -> labels = json.texts();
        case "pod_name", "podName" -> pod = json.text();
        case "workloads" -> workloads = json.objects(this::workload);
        default -> json.skip();
      }
    }
    return Optional.of(new FlowEndpoint(id, identity, cluster, namespace, labels, pod, workloads));
  }

  private Workload workload() throws IOException {
    String name = "";
    String kind = "";
    while (json.next()) {
      switch (json.name()) {
        case "name" -> name = json.text();
        case "kind" -> kind = json.text();
        default -> json.skip();
      }
    }
    return new Workload(name, kind);
  }

  Optional<ServiceName> service() throws IOException {
    if (!json.object()) {
      return Optional.empty();
    }
    String name = "";
    String namespace = "";
    while (json.next()) {
      switch (json.name()) {
        case "name" -> name = json.text();
        case "namespace" -> namespace = json.text();
        default -> json.skip();
      }
    }
    return Optional.of(new ServiceName(name, namespace));
  }

  Optional<EventType> eventType() throws IOException {
    if (json.isNumber()) { // before 2020
      return Optional.of(new EventType(json.number(1 << 16), 0));
    }
    if (!json.object()) {
      return Optional.empty();
    }
    int type = 0;
    int subType = 0;
    while (json.next()) {
      switch (json.name()) {
        case "type" -> type = json.number(1 << 16);
        case "sub_type", "subType" -> subType = json.number(1 << 16);
        default -> json.skip();
      }
    }
    return Optional.of(new EventType(type, subType));
  }

  List<PolicyReference> policies() throws IOException {
    return json.objects(this::policy);
  }

  private PolicyReference policy() throws IOException {
    String name = "";
    String namespace = "";
    List<String> labels = List.of();
    long revision = 0;
    String kind = "";
    while (json.next()) {
      switch (json.name()) {
        case "name" -> name = json.text();
        case "namespace" -> namespace = json.text();
        case "labels" -> labels = json.texts();
        case "revision" -> revision = json.number();
        case "kind" -> kind = json.text();
        default -> json.skip();
      }
    }
    return new PolicyReference(name, namespace, labels, revision, kind);
  }

  /** Of {@code {"parent":{"trace_id":…}}}. */
  String traceId() throws IOException {
    String id = "";
    if (json.object()) {
      while (json.next()) {
        switch (json.name()) {
          case "parent" -> id = traceId();
          case "trace_id", "traceId" -> id = json.uniqueText();
          default -> json.skip();
        }
      }
    }
    return id;
  }
}
