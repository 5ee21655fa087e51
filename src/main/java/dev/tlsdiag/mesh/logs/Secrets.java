package dev.tlsdiag.mesh.logs;

import dev.tlsdiag.trace.Redaction;
import java.util.regex.Pattern;

/** Takes secrets out of lines that any program may have written. */
final class Secrets {
  private static final Pattern HEADER =
      Pattern.compile(
          "(?i)\\b((?:proxy-|x-)?authorization|cookie2?|set-cookie|x-api-key|[a-z-]{0,40}token|[a-z-]{0,40}secret|password|passwd)"
              + "(\\\\?[\"']?\\s*[:=]\\s*\\\\?[\"']?)((?:(?:basic|bearer|negotiate|digest|ntlm|aws4-hmac-sha256)\\s+)?)[^\\s\"',;][^\"'\\r\\n]*");

  private static final Pattern BEARER =
      Pattern.compile("(?i)\\b(bearer|basic)\\s+[A-Za-z0-9+/=._~-]{8,}");

  private static final Pattern JWT =
      Pattern.compile("(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");

  /** Of a TLS session: what openssl prints, and what a key log has. */
  private static final Pattern SESSION =
      Pattern.compile(
          "(?i)\\b(master-key\\s*:\\s*|resumption psk\\s*:\\s*|(?:client_random|[a-z_]*traffic_secret_?\\d?|exporter_secret)\\s+[0-9a-f]{64}\\s+)[0-9a-f]{16,}");

  private Secrets() {}

  /** The line, secrets that stand in it replaced. */
  static String without(String line) {
    String text = line;
    if (text.indexOf('?') >= 0 || text.contains("//")) {
      text = Redaction.ON.url(text);
    }
    text = HEADER.matcher(text).replaceAll("$1$2$3" + Redaction.MARK);
    text = BEARER.matcher(text).replaceAll("$1 " + Redaction.MARK);
    text = SESSION.matcher(text).replaceAll("$1" + Redaction.MARK);
    return JWT.matcher(text).replaceAll(Redaction.MARK);
  }

  /** A path or URL. */
  static String path(String path) {
    return Redaction.ON.url(path);
  }
}
