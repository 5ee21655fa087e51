package dev.tlsdiag.proxy.live;

import java.util.List;

/**
 * What changed since a view looked last.
 *
 * @param flows rows that are new or changed, in the order of their changes
 * @param revision to ask with the next time
 * @param more whether there is more already
 * @param oldest id of the oldest row that is kept: those before are gone; 0 where there is none
 */
public record LiveBatch(List<LiveFlow> flows, long revision, boolean more, long oldest) {
  public LiveBatch {
    flows = List.copyOf(flows);
  }
}
