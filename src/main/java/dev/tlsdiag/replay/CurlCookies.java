package dev.tlsdiag.replay;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@code -b} sends: {@code name=value} as it is, or what a cookie file has for the URL. */
final class CurlCookies {
  private static final int FIELDS = 7; // domain, subdomains, path, secure, expiry, name, value
  private static final String HTTP_ONLY = "#HttpOnly_";

  private CurlCookies() {}

  static String header(List<String> given, URI url) throws IOException {
    List<String> asGiven = new ArrayList<>();
    List<String> pairs = new ArrayList<>();
    for (String each : given) {
      if (each.contains("=")) {
        asGiven.add(each);
      } else if (!each.isEmpty() && Files.isReadable(Path.of(each))) {
        for (String line : CurlBody.lines(each)) {
          ofFile(line, url, pairs);
        }
      }
    }
    if (!asGiven.isEmpty()) {
      pairs.add(String.join(";", asGiven));
    }
    return String.join("; ", pairs);
  }

  private static void ofFile(String line, URI url, List<String> pairs) {
    String bare = line.startsWith(HTTP_ONLY) ? line.substring(HTTP_ONLY.length()) : line;
    String[] field = bare.split("\t", -1);
    if (bare.startsWith("#") || field.length != FIELDS) {
      return;
    }
    String host = String.valueOf(url.getHost());
    String domain = field[0].replaceFirst("^\\.", "");
    boolean below = field[1].equals("TRUE") && host.endsWith("." + domain);
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    boolean there = host.equalsIgnoreCase(domain) || below;
    if (there
        && path.startsWith(field[2])
        && (!field[3].equals("TRUE") || url.getScheme().equals("https"))) {
      pairs.add(field[5] + "=" + field[6]);
    }
  }
}
