package dev.tlsdiag.collect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tlsdiag.trace.Redaction;
import dev.tlsdiag.yaml.YamlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of text that leaves this machine: private keys, tokens, credentials of HTTP,
 * values of Kubernetes Secrets and of environment variables. Certificates stay.
 */
public final class SecretFilter {
  /** {@code [redacted]} where bytes are expected, as Envoy itself writes it. */
  public static final String REDACTED_BASE64 = "W3JlZGFjdGVkXQ==";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final String PEM_BEGIN = "-----BEGIN ";
  private static final String PEM_END = "-----END ";
  private static final String PRIVATE_KEY = "PRIVATE KEY-----";

  /** A header as programs print it: {@code name: value}, {@code 'name', 'value'}, name=value. */
  private static final Pattern HEADER =
      Pattern.compile(
          "(?i)(['\"]?\\b((?:proxy-)?authorization|(?:set-)?cookie2?|[a-z0-9-]*(?:api-key|token|secret"
              + "|password|passwd)[a-z0-9-]*)['\"]?\\s*[:=,]\\s*)(['\"]?)([^'\"\\r\\n]+)");

  private static final Pattern SCHEME =
      Pattern.compile("(?i)\\b(Bearer|Basic|Digest|Negotiate)\\s+[A-Za-z0-9._~+/=-]{6,}");

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*(?:\\.[A-Za-z0-9_-]*)?"
              + "|\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b|\\bgh[pousr]_[A-Za-z0-9]{20,}");

  /** Fields of JSON that hold what nobody else may see, whatever is in them. */
  private static final Set<String> SECRET_FIELDS =
      Set.of(
          "private_key",
          "privatekey",
          "password",
          "passwd",
          "token",
          "access_token",
          "id_token",
          "refresh_token",
          "client_secret",
          "secret_key",
          "session_ticket_keys",
          "kubectl.kubernetes.io/last-applied-configuration");

  /** Header fields that access logs in JSON have as keys. */
  private static final Set<String> HEADERS =
      Set.of(
          "authorization",
          "proxy-authorization",
          "cookie",
          "set-cookie",
          "x-api-key",
          "x-auth-token",
          "x-amz-security-token");

  static final Set<String> CERTIFICATES = Set.of("tls.crt", "ca.crt", "cert", "cacert");

  private boolean inKey;
  private long taken;

  /** How many secrets were taken out so far. */
  public long taken() {
    return taken;
  }

  /** A whole document: JSON, JSON lines or any other text. */
  public String text(String text) {
    String stripped = text.stripLeading();
    boolean severalLines = stripped.strip().indexOf('\n') >= 0; // one is a record of its own
    if (severalLines && (stripped.startsWith("{") || stripped.startsWith("["))) {
      try {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree(JSON.readTree(text)))
            + "\n";
      } catch (JsonProcessingException e) {
        // Several values, or none: line by line.
      }
    }
    List<String> lines = new ArrayList<>();
    text.lines().forEach(line -> lines.add(line(line)));
    inKey = false;
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  /** A YAML file with Kubernetes resources; line numbers stay. */
  public String manifests(YamlText text) {
    ManifestFilter.Shown shown = ManifestFilter.of(text);
    taken += shown.secretsTaken();
    return shown.text();
  }

  /** The next line of a text. */
  public String line(String line) {
    Optional<String> key = keyLine(line);
    if (key.isPresent()) {
      return key.get();
    }
    if (line.startsWith("{")) {
      try {
        return JSON.writeValueAsString(tree(JSON.readTree(line)));
      } catch (JsonProcessingException e) {
        // It only looks like JSON.
      }
    }
    return words(line);
  }

  /** The next line of a file whose structure is looked after by somebody else. */
  String structured(String line) {
    return keyLine(line).orElseGet(() -> tokens(line));
  }

  /** What is shown of a line of a private key; empty where it is none. */
  private Optional<String> keyLine(String line) {
    if (inKey) {
      inKey = !line.contains(PEM_END);
      return Optional.of(inKey ? "" : Redaction.MARK);
    }
    int begin = line.indexOf(PEM_BEGIN);
    if (begin < 0 || line.indexOf(PRIVATE_KEY, begin) < 0) {
      return Optional.empty();
    }
    taken++;
    inKey = line.indexOf(PEM_END, begin + 1) < 0;
    return Optional.of(line.substring(0, begin) + Redaction.MARK);
  }

  private String words(String text) {
    String url = Redaction.ON.url(text);
    taken += url.equals(text) ? 0 : 1;
    String headers =
        replaced(HEADER, url, match -> match.group(1) + match.group(3) + Redaction.MARK);
    return tokens(headers);
  }

  private String tokens(String text) {
    String schemes = replaced(SCHEME, text, match -> match.group(1) + " " + Redaction.MARK);
    return replaced(TOKEN, schemes, match -> Redaction.MARK);
  }

  private String replaced(Pattern pattern, String text, Function<Matcher, String> change) {
    Matcher matcher = pattern.matcher(text);
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      boolean done = matcher.group().contains(Redaction.MARK);
      taken += done ? 0 : 1;
      String instead = done ? matcher.group() : change.apply(matcher);
      matcher.appendReplacement(out, Matcher.quoteReplacement(instead));
    }
    return matcher.appendTail(out).toString();
  }

  private JsonNode tree(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object(object);
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, tree(array.get(i)));
      }
    } else if (node.isTextual()) {
      String text = node.textValue();
      String shown = longText(text);
      return shown.equals(text) ? node : TextNode.valueOf(shown);
    }
    return node;
  }

  /** A value that itself has lines: a ConfigMap's file, an annotation. */
  private String longText(String text) {
    if (text.indexOf('\n') < 0) {
      return text.contains(PRIVATE_KEY) ? hidden() : words(text);
    }
    SecretFilter inner = new SecretFilter();
    List<String> lines = new ArrayList<>();
    text.lines().forEach(each -> lines.add(inner.line(each)));
    taken += inner.taken;
    return String.join("\n", lines) + (text.endsWith("\n") ? "\n" : "");
  }

  private void object(ObjectNode object) {
    boolean secret = "Secret".equals(object.path("kind").asText());
    boolean header = object.has("key") && object.has("value") && object.path("value").isTextual();
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      JsonNode value = object.get(name);
      if (secret && (name.equals("data") || name.equals("stringData"))) {
        secretValues(value, name.equals("data"));
      } else if (SECRET_FIELDS.contains(name.toLowerCase(Locale.ROOT))) {
        object.put(name, hidden());
      } else if (header && name.equals("value")) {
        object.put(name, header(object.path("key").asText(), value.textValue()));
      } else if (name.equals("env") && value instanceof ArrayNode variables) {
        variables.forEach(this::variable);
      } else if (HEADERS.contains(name.toLowerCase(Locale.ROOT)) && value.isTextual()) {
        object.put(name, header(name, value.textValue()));
      } else {
        object.set(name, tree(value));
      }
    }
  }

  private void variable(JsonNode variable) {
    if (variable instanceof ObjectNode object && object.path("value").isTextual()) {
      object.put("value", hidden());
    }
  }

  private String header(String name, String value) {
    String shown = Redaction.ON.value(name, value);
    taken += shown.equals(value) ? 0 : 1;
    return shown;
  }

  private void secretValues(JsonNode values, boolean base64) {
    if (!(values instanceof ObjectNode object)) {
      return;
    }
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      if (!CERTIFICATES.contains(name)) {
        taken++;
        object.put(name, base64 ? REDACTED_BASE64 : Redaction.MARK);
      }
    }
  }

  private String hidden() {
    taken++;
    return Redaction.MARK;
  }
}
