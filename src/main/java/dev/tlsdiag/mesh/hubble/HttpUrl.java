package dev.tlsdiag.mesh.hubble;

/** Parts of the URL of an HTTP flow, as it stands there: nothing is decoded or checked. */
final class HttpUrl {
  private HttpUrl() {}

  /** {@code https}; empty text where the URL has none. */
  static String scheme(String url) {
    int end = url.indexOf("://");
    return end < 0 ? "" : url.substring(0, end);
  }

  /** Host and port; empty text where the URL has none. */
  static String authority(String url) {
    int start = url.indexOf("://");
    return start < 0 ? "" : url.substring(start + 3, pathStart(url));
  }

  /** Path and query; {@code /} where a URL with an authority has none. */
  static String path(String url) {
    if (url.isEmpty()) {
      return "";
    }
    int start = pathStart(url);
    return start == url.length() ? "/" : url.substring(start);
  }

  private static int pathStart(String url) {
    int start = url.indexOf("://");
    if (start < 0) {
      return 0;
    }
    for (int i = start + 3; i < url.length(); i++) {
      if (url.charAt(i) == '/' || url.charAt(i) == '?') {
        return i;
      }
    }
    return url.length();
  }
}
