package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

/** Where something can be seen again with a tool the reader trusts. */
public sealed interface Evidence {

  /**
   * Packets of a capture.
   *
   * @param file as the user named it
   * @param first 1-based number of the first packet
   * @param last 1-based number of the last packet, at least {@code first}
   */
  record Packets(String file, long first, long last) implements Evidence {
    public Packets {
      requireNonNull(file, "file is null");
      if (first < 1 || last < first) {
        throw new IllegalArgumentException("no packets: %d to %d".formatted(first, last));
      }
    }

    // Written out here and below: what the compiler makes of a record costs a start some
    // milliseconds per method.

    @Override
    public boolean equals(Object other) {
      return other instanceof Packets that
          && file.equals(that.file)
          && first == that.first
          && last == that.last;
    }

    @Override
    public int hashCode() {
      return 31 * (31 * file.hashCode() + Long.hashCode(first)) + Long.hashCode(last);
    }
  }

  /**
   * One leg of a live run.
   *
   * @param id as the report lists it: {@code direct}, {@code proxied.2}
   */
  record Exchange(String id) implements Evidence {
    public Exchange {
      requireNonNull(id, "id is null");
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Exchange that && id.equals(that.id);
    }

    @Override
    public int hashCode() {
      return id.hashCode();
    }
  }

  /**
   * A probe that was made to test a finding.
   *
   * @param id as the report lists it: {@code p1}
   */
  record Experiment(String id) implements Evidence {
    public Experiment {
      requireNonNull(id, "id is null");
    }
  }

  /**
   * A place in a configuration file: a policy, a manifest, a dump.
   *
   * @param file as the user named it; of an archive's member {@code archive!/member}
   * @param line 1-based
   * @param column 1-based, in characters
   */
  record ConfigLine(String file, int line, int column) implements Evidence {
    public ConfigLine {
      requireNonNull(file, "file is null");
      if (line < 1 || column < 1) {
        throw new IllegalArgumentException("no place in a text: %d:%d".formatted(line, column));
      }
    }
  }

  /**
   * A line of a log or of flow records.
   *
   * @param file as the user named it; of an archive's member {@code archive!/member}
   * @param line 1-based
   */
  record LogLine(String file, long line) implements Evidence {
    public LogLine {
      requireNonNull(file, "file is null");
      if (line < 1) {
        throw new IllegalArgumentException("no line: " + line);
      }
    }
  }

  /**
   * A certificate.
   *
   * @param sha256 of its DER form, lower-case hex
   */
  record Certificate(String sha256) implements Evidence {
    public Certificate {
      requireNonNull(sha256, "sha256 is null");
    }
  }
}
