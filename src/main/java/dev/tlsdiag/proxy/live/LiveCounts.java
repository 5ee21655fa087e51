package dev.tlsdiag.proxy.live;

/**
 * How many flows there were.
 *
 * @param kept rows that can be looked at
 * @param ok since the start, and so the next three
 * @param gone rows that had to make room for others
 * @param withoutDetails rows whose details had to
 * @param lost records that came faster than they could be taken, so that they are in no row
 * @param undiagnosed rows that no rule could be asked about
 */
public record LiveCounts(
    long kept,
    long ok,
    long warning,
    long failed,
    long denied,
    long gone,
    long withoutDetails,
    long lost,
    long undiagnosed) {
  public long total() {
    return ok + warning + failed + denied;
  }

  public long of(FlowVerdict verdict) {
    return switch (verdict) {
      case OK -> ok;
      case WARNING -> warning;
      case FAILED -> failed;
      case DENIED -> denied;
    };
  }
}
