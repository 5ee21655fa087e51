package dev.tlsdiag.replay;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How a request is replayed.
 *
 * @param connectTimeout for resolving, TCP, tunnel and handshake together
 * @param maxTime for an attempt as a whole; zero for no bound
 * @param followRedirects {@code -L}
 * @param maxRedirects {@code --max-redirs}; -1 for no bound
 * @param keepMethod301 {@code --post301} and its like: the method is kept on 301, 302, 303
 * @param retries {@code --retry}: more attempts after a failure that may pass
 */
public record ReplayOptions(
    PathOptions path,
    TlsOptions tls,
    HttpVersion httpVersion,
    Duration connectTimeout,
    Duration maxTime,
    boolean followRedirects,
    int maxRedirects,
    boolean keepMethod301,
    int retries) {
  public static final ReplayOptions DEFAULT = new Builder().build();

  public ReplayOptions {
    requireNonNull(path, "path is null");
    requireNonNull(tls, "tls is null");
    requireNonNull(httpVersion, "httpVersion is null");
    requireNonNull(connectTimeout, "connectTimeout is null");
    requireNonNull(maxTime, "maxTime is null");
  }

  /** Starts from these values. */
  public Builder with() {
    return new Builder(this);
  }

  /** Changes some of the values. */
  public static final class Builder {
    private PathOptions path;
    private TlsOptions tls;
    private HttpVersion httpVersion;
    private Duration connectTimeout;
    private Duration maxTime;
    private boolean followRedirects;
    private int maxRedirects;
    private boolean keepMethod301;
    private int retries;

    private Builder() {
      path = PathOptions.DEFAULT;
      tls = TlsOptions.DEFAULT;
      httpVersion = HttpVersion.ANY;
      connectTimeout = Duration.ofSeconds(10);
      maxTime = Duration.ofSeconds(30);
      followRedirects = false;
      maxRedirects = 50;
      keepMethod301 = false;
      retries = 0;
    }

    private Builder(ReplayOptions from) {
      path = from.path;
      tls = from.tls;
      httpVersion = from.httpVersion;
      connectTimeout = from.connectTimeout;
      maxTime = from.maxTime;
      followRedirects = from.followRedirects;
      maxRedirects = from.maxRedirects;
      keepMethod301 = from.keepMethod301;
      retries = from.retries;
    }

    public Builder path(PathOptions value) {
      path = value;
      return this;
    }

    public Builder tls(TlsOptions value) {
      tls = value;
      return this;
    }

    public Builder httpVersion(HttpVersion value) {
      httpVersion = value;
      return this;
    }

    public Builder connectTimeout(Duration value) {
      connectTimeout = value;
      return this;
    }

    public Builder maxTime(Duration value) {
      maxTime = value;
      return this;
    }

    public Builder followRedirects(boolean value) {
      followRedirects = value;
      return this;
    }

    public Builder maxRedirects(int value) {
      maxRedirects = value;
      return this;
    }

    public Builder keepMethod301(boolean value) {
      keepMethod301 = value;
      return this;
    }

    public Builder retries(int value) {
      retries = value;
      return this;
    }

    public ReplayOptions build() {
      return new ReplayOptions(
          path,
          tls,
          httpVersion,
          connectTimeout,
          maxTime,
          followRedirects,
          maxRedirects,
          keepMethod301,
          retries);
    }
  }
}
