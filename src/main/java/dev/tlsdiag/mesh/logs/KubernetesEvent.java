package dev.tlsdiag.mesh.logs;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.Sighting.Leg;
import dev.tlsdiag.mesh.SourceKind;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an event of Kubernetes tells of connections: a secret that is not there, a probe that fails,
 * a policy that is refused.
 *
 * @param object {@code pod/mediabot}, as the event names it
 * @param count how often; empty text where it is not told
 */
record KubernetesEvent(
    String type,
    String reason,
    String object,
    String namespace,
    String message,
    String count,
    Optional<Instant> time) {
  private static final Pattern MISSING =
      Pattern.compile(
          "(?i)(?:secret|configmap)s? \"?([\\w.-]+(?:/[\\w.-]+)?)\"? (?:is )?not found|references non-existent secret key: ([\\w.-]+)|couldn't find key \\S+ in Secret ([\\w./-]+)");

  private static final Pattern URL = Pattern.compile("https?://[^\\s\"',]+");
  private static final Pattern DIAL = Pattern.compile("dial tcp ([\\[\\]0-9a-fA-F.:]+:\\d+)");

  Sighting tell(String file, long line) {
    String lower = message.toLowerCase(Locale.ROOT);
    Draft draft =
        new Draft(SourceKind.KUBERNETES_EVENT, file, line)
            .on(Leg.UNKNOWN, event(lower))
            .at(time)
            .put(Attribute.MESSAGE, Secrets.without(message))
            .put(Attribute.DETAILS, reason)
            .put(Attribute.ATTEMPTS, count);
    String kindless = object.substring(object.indexOf('/') + 1);
    if (object.toLowerCase(Locale.ROOT).startsWith("pod/")) {
      draft.put(Attribute.CLIENT_POD, namespace.isEmpty() ? kindless : namespace + "/" + kindless);
    }
    Matcher missing = MISSING.matcher(message);
    if (missing.find()) {
      for (int i = 1; i <= missing.groupCount(); i++) {
        draft.put(Attribute.SECRET, missing.group(i));
      }
    }
    Matcher dial = DIAL.matcher(message);
    Matcher url = URL.matcher(message);
    if (dial.find()) {
      draft.server(Places.withPort(dial.group(1)));
    } else if (url.find()) {
      draft.server(Places.ofUrl(url.group()));
    }
    return draft.tell(
        "Kubernetes: %s of %s: %s".formatted(reason, object, Secrets.without(message)));
  }

  private Event event(String lower) {
    if (lower.contains("x509")
        || lower.contains("tls:")
        || lower.contains("certificate") && warns()) {
      return Event.TLS_FAILED;
    }
    if (MISSING.matcher(message).find() || reason.equals("FailedMount")) {
      return Event.CONFIGURATION;
    }
    if (lower.contains("connection refused") || lower.contains("no route to host")) {
      return Event.CONNECT_FAILED;
    }
    if (lower.contains("connection reset") || lower.contains(": eof")) {
      return Event.RESET;
    }
    if (lower.contains("i/o timeout")
        || lower.contains("timeout exceeded")
        || lower.contains("timed out")) {
      return Event.CONNECT_TIMEOUT;
    }
    if (lower.contains("no such host")) {
      return Event.LOOKUP_FAILED;
    }
    boolean policy =
        lower.contains("policy") || lower.contains("secret") || lower.contains("issuer");
    return warns() && policy ? Event.CONFIGURATION : Event.OTHER;
  }

  private boolean warns() {
    return !type.equalsIgnoreCase("Normal");
  }
}
