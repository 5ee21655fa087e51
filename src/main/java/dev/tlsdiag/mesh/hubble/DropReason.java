package dev.tlsdiag.mesh.hubble;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Why a packet was dropped. Unknown codes and names are legal.
 *
 * @param code of the datapath, 130 and up; 0 where only the name is known
 * @param name as in {@code drop_reason_desc}; empty text where it has none
 * @param text as compact lines and {@code cilium monitor} say it
 */
public record DropReason(int code, String name, String text) {
  public static final DropReason NONE = new DropReason(0, "", "");

  /** Code, name, text. */
  private static final String TABLE =
      """
      130|INVALID_SOURCE_MAC|Invalid source mac
      131|INVALID_DESTINATION_MAC|Invalid destination mac
      132|INVALID_SOURCE_IP|Invalid source ip
      133|POLICY_DENIED|Policy denied
      134|INVALID_PACKET_DROPPED|Invalid packet
      135|CT_TRUNCATED_OR_INVALID_HEADER|CT: Truncated or invalid header
      136|CT_MISSING_TCP_ACK_FLAG|Fragmentation needed
      137|CT_UNKNOWN_L4_PROTOCOL|CT: Unknown L4 protocol
      138|CT_CANNOT_CREATE_ENTRY_FROM_PACKET|CT: Can't create entry from packet
      139|UNSUPPORTED_L3_PROTOCOL|Unsupported L3 protocol
      140|MISSED_TAIL_CALL|Missed tail call
      141|ERROR_WRITING_TO_PACKET|Error writing to packet
      142|UNKNOWN_L4_PROTOCOL|Unknown L4 protocol
      143|UNKNOWN_ICMPV4_CODE|Unknown ICMPv4 code
      144|UNKNOWN_ICMPV4_TYPE|Unknown ICMPv4 type
      145|UNKNOWN_ICMPV6_CODE|Unknown ICMPv6 code
      146|UNKNOWN_ICMPV6_TYPE|Unknown ICMPv6 type
      147|ERROR_RETRIEVING_TUNNEL_KEY|Error retrieving tunnel key
      148|ERROR_RETRIEVING_TUNNEL_OPTIONS|Error retrieving tunnel options
      149|INVALID_GENEVE_OPTION|Invalid Geneve option
      150|UNKNOWN_L3_TARGET_ADDRESS|Unknown L3 target address
      151|STALE_OR_UNROUTABLE_IP|Stale or unroutable IP
      152|NO_MATCHING_LOCAL_CONTAINER_FOUND|No matching local container found
      153|ERROR_WHILE_CORRECTING_L3_CHECKSUM|Error while correcting L3 checksum
      154|ERROR_WHILE_CORRECTING_L4_CHECKSUM|Error while correcting L4 checksum
      155|CT_MAP_INSERTION_FAILED|CT: Map insertion failed
      156|INVALID_IPV6_EXTENSION_HEADER|Invalid IPv6 extension header
      157|IP_FRAGMENTATION_NOT_SUPPORTED|IP fragmentation not supported
      158|SERVICE_BACKEND_NOT_FOUND|Service backend not found
      160|NO_TUNNEL_OR_ENCAPSULATION_ENDPOINT|No tunnel/encapsulation endpoint (datapath BUG!)
      161|FAILED_TO_INSERT_INTO_PROXYMAP|NAT 46/64 not enabled
      162|REACHED_EDT_RATE_LIMITING_DROP_HORIZON|Reached EDT rate-limiting drop horizon
      163|UNKNOWN_CONNECTION_TRACKING_STATE|Unknown connection tracking state
      164|LOCAL_HOST_IS_UNREACHABLE|Local host is unreachable
      165|NO_CONFIGURATION_AVAILABLE_TO_PERFORM_POLICY_DECISION|No configuration available to perform policy decision
      166|UNSUPPORTED_L2_PROTOCOL|Unsupported L2 protocol
      167|NO_MAPPING_FOR_NAT_MASQUERADE|No mapping for NAT masquerade
      168|UNSUPPORTED_PROTOCOL_FOR_NAT_MASQUERADE|Unsupported protocol for NAT masquerade
      169|FIB_LOOKUP_FAILED|FIB lookup failed
      170|ENCAPSULATION_TRAFFIC_IS_PROHIBITED|Encapsulation traffic is prohibited
      171|INVALID_IDENTITY|Invalid identity
      172|UNKNOWN_SENDER|Unknown sender
      173|NAT_NOT_NEEDED|NAT not needed
      174|IS_A_CLUSTERIP|Is a ClusterIP
      175|FIRST_LOGICAL_DATAGRAM_FRAGMENT_NOT_FOUND|First logical datagram fragment not found
      176|FORBIDDEN_ICMPV6_MESSAGE|Forbidden ICMPv6 message
      177|DENIED_BY_LB_SRC_RANGE_CHECK|Denied by LB src range check
      178|SOCKET_LOOKUP_FAILED|Socket lookup failed
      179|SOCKET_ASSIGN_FAILED|Socket assign failed
      180|PROXY_REDIRECTION_NOT_SUPPORTED_FOR_PROTOCOL|Proxy redirection not supported for protocol
      181|POLICY_DENY|Policy denied by denylist
      182|VLAN_FILTERED|VLAN traffic disallowed by VLAN filter
      183|INVALID_VNI|Incorrect VNI from VTEP
      184|INVALID_TC_BUFFER|Failed to update or lookup TC buffer
      185|NO_SID|No SID was found for the IP address
      186|MISSING_SRV6_STATE|SRv6 state was removed during tail call
      187|NAT46|L3 translation from IPv4 to IPv6 failed (NAT46)
      188|NAT64|L3 translation from IPv6 to IPv4 failed (NAT64)
      189|AUTH_REQUIRED|Authentication required
      190|CT_NO_MAP_FOUND|No conntrack map found
      191|SNAT_NO_MAP_FOUND|No nat map found
      192|INVALID_CLUSTER_ID|Invalid ClusterID
      193|UNSUPPORTED_PROTOCOL_FOR_DSR_ENCAP|Unsupported packet protocol for DSR encapsulation
      194|NO_EGRESS_GATEWAY|No egress gateway found
      195|UNENCRYPTED_TRAFFIC|Traffic is unencrypted
      196|TTL_EXCEEDED|TTL exceeded
      197|NO_NODE_ID|No node ID found
      198|DROP_RATE_LIMITED|Rate limited
      199|IGMP_HANDLED|IGMP handled
      200|IGMP_SUBSCRIBED|IGMP subscribed
      201|MULTICAST_HANDLED|Multicast handled
      202|DROP_HOST_NOT_READY|Host datapath not ready
      203|DROP_EP_NOT_READY|Endpoint policy program not available
      204|DROP_NO_EGRESS_IP|No Egress IP configured
      205|DROP_PUNT_PROXY|Punt to proxy
      206||No device
      207|DROP_FRAG_NOT_FOUND_WORLD|First logical datagram fragment not found from world
      """;

  private static final Map<Integer, DropReason> BY_CODE = new HashMap<>();
  private static final Map<String, DropReason> BY_NAME = new HashMap<>();
  private static final Map<String, DropReason> BY_TEXT = new HashMap<>();

  static {
    for (String row : TABLE.lines().toList()) {
      String[] cells = row.split("\\|", -1);
      DropReason reason = new DropReason(Integer.parseInt(cells[0]), cells[1], cells[2]);
      BY_CODE.put(reason.code, reason);
      BY_NAME.put(reason.name, reason);
      BY_TEXT.put(reason.text.toLowerCase(Locale.ROOT), reason);
    }
    BY_NAME.remove("");
  }

  public static final DropReason POLICY_DENIED = ofCode(133);
  public static final DropReason POLICY_DENY = ofCode(181);

  public DropReason {
    requireNonNull(name, "name is null");
    requireNonNull(text, "text is null");
  }

  public static DropReason ofCode(int code) {
    if (code == 0) {
      return NONE;
    }
    DropReason known = BY_CODE.get(code);
    return known != null ? known : new DropReason(code, "", Integer.toString(code));
  }

  /** By its name; one that is newer than this program keeps it. */
  public static DropReason ofName(String name) {
    if (name.isEmpty() || name.equals("DROP_REASON_UNKNOWN")) {
      return NONE;
    }
    DropReason known = BY_NAME.get(name);
    return known != null ? known : new DropReason(0, name, name);
  }

  /** By the words of a compact line, upper and lower case aside, an extended error behind them. */
  public static Optional<DropReason> ofText(String text) {
    String words = text.toLowerCase(Locale.ROOT);
    DropReason known = BY_TEXT.get(words);
    if (known == null && words.matches(".*, -?[0-9]+")) {
      known = BY_TEXT.get(words.substring(0, words.lastIndexOf(',')));
    }
    if (known == null && words.matches("[0-9]{1,3}(, -?[0-9]+)?")) {
      known = ofCode(Integer.parseInt(words.split(",", -1)[0]));
    }
    return Optional.ofNullable(known);
  }

  public boolean isPolicy() {
    return code == POLICY_DENIED.code || code == POLICY_DENY.code;
  }

  public boolean isNone() {
    return code == 0 && name.isEmpty();
  }

  /** As Hubble spells them. */
  public static Iterable<String> names() {
    return BY_NAME.keySet();
  }
}
