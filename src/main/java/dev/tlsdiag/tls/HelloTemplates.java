package dev.tlsdiag.tls;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ClientHellos of known clients, out of a resource that says how each of them came there. */
public final class HelloTemplates {
  private static final String RESOURCE = "hello-templates.txt";
  private static final int MESSAGE_HEADER = 4;

  private HelloTemplates() {}

  /** By name; read anew each time. */
  public static List<HelloTemplate> all() {
    try (InputStream in = HelloTemplates.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("resource " + RESOURCE + " is not on the class path");
      }
      return read(new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE, e);
    } catch (MalformedMessageException e) {
      throw new IllegalStateException(RESOURCE, e);
    }
  }

  /** The client of that name, in lower case. */
  public static Optional<HelloTemplate> named(String name) {
    return all().stream().filter(template -> template.name().equals(name)).findFirst();
  }

  private static List<HelloTemplate> read(BufferedReader lines)
      throws IOException, MalformedMessageException {
    List<HelloTemplate> templates = new ArrayList<>();
    List<String> head = List.of();
    StringBuilder hex = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(" ")) {
        hex.append(line.strip());
      } else if (!line.startsWith("#")) {
        add(templates, head, hex);
        head = List.of(line.split(" \\| "));
        hex.setLength(0);
      }
    }
    add(templates, head, hex);
    return List.copyOf(templates);
  }

  private static void add(List<HelloTemplate> templates, List<String> head, CharSequence hex)
      throws MalformedMessageException {
    if (head.isEmpty()) {
      return;
    }
    Bytes message = Bytes.ofHex(hex.toString());
    Bytes body = message.slice(MESSAGE_HEADER, message.length() - MESSAGE_HEADER);
    templates.add(
        new HelloTemplate(
            head.get(0),
            head.get(1),
            Integer.parseInt(head.get(2), 16),
            head.get(3),
            ClientHello.parse(body)));
  }
}
