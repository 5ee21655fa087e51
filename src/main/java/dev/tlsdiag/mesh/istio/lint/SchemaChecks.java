package dev.tlsdiag.mesh.istio.lint;

import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.Schema;
import dev.tlsdiag.mesh.istio.IstioSchema;
import java.util.List;

/** Fields and values that the API does not have. */
final class SchemaChecks {
  private SchemaChecks() {}

  static void check(List<Resource> resources, IstioScene scene) {
    for (Resource resource : resources) {
      for (Schema.Problem problem : IstioSchema.check(resource)) {
        IstioLint lint =
            problem.mistake() == Schema.Mistake.UNKNOWN_FIELD
                ? IstioLint.ISTIO_UNKNOWN_FIELD
                : IstioLint.ISTIO_WRONG_VALUE;
        scene.add(
            lint, resource, problem.position(), problem.message(), problem.likely().orElse(""));
      }
    }
  }
}
