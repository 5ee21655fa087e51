package dev.tlsdiag.mesh.hubble;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Where in the datapath a flow comes from: parts of a flow that matter to those who look for a bug
 * there, and are kept so that nothing is lost on the way through.
 *
 * @param emitterName empty text where there is none
 * @param emitterVersion empty text where there is none
 * @param sourceMac empty text where there is none
 * @param destinationMac empty text where there is none
 * @param file of a drop, the eBPF source; empty text where there is none
 * @param line in that file
 * @param interfaceIndex 0 where there is none
 * @param interfaceName empty text where there is none
 * @param socketPoint {@code sock_xlate_point}; empty text where there is none
 * @param socketCookie 0 where there is none
 * @param cgroupId 0 where there is none
 * @param ipTraceId 0 where there is none
 * @param ipOptionType of the trace id
 * @param tunnel the outer packet
 */
public record FlowOrigin(
    String emitterName,
    String emitterVersion,
    String sourceMac,
    String destinationMac,
    String file,
    int line,
    int interfaceIndex,
    String interfaceName,
    String socketPoint,
    long socketCookie,
    long cgroupId,
    long ipTraceId,
    int ipOptionType,
    Optional<Tunnel> tunnel) {
  public static final FlowOrigin NONE =
      new FlowOrigin("", "", "", "", "", 0, 0, "", "", 0, 0, 0, 0, Optional.empty());

  /** Of which only the trace id in an IP option is known. */
  static FlowOrigin ofTrace(long ipTraceId) {
    return new FlowOrigin("", "", "", "", "", 0, 0, "", "", 0, 0, ipTraceId, 0, Optional.empty());
  }

  /** Of a drop, whose place in the datapath is known. */
  static FlowOrigin ofFile(String file, int line) {
    return new FlowOrigin("", "", "", "", file, line, 0, "", "", 0, 0, 0, 0, Optional.empty());
  }

  /** Of a socket's address translation. */
  static FlowOrigin ofSocket(String socketPoint) {
    return new FlowOrigin("", "", "", "", "", 0, 0, "", socketPoint, 0, 0, 0, 0, Optional.empty());
  }

  /**
   * An encapsulation.
   *
   * @param protocol {@code VXLAN}, {@code GENEVE}
   * @param networkId the VNI; 0 where there is none
   */
  public record Tunnel(
      String protocol, Optional<FlowAddresses> ip, Optional<Layer4> l4, long networkId) {
    public Tunnel {
      requireNonNull(protocol, "protocol is null");
      requireNonNull(ip, "ip is null");
      requireNonNull(l4, "l4 is null");
    }
  }

  public FlowOrigin {
    requireNonNull(emitterName, "emitterName is null");
    requireNonNull(emitterVersion, "emitterVersion is null");
    requireNonNull(sourceMac, "sourceMac is null");
    requireNonNull(destinationMac, "destinationMac is null");
    requireNonNull(file, "file is null");
    requireNonNull(interfaceName, "interfaceName is null");
    requireNonNull(socketPoint, "socketPoint is null");
    requireNonNull(tunnel, "tunnel is null");
  }
}
