package dev.tlsdiag.mesh.envoy;

import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.tcp.Endpoint;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Cilium's filters inside Envoy say. */
final class CiliumMessages {
  private static final String ADDRESS = "([0-9a-fA-F:.]{2,45}?)";

  private static final Pattern POD =
      Pattern.compile("(?:[Pp]od|POD IP:) " + ADDRESS + "(?=[ ,)]|$)");

  private static final Pattern OTHER_SIDE =
      Pattern.compile("(source|destination) IP:? " + ADDRESS + "(?=[ ,)]|$)");

  private static final Pattern SERVER_NAME = Pattern.compile("sni: ?\"([^\"]*)\"|sni \"([^\"]*)\"");

  private static final Pattern PORT = Pattern.compile("port:? ([0-9]{1,5})(?![0-9])");

  private static final Pattern PASSED = Pattern.compile("Passing SNI (\\S+) to upstream");

  /** Of an address whose port is not told. */
  private static final int NO_PORT = 0;

  private CiliumMessages() {}

  static LogDraft draft(LogContext context, String message) {
    Matcher passed = PASSED.matcher(message);
    if (passed.find()) {
      return context
          .forStream(Event.OTHER, "server_name %s passed on upstream".formatted(passed.group(1)))
          .with(Attribute.UPSTREAM_SNI, passed.group(1));
    }
    if (message.contains("policy DENY")) {
      return denied(context, message);
    }
    if (message.contains("TLS context") || message.startsWith("cilium.tls_wrapper: Policy not")) {
      return noContext(context, message);
    }
    return null;
  }

  /** {@code EGRESS POD IP: 10.0.0.181, destination IP: 52.1.2.3 sni: "x"}. */
  static LogDraft passing(LogContext context, String message) {
    Optional<String> sni = sni(message);
    LogDraft draft =
        context.downstream(
            Event.ACCEPTED,
            sni.map(
                    name ->
                        name.isEmpty()
                            ? "the client sent no server_name"
                            : "the client sent server_name " + name)
                .orElse("a connection came to Cilium's filter"));
    addresses(draft, message);
    sni.ifPresent(name -> draft.with(Attribute.SNI, name));
    return draft.with(Attribute.DIRECTION, message.startsWith("EGRESS") ? "EGRESS" : "INGRESS");
  }

  private static LogDraft denied(LogContext context, String message) {
    Optional<String> sni = sni(message);
    LogDraft draft =
        context.downstream(
            Event.DENIED,
            (message.contains(" HTTP ") ? "request" : "connection")
                + " denied by policy"
                + sni.filter(name -> !name.isEmpty())
                    .map(name -> ", server_name " + name)
                    .orElse(""));
    addresses(draft, message);
    sni.ifPresent(name -> draft.with(Attribute.SNI, name));
    if (message.contains("egress")) {
      draft.with(Attribute.DIRECTION, "EGRESS");
    } else if (message.contains("ingress")) {
      draft.with(Attribute.DIRECTION, "INGRESS");
    }
    return draft;
  }

  /** No secret, no usable one, or no rule for this name. */
  private static LogDraft noContext(LogContext context, String message) {
    boolean towardsServer = message.contains("client TLS context");
    String what =
        message.contains("Policy not found")
            ? "no policy for the connection: no TLS context to use"
            : towardsServer
                ? "no TLS context towards the server: a secret is missing, or no rule matches"
                : "no TLS context towards the client: a secret is missing, or no rule matches";
    LogDraft draft =
        towardsServer
            ? context.upstream(Event.CONFIGURATION, what)
            : context.downstream(Event.CONFIGURATION, what);
    draft.awaitsDownstream = false;
    addresses(draft, message);
    sni(message).ifPresent(name -> draft.with(Attribute.SNI, name));
    return draft;
  }

  private static Optional<String> sni(String message) {
    Matcher found = SERVER_NAME.matcher(message);
    return found.find()
        ? Optional.of(found.group(1) == null ? found.group(2) : found.group(1))
        : Optional.empty();
  }

  /**
   * Addresses without ports, unless the connection itself is known. The pod is the client of what
   * it sends, and the server of what it gets.
   */
  private static void addresses(LogDraft draft, String message) {
    Matcher pod = POD.matcher(message);
    Matcher other = OTHER_SIDE.matcher(message);
    Optional<String> ofPod = pod.find() ? Optional.of(pod.group(1)) : Optional.empty();
    boolean told = other.find();
    Optional<String> ofOther = told ? Optional.of(other.group(2)) : Optional.empty();
    boolean ingress = told ? other.group(1).equals("source") : message.contains("ingress policy");
    Optional<String> client = ingress ? ofOther : ofPod;
    Optional<String> server = ingress ? ofPod : ofOther;
    if (draft.client.isEmpty()) {
      draft.client = client.map(host -> new Endpoint(host, NO_PORT));
    }
    Matcher port = PORT.matcher(message);
    int number = port.find() ? Integer.parseInt(port.group(1)) : NO_PORT;
    if (draft.server.isEmpty() && number != NO_PORT && number <= 65535) {
      draft.server = server.map(host -> new Endpoint(host, number));
    } else {
      server.ifPresent(host -> draft.with(Attribute.DOWNSTREAM_SERVER, host));
    }
  }
}
