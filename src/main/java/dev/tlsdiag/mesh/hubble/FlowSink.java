package dev.tlsdiag.mesh.hubble;

/** Takes what a reader of flows finds, in the order of the text. */
public interface FlowSink {
  /**
   * A flow.
   *
   * @param line where it stands, 1-based; of a record of several lines its first
   */
  void onFlow(FlowRecord flow, long line);

  default void onLost(LostEvents lost, long line) {}

  default void onNodeStatus(NodeStatus status, long line) {}
}
