package dev.tlsdiag.pile;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.Manifests;

/** One document and what it gave. */
record Found(Contribution contribution, Yield yield) {
  Found {
    requireNonNull(contribution, "contribution is null");
    requireNonNull(yield, "yield is null");
  }

  /** What a document gave. */
  sealed interface Yield {}

  /** Nothing but its contribution's sentence. */
  record Nothing() implements Yield {}

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
}
