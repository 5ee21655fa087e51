package dev.tlsdiag.replay;

import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Side;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import okhttp3.internal.http2.StreamResetException;

/**
 * Why there is no whole response.
 *
 * @param problem in words
 * @param curlExit how curl would end
 */
record HttpFailure(String problem, Optional<Side> endedBy, int curlExit) {

  /**
   * What had been seen when it failed.
   *
   * @param peer who answers, as messages name it
   * @param end of the connection
   * @param responded whether the head of a response came
   * @param bytesRead inside TLS
   * @param bodyBytes of the response's body
   * @param sinceStart of the run
   */
  record Seen(
      String peer,
      Optional<LegTape.End> end,
      boolean responded,
      long bytesRead,
      long bodyBytes,
      Duration sinceStart) {

    /**
     * Says it in words, with the code of curl.
     *
     * @param cause what the socket said first
     * @param told what OkHttp made of it
     */
    HttpFailure failure(IOException cause, IOException told) {
      Optional<AlertDescription> alert = TlsVerdict.received(cause);
      if (alert.isPresent()) {
        String words =
            "%s ended it after the handshake with alert %d %s"
                .formatted(peer, alert.get().code(), alert.get().name());
        return new HttpFailure(words, Optional.of(Side.SERVER), CurlExit.RECEIVE);
      }
      if (told instanceof StreamResetException reset) {
        if (end.isEmpty()) {
          String words = "%s reset the HTTP/2 stream: %s".formatted(peer, reset.errorCode.name());
          return new HttpFailure(words, Optional.of(Side.SERVER), CurlExit.HTTP2_STREAM);
        }
      }
      String progress =
          !responded
              ? "without a response"
              : "after %d bytes of the response's body".formatted(bodyBytes);
      if (end.isEmpty()) {
        boolean silentEnd = !responded && bytesRead == 0 && isEndOfStream(told);
        return silentEnd // close_notify came, and no FIN yet
            ? new HttpFailure(
                peer + " closed the connection " + progress,
                Optional.of(Side.SERVER),
                CurlExit.EMPTY_REPLY)
            : new HttpFailure(
                String.valueOf(told.getMessage()), Optional.empty(), CurlExit.RECEIVE);
      }
      return switch (end.get()) {
        case CLOSED ->
            new HttpFailure(
                peer + " closed the connection " + progress,
                Optional.of(Side.SERVER),
                responded
                    ? CurlExit.PARTIAL_FILE
                    : bytesRead == 0 ? CurlExit.EMPTY_REPLY : CurlExit.RECEIVE);
        case RESET ->
            new HttpFailure(
                peer + " reset the connection " + progress,
                Optional.of(Side.SERVER),
                CurlExit.RECEIVE);
        case TIMED_OUT ->
            new HttpFailure(
                !responded
                    ? "%s did not answer the request within %s"
                        .formatted(peer, Words.seconds(sinceStart))
                    : "the response did not end within %s: %d bytes of its body came"
                        .formatted(Words.seconds(sinceStart), bodyBytes),
                Optional.of(Side.CLIENT),
                CurlExit.TIMEOUT);
      };
    }

    private static boolean isEndOfStream(IOException e) {
      return String.valueOf(e.getMessage()).contains("end of stream");
    }
  }
}
