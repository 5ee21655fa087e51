package dev.tlsdiag.experiment.evidence;

import java.util.List;

/** The evidence tells of requests, and none is the one that was asked for. */
public final class NoSuchRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> others;

  /**
   * @param message what was asked for: {@code no request here is for the host 'a.example.test'}
   * @param others values that would have found one, a few
   */
  NoSuchRequestException(String message, List<String> others) {
    super(message);
    this.others = List.copyOf(others);
  }

  /** Values that would have found a request, a few; they come from the evidence. */
  public List<String> others() {
    return others;
  }
}
