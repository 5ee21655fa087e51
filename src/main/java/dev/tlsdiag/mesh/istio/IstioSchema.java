package dev.tlsdiag.mesh.istio;

import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Which fields Istio's resources have. */
public final class IstioSchema {
  private static final Schema SCHEMA = read();

  private IstioSchema() {}

  /** What the API server has against it; nothing of kinds that are not looked at. */
  public static List<Schema.Problem> check(Resource resource) {
    return IstioResources.isIstio(resource) && SCHEMA.has(resource.kind())
        ? SCHEMA.check(resource.kind(), resource.node())
        : List.of();
  }

  private static Schema read() {
    try (InputStream in = IstioSchema.class.getResourceAsStream("istio.schema")) {
      if (in == null) {
        throw new IllegalStateException("no istio.schema");
      }
      return Schema.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
