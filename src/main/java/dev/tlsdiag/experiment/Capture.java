package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.Handshake;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What was read from one file.
 *
 * @param name as the user gave it
 */
public record Capture(String name, List<Handshake> handshakes) {
  /** A list of names for a sentence is no longer than this. */
  private static final int NAMES_SHOWN = 6;

  public Capture {
    requireNonNull(name, "name is null");
    handshakes = List.copyOf(handshakes);
  }

  List<Connection> connections() {
    return Connection.of(handshakes);
  }

  /** {@code a.example, b.example, 2 without a name}. */
  String hostsText() {
    List<Connection> all = connections();
    List<String> names =
        all.stream()
            .map(Connection::requestedHost)
            .flatMap(Optional::stream)
            .filter(name -> !name.isEmpty())
            .distinct()
            .collect(Collectors.toList());
    int more = names.size() - NAMES_SHOWN;
    String text = String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size())));
    long nameless =
        all.stream()
            .filter(c -> c.requestedHost().filter(name -> !name.isEmpty()).isEmpty())
            .count();
    if (more > 0) {
      text += ", %d more".formatted(more);
    }
    if (nameless > 0) {
      text += (text.isEmpty() ? "" : ", ") + nameless + " without a name";
    }
    return text.isEmpty() ? "no handshake" : text;
  }
}
