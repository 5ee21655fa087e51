package dev.tlsdiag.report.html;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * One file with everything in it: looks, the little script that it can do without, and the result
 * as JSON, to be read back. A browser is told to load and send nothing (Content-Security-Policy).
 *
 * @param title of the window
 * @param main what is shown
 * @param json the result as a JSON document; empty where there is none
 */
public record HtmlPage(String title, Markup main, String json) {
  /** The id of the element that holds the JSON. */
  public static final String JSON_ID = "tlsdiag";

  private static final String CSS = resource("page.css");
  private static final String SCRIPT = resource("page.js");

  public HtmlPage {
    requireNonNull(title, "title is null");
    requireNonNull(main, "main is null");
    requireNonNull(json, "json is null");
  }

  /** The whole file, in UTF-8. */
  public String text() {
    String policy =
        "default-src 'none'; style-src '%s'; script-src '%s'; img-src data:; base-uri 'none'; form-action 'none'"
            .formatted(digest(CSS), digest(SCRIPT));
    String head =
        new Markup()
            .open("meta", "http-equiv", "Content-Security-Policy", "content", policy)
            .open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
            .open("meta", "name", "color-scheme", "content", "light dark")
            .open("meta", "name", "referrer", "content", "no-referrer")
            .open("meta", "name", "generator", "content", "tlsdiag")
            .element("title", title)
            .finished();
    StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n");
    page.append("<meta charset=\"utf-8\">\n").append(head).append('\n');
    page.append("<style>").append(CSS).append("</style>\n</head>\n<body>\n");
    page.append(main.finished()).append('\n');
    if (!json.isEmpty()) {
      page.append("<script type=\"application/json\" id=\"").append(JSON_ID).append("\">");
      page.append(withoutTags(json.strip())).append("</script>\n");
    }
    return page.append("<script>")
        .append(SCRIPT)
        .append("</script>\n</body>\n</html>\n")
        .toString();
  }

  /** As JSON it means the same; as HTML it cannot end the element it is in. */
  private static String withoutTags(String json) {
    return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
  }

  private static String digest(String content) {
    try {
      byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return "sha256-" + Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private static String resource(String name) {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
