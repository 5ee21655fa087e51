package dev.tlsdiag.mesh.logs;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The bodies of responses that Envoy makes itself, as clients keep them. */
final class EnvoyWords {
  /** More of a body is not looked at: those of Envoy are a line. */
  private static final int LOOKED_AT = 2048;

  private static final Pattern BODY =
      Pattern.compile(
          "(upstream connect error|no healthy upstream|upstream request timeout|Access denied|RBAC: access denied).*");

  private EnvoyWords() {}

  /** To the end of the line; empty where the text has none of them. */
  static Optional<String> in(String text) {
    Matcher body = BODY.matcher(text.length() > LOOKED_AT ? text.substring(0, LOOKED_AT) : text);
    return body.find() ? Optional.of(body.group()) : Optional.empty();
  }
}
