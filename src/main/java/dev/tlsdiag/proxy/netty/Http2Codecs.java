package dev.tlsdiag.proxy.netty;

import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;

/** HTTP/2 connections with the proxy's bounds. */
final class Http2Codecs {
  /** Streams that a client may have open at a time. */
  static final int MAX_STREAMS = 128;

  private static final int STREAM_WINDOW = 256 * 1024;

  /** Larger than a stream's, so that one that nobody reads does not hold up the others. */
  private static final int CONNECTION_WINDOW = 16 * 1024 * 1024;

  private static final int INITIAL_WINDOW = 65_535;

  private Http2Codecs() {}

  /**
   * Towards clients. What floods a server is bounded by the library: RST_STREAM (200 in 30 s),
   * CONTINUATION, empty DATA, control frames that wait to be sent.
   */
  static Http2FrameCodec server(HttpLimits limits) {
    return Http2FrameCodecBuilder.forServer()
        .initialSettings(
            Http2Settings.defaultSettings()
                .maxConcurrentStreams(MAX_STREAMS)
                .initialWindowSize(STREAM_WINDOW)
                .maxHeaderListSize(limits.headBytes()))
        .gracefulShutdownTimeoutMillis(limits.idleTimeout().toMillis())
        .build();
  }

  /** Towards servers; they may not push. */
  static Http2FrameCodec client(HttpLimits limits) {
    return Http2FrameCodecBuilder.forClient()
        .initialSettings(
            Http2Settings.defaultSettings()
                .pushEnabled(false)
                .initialWindowSize(STREAM_WINDOW)
                .maxHeaderListSize(limits.headBytes()))
        .gracefulShutdownTimeoutMillis(limits.idleTimeout().toMillis())
        .build();
  }

  /** To be called when the codec is in its pipeline. */
  static void widen(Http2FrameCodec codec) {
    try {
      codec
          .connection()
          .local()
          .flowController()
          .incrementWindowSize(
              codec.connection().connectionStream(), CONNECTION_WINDOW - INITIAL_WINDOW);
    } catch (Http2Exception e) {
      throw new IllegalStateException("a new connection's window cannot overflow", e);
    }
  }
}
