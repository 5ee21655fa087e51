package dev.tlsdiag.replay;

/** The numbers that curl exits with, as its manual lists them. */
public final class CurlExit {
  public static final int OK = 0;
  public static final int RESOLVE_PROXY = 5;
  public static final int RESOLVE_HOST = 6;
  public static final int CONNECT = 7;
  public static final int PARTIAL_FILE = 18;
  public static final int HTTP_ERROR = 22;
  public static final int TIMEOUT = 28;
  public static final int TLS_CONNECT = 35;
  public static final int INTERFACE = 45;
  public static final int TOO_MANY_REDIRECTS = 47;
  public static final int EMPTY_REPLY = 52;
  public static final int SEND = 55;
  public static final int RECEIVE = 56;
  public static final int CIPHER = 59;
  public static final int PEER_CERTIFICATE = 60;
  public static final int HTTP2_STREAM = 92;
  public static final int PROXY_HANDSHAKE = 97;

  private CurlExit() {}
}
