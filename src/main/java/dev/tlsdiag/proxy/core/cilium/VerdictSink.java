package dev.tlsdiag.proxy.core.cilium;

/** Takes verdicts, each once, on any thread. Must not block. */
public interface VerdictSink {
  void onVerdict(VerdictRecord verdict);

  /** To both. */
  default VerdictSink and(VerdictSink other) {
    return verdict -> {
      onVerdict(verdict);
      other.onVerdict(verdict);
    };
  }
}
