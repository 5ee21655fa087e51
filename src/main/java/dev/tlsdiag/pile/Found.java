package dev.tlsdiag.pile;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.envoy.ConfigDump;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One document and what it gave. */
record Found(Contribution contribution, List<Yield> yields) {
  Found {
    requireNonNull(contribution, "contribution is null");
    yields = List.copyOf(yields);
  }

  Found(Contribution contribution, Yield... yields) {
    this(contribution, Arrays.asList(yields));
  }

  /** What of this kind it gave. */
  <T extends Yield> Stream<T> all(Class<T> kind) {
    return yields.stream().filter(kind::isInstance).map(kind::cast);
  }

  /** Its sightings. */
  Optional<Seen> seen() {
    return all(Seen.class).findFirst();
  }

  /** What a document gave. */
  sealed interface Yield {}

  record Captured(CapturedFile file) implements Yield {
    Captured {
      requireNonNull(file, "file is null");
    }
  }

  /**
   * Sightings.
   *
   * @param failures by what those of them that failed are known
   */
  record Seen(SightingStore.Kept kept, Interest failures) implements Yield {
    Seen {
      requireNonNull(kept, "kept is null");
      requireNonNull(failures, "failures is null");
    }
  }

  record Told(Manifests manifests) implements Yield {
    Told {
      requireNonNull(manifests, "manifests is null");
    }
  }

  record Certified(CertificateFile file) implements Yield {
    Certified {
      requireNonNull(file, "file is null");
    }
  }

  record Answered(EnvoyAdmin admin) implements Yield {
    Answered {
      requireNonNull(admin, "admin is null");
    }
  }

  record Dumped(ConfigDump dump) implements Yield {
    Dumped {
      requireNonNull(dump, "dump is null");
    }
  }
}
