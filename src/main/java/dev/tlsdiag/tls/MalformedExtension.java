package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.Bytes;

/**
 * An extension that breaks its own format; the hello around it is whole.
 *
 * @param problem field, offset from the start of the body, and what is wrong
 */
public record MalformedExtension(ExtensionType type, Bytes body, String problem)
    implements ExtensionBody {
  public MalformedExtension {
    requireNonNull(type, "type is null");
    requireNonNull(body, "body is null");
    requireNonNull(problem, "problem is null");
  }

  @Override
  public String summary() {
    return "malformed: " + problem;
  }
}
