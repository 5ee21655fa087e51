package dev.tlsdiag.proxy.live;

import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.proxy.core.LegRecord;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A connection that rows belong to, perhaps before it is told of. */
final class LegEntry {
  final long id;

  /** Null until something is told. */
  LegRecord record;

  boolean ended;
  long weight;
  final Set<FlowRow> rows = new LinkedHashSet<>();

  /** Of a server's: what the rules said of a good answer on it, for this client's connection. */
  LegEntry sameClient;

  int sameSight;
  List<Finding> sameFindings = List.of();

  LegEntry(long id) {
    this.id = id;
  }

  int sight() {
    return record == null ? 0 : record.failed() ? 2 : 1;
  }
}
