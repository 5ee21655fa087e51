package dev.tlsdiag.proxy.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** The few files of the page: there are no others, whatever path is asked for. */
final class WebFiles {
  private static final Map<String, String> TYPES =
      Map.of(
          "/", "text/html; charset=utf-8",
          "/app.css", "text/css; charset=utf-8",
          "/app.js", "text/javascript; charset=utf-8",
          "/dom.js", "text/javascript; charset=utf-8",
          "/feed.js", "text/javascript; charset=utf-8",
          "/map.js", "text/javascript; charset=utf-8",
          "/table.js", "text/javascript; charset=utf-8",
          "/panel.js", "text/javascript; charset=utf-8",
          "/icon.svg", "image/svg+xml");

  private WebFiles() {}

  /** One file. */
  static final class Page {
    private final String type;
    private final byte[] content;

    private Page(String type, byte[] content) {
      this.type = type;
      this.content = content;
    }

    String type() {
      return type;
    }

    byte[] content() {
      return content.clone();
    }
  }

  /** Empty where there is none at this path. */
  static Optional<Page> at(String path) {
    String type = TYPES.get(path);
    return type == null
        ? Optional.empty()
        : Optional.of(new Page(type, read(path.equals("/") ? "index.html" : path.substring(1))));
  }

  private static byte[] read(String name) {
    try (InputStream in = WebFiles.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
