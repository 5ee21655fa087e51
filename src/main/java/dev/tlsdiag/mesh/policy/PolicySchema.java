package dev.tlsdiag.mesh.policy;

import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Which fields the kinds of policies have. */
public final class PolicySchema {
  private static final Schema SCHEMA = read();

  private PolicySchema() {}

  /** What the API server has against it; nothing where it is no policy. */
  public static List<Schema.Problem> check(Resource resource) {
    return PolicyReader.kindOf(resource)
        .map(kind -> SCHEMA.check(kind.label(), resource.node()))
        .orElse(List.of());
  }

  private static Schema read() {
    try (InputStream in = PolicySchema.class.getResourceAsStream("policy.schema")) {
      if (in == null) {
        throw new IllegalStateException("no policy.schema");
      }
      return Schema.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
