package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.UpstreamFailure;

/** The proxy has no connection to the server. */
final class UpstreamException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient UpstreamFailure failure;
  private final long leg;

  /**
   * @param leg id of the connection that failed last; 0 where there was none
   */
  UpstreamException(UpstreamFailure failure, long leg, Throwable cause) {
    super(failure.detail(), cause);
    this.failure = failure;
    this.leg = leg;
  }

  UpstreamFailure failure() {
    return failure;
  }

  long leg() {
    return leg;
  }
}
