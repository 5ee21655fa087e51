package dev.tlsdiag.diagnose.rules;

/** Flows of Hubble in JSON, as far as rules look at them. */
final class Flows {
  static final String MEDIABOT =
      "{\"ID\":2585,\"identity\":24948,\"namespace\":\"default\",\"labels\":[\"k8s:class=mediabot\","
          + "\"k8s:io.kubernetes.pod.namespace=default\",\"k8s:org=empire\"],\"pod_name\":\"mediabot\"}";

  static final String NAMED =
      "{\"identity\":16777223,\"labels\":[\"fqdn:*.example.test\",\"reserved:world\"]}";

  static final String WORLD = "{\"identity\":2,\"labels\":[\"reserved:world\"]}";

  static final String DNS =
      "{\"ID\":31,\"identity\":6345,\"namespace\":\"kube-system\",\"labels\":["
          + "\"k8s:io.kubernetes.pod.namespace=kube-system\",\"k8s:k8s-app=kube-dns\"],"
          + "\"pod_name\":\"coredns-668d6bf9bc-9vfqh\"}";

  private Flows() {}

  /**
   * Of TCP from the pod to 198.51.100.10:443; {@code more} are further fields, each with a comma.
   */
  static String out(String time, String verdict, String flags, String type, String more) {
    return tcp(time, verdict, 56816, flags, type, NAMED, false, more);
  }

  static String tcp(
      String time,
      String verdict,
      int port,
      String flags,
      String type,
      String destination,
      boolean reply,
      String more) {
    String client = "\"10.0.0.181\"";
    String server = "\"198.51.100.10\"";
    return "{\"flow\":{\"time\":\"2026-11-20T14:15:%sZ\",\"verdict\":\"%s\",\"IP\":{\"source\":%s,\"destination\":%s},"
            .formatted(time, verdict, reply ? server : client, reply ? client : server)
        + "\"l4\":{\"TCP\":{\"source_port\":%d,\"destination_port\":%d,\"flags\":{%s}}},"
            .formatted(reply ? 443 : port, reply ? port : 443, flags)
        + "\"source\":%s,\"destination\":%s,"
            .formatted(reply ? destination : MEDIABOT, reply ? MEDIABOT : destination)
        + "\"Type\":\"L3_L4\",\"event_type\":%s,\"traffic_direction\":\"EGRESS\",".formatted(type)
        + (verdict.equals("DROPPED") ? "" : "\"is_reply\":%s,".formatted(reply))
        + more
        + "\"node_name\":\"n\"}}";
  }

  static String set(String... flags) {
    StringBuilder text = new StringBuilder();
    for (String flag : flags) {
      text.append(text.length() == 0 ? "" : ",").append('"').append(flag).append("\":true");
    }
    return text.toString();
  }

  /**
   * A message of DNS through the proxy; {@code answer} is what {@code l7.dns} has beside the query.
   */
  static String dns(String time, String verdict, String name, boolean reply, String answer) {
    return "{\"flow\":{\"time\":\"2026-11-20T14:15:%sZ\",\"verdict\":\"%s\","
            .formatted(time, verdict)
        + (reply
            ? "\"IP\":{\"source\":\"10.0.1.44\",\"destination\":\"10.0.0.181\"},"
                + "\"l4\":{\"UDP\":{\"source_port\":53,\"destination_port\":47512}},"
            : "\"IP\":{\"source\":\"10.0.0.181\",\"destination\":\"10.0.1.44\"},"
                + "\"l4\":{\"UDP\":{\"source_port\":47512,\"destination_port\":53}},")
        + "\"source\":%s,\"destination\":%s,"
            .formatted(reply ? DNS : MEDIABOT, reply ? MEDIABOT : DNS)
        + "\"Type\":\"L7\",\"l7\":{\"type\":\"%s\",\"dns\":{\"query\":\"%s.\",\"qtypes\":[\"A\"],%s\"observation_source\":\"proxy\"}},"
            .formatted(reply ? "RESPONSE" : "REQUEST", name, answer)
        + "\"event_type\":{\"type\":129},\"traffic_direction\":\"EGRESS\",\"is_reply\":%s}}"
            .formatted(reply);
  }

  /** A request or a response that the proxy read. */
  static String http(
      String time, String verdict, String method, int code, boolean reply, String more) {
    return "{\"flow\":{\"time\":\"2026-11-20T14:15:%sZ\",\"verdict\":\"%s\","
            .formatted(time, verdict)
        + (reply
            ? "\"IP\":{\"source\":\"198.51.100.10\",\"destination\":\"10.0.0.181\"},"
                + "\"l4\":{\"TCP\":{\"source_port\":443,\"destination_port\":56816}},"
            : "\"IP\":{\"source\":\"10.0.0.181\",\"destination\":\"198.51.100.10\"},"
                + "\"l4\":{\"TCP\":{\"source_port\":56816,\"destination_port\":443}},")
        + "\"source\":%s,\"destination\":%s,"
            .formatted(reply ? NAMED : MEDIABOT, reply ? MEDIABOT : NAMED)
        + "\"Type\":\"L7\",\"l7\":{\"type\":\"%s\",%s\"http\":{%s\"method\":\"%s\",\"url\":\"https://app.example.test/key\",\"protocol\":\"HTTP/1.1\"}},"
            .formatted(
                reply ? "RESPONSE" : "REQUEST",
                more,
                code == 0 ? "" : "\"code\":" + code + ",",
                method)
        + "\"event_type\":{\"type\":129},\"traffic_direction\":\"EGRESS\",\"is_reply\":%s}}"
            .formatted(reply);
  }
}
