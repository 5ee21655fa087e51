package dev.tlsdiag.proxy.record;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Something that is written while the proxy runs, and may go wrong. */
public interface Output {
  /** As the user named it: {@code 'events.jsonl'}, {@code stdout}. */
  String name();

  /** What is counted by {@link #lost}: {@code records}, {@code packets}. */
  String unit();

  /** Writes all that waits, and closes; no more is taken. Gives up after {@code patience}. */
  void finish(Duration patience);

  /** How many are not in it. */
  long lost();

  /** Why. */
  Optional<IOException> problem();
}
