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

  private static final String SEPARATOR = "(?:\\\\?['\"]?\\s{0,4}[:=]|['\"]\\s{0,4},)\\s{0,4}";

  /** With quotes that may be escaped, as in a text within JSON. */
  private static final String QUOTED = "\\\\?\"[^\"\\r\\n]*\"?|\\\\?'[^'\\r\\n]*'?";

  /** A header as programs print it: {@code name: value}, {@code 'name', 'value'}, name=value. */
  private static final Pattern HEADER =
      Pattern.compile(
          "(?i)((?<![a-z0-9-])(?:(?:proxy-|x-)?authorization|(?:set-)?cookie2?"
              + "|x-[a-z0-9-]{0,40}(?:session|assertion|jwt|csrf|xsrf)[a-z0-9-]{0,20})"
              + SEPARATOR
              + ")(?:"
              + QUOTED
              + "|[^'\"\\s][^'\"\\r\\n]*)");

  /** Any other name that tells of a secret; behind {@code =} a value without quotes is a word. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)((?<![a-z0-9_.-])[a-z0-9_.-]{0,40}"
              + "(?:api[-_]?key|token|secret|password|passwd|passphrase|client-key-data)"
              + "(?![a-z0-9_-]{0,20}(?:name|ref|namespace|path|file|type|ur[il])\\b)[a-z0-9_-]{0,20}"
              + SEPARATOR
              + ")(?!\\[redacted|(?:true|false|null|none|yes|no|-?[0-9.]+)\\s*(?:[,;}\\]]|$))"
              + "(?:"
              + QUOTED
              + "|(?<==\\s{0,4})[^'\"\\s&;,)\\]}]+|(?<![=,]\\s{0,4})[^'\"\\s,{\\[][^'\"\\r\\n]*)");

  /** Of command lines. */
  private static final Pattern OPTION =
      Pattern.compile(
          "(?i)((?<![a-z0-9-])--?[a-z-]{0,40}(?:api-key|token|secret|password|passphrase)"
              + "[\"']?,?\\s{1,4}[\"']?)(?![-\\s\"'])[^\"'\\s,\\]]+");

  private static final Pattern USER_OPTION =
      Pattern.compile(
          "((?<![A-Za-z0-9-])(?:-u|-U|--user|--proxy-user)[\"']?[,=]?\\s{0,4}[\"']?[^:\\s\"'=,]{1,80}:)"
              + "[^\"'\\s,\\]]+");

  private static final Pattern SCHEME =
      Pattern.compile(
          "(?i)\\b(Bearer|Basic|Digest|Negotiate|NTLM)\\s{1,4}(?!realm=|Constraints\\b)[A-Za-z0-9._~+/=-]{6,}");

  /** A private key in base64 of its PEM is one, too. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*(?:\\.[A-Za-z0-9_-]*)?"
              + "|\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b|\\bgh[pousr]_[A-Za-z0-9]{20,}"
              + "|LS0tLS1CRUdJTi(?:BQUklWQVRF|BSU0EgUFJJVkFURS|BFQyBQUklWQVRF|BFTkNSWVBURUQgUFJJVkFUR|BPUEVOU1NI)"
              + "[A-Za-z0-9+/=]*");

  /** Of TLS sessions: what openssl prints, and the lines of a key log. */
  private static final Pattern SESSION =
      Pattern.compile(
          "(?i)((?<![a-z-])(?:master-key|psk|resumption psk|early secret)\\s{0,8}:\\s{0,8}"
              + "|(?<![a-z_])(?:client_random|exporter_secret|early_exporter_secret"
              + "|(?:client|server)_(?:early_|handshake_)?traffic_secret(?:_\\d)?)\\s+[0-9a-f]{64}\\s+)"
              + "(?!None)[^\\s]+");

  /** The cookies that HAProxy has in a line of its log, before the state of the session. */
  private static final Pattern HAPROXY_COOKIES =
      Pattern.compile("( -?\\d{1,3} \\+?\\d{1,18} )(\\S+) (\\S+)(?= [A-Za-z-]{4} \\d+/\\d+/\\d+)");

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
          "generic_secret",
          "kubectl.kubernetes.io/last-applied-configuration");

  /** Any other field with such a name, if it holds a text. */
  private static final Pattern SECRET_FIELD =
      Pattern.compile(
          "(?i).*(?:api[-_]?key|token|password|passwd|passphrase|client[-_]?secret|secret[-_]?key"
              + "|client-key-data|credentials?)(?!.*(?:name|file|path|ur[il]|type|ref|namespace|algorithm)$).*");

  /** Where matchers and additions of headers have what they are about. */
  private static final Set<String> HEADER_VALUES =
      Set.of(
          "value",
          "raw_value",
          "string_match",
          "exact_match",
          "prefix_match",
          "suffix_match",
          "contains_match",
          "safe_regex_match");

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
    if (!inKey && (line.startsWith("{") || line.startsWith("["))) {
      try {
        return JSON.writeValueAsString(tree(JSON.readTree(line)));
      } catch (JsonProcessingException e) {
        // It only looks like JSON.
      }
    }
    return keyLine(line).orElseGet(() -> words(line));
  }

  /** The next line of a file whose structure is looked after by somebody else. */
  String structured(String line) {
    return keyLine(line).orElseGet(() -> words(line));
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
    String sessions = replaced(SESSION, url, match -> match.group(1) + Redaction.MARK);
    String headers = replaced(HEADER, sessions, SecretFilter::named);
    String named = replaced(NAMED, headers, SecretFilter::named);
    String options = replaced(OPTION, named, match -> match.group(1) + Redaction.MARK);
    String users = replaced(USER_OPTION, options, match -> match.group(1) + Redaction.MARK);
    String cookies =
        replaced(
            HAPROXY_COOKIES,
            users,
            match -> match.group(1) + cookie(match.group(2)) + " " + cookie(match.group(3)));
    return tokens(cookies);
  }

  /** The name, and the quotes if there are any. */
  private static String named(Matcher match) {
    String value = match.group().substring(match.group(1).length());
    String open = value.startsWith("\\") ? value.substring(0, Math.min(2, value.length())) : "";
    char first = value.charAt(0);
    boolean quoted = first == '"' || first == '\'';
    String quotes = quoted ? String.valueOf(first) : open;
    boolean closed = !quotes.isEmpty() && value.length() > quotes.length();
    return match.group(1)
        + quotes
        + Redaction.MARK
        + (closed && value.endsWith(quotes) ? quotes : "");
  }

  private static String cookie(String value) {
    int equals = value.indexOf('=');
    return equals < 0 ? value : value.substring(0, equals + 1) + Redaction.MARK;
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
    String kind = object.path("kind").asText();
    boolean secret = kind.equals("Secret");
    if (kind.equals("SecretList")) {
      object.path("items").forEach(item -> secretFields(item));
    }
    if (secret) {
      secretFields(object);
    }
    String subject = object.path("key").asText(object.path("name").asText());
    boolean header = Redaction.isSecretHeader(subject);
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      JsonNode value = object.get(name);
      if (secret && (name.equals("data") || name.equals("stringData"))) {
        continue; // done
      }
      if (SECRET_FIELDS.contains(name.toLowerCase(Locale.ROOT))
          || value.isTextual()
              && !value.textValue().isEmpty()
              && SECRET_FIELD.matcher(name).matches()) {
        object.put(name, hidden());
      } else if (header && HEADER_VALUES.contains(name) && !value.isNumber()) {
        object.put(name, value.isTextual() ? header(subject, value.textValue()) : hidden());
      } else if (name.equals("env") && value instanceof ArrayNode variables) {
        variables.forEach(this::variable);
      } else if (value.isTextual() && Redaction.isSecretHeader(name.replace('_', '-'))) {
        object.put(name, header(name, value.textValue()));
      } else {
        object.set(name, tree(value));
      }
    }
  }

  /** Of a Secret; what {@code kubectl apply} keeps of it in an annotation is all of it. */
  private void secretFields(JsonNode secret) {
    secretValues(secret.path("data"), true);
    secretValues(secret.path("stringData"), false);
    if (secret.path("metadata").path("annotations") instanceof ObjectNode annotations) {
      List<String> names = new ArrayList<>();
      annotations.fieldNames().forEachRemaining(names::add);
      names.forEach(name -> annotations.put(name, hidden()));
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
