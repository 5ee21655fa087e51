package dev.tlsdiag.mesh.hubble;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What Hubble's relay says of nodes.
 *
 * @param state {@code NODE_CONNECTED}, {@code NODE_UNAVAILABLE}, {@code NODE_GONE}, {@code
 *     NODE_ERROR}
 */
public record NodeStatus(
    String state, List<String> nodeNames, String message, String nodeName, Optional<Instant> time) {
  public NodeStatus {
    requireNonNull(state, "state is null");
    nodeNames = List.copyOf(nodeNames);
    requireNonNull(message, "message is null");
    requireNonNull(nodeName, "nodeName is null");
    requireNonNull(time, "time is null");
  }

  /** Whether flows of those nodes are not among the records. */
  public boolean unavailable() {
    return state.equals("NODE_UNAVAILABLE")
        || state.equals("NODE_ERROR")
        || state.equals("NODE_GONE");
  }
}
