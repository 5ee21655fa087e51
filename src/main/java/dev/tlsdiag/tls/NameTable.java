package dev.tlsdiag.tls;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Names of wire values out of a resource of lines {@code 1301 TLS_AES_128_GCM_SHA256}; {@code #}
 * begins a comment line. It is read when the first name is asked for, so that parsing never pays
 * for it.
 */
final class NameTable {
  private final String resource;
  private volatile Map<Integer, String> names;

  /**
   * @param resource file beside this class
   */
  NameTable(String resource) {
    this.resource = resource;
  }

  Optional<String> name(int code) {
    Map<Integer, String> loaded = names;
    if (loaded == null) {
      loaded = load();
      names = loaded;
    }
    return Optional.ofNullable(loaded.get(code));
  }

  private Map<Integer, String> load() {
    Map<Integer, String> loaded = new HashMap<>();
    try (InputStream in = NameTable.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource " + resource + " is not on the class path");
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int space = line.indexOf(' ');
        if (space > 0 && line.charAt(0) != '#') {
          loaded.put(Integer.parseInt(line, 0, space, 16), line.substring(space + 1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
    return Map.copyOf(loaded);
  }
}
