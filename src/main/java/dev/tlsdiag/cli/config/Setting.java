package dev.tlsdiag.cli.config;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.yaml.Position;
import java.util.List;
import java.util.Optional;

/**
 * One value of one option.
 *
 * @param command of which command: {@code compare}, {@code policy lint}; empty for all that have
 *     the option
 * @param key the option's name without dashes
 * @param values several where the option may be repeated
 * @param source a variable or a file
 * @param position in the file; empty of a variable
 */
public record Setting(
    String command, String key, List<String> values, Source source, Optional<Position> position) {
  public Setting {
    requireNonNull(command, "command is null");
    requireNonNull(key, "key is null");
    values = List.copyOf(values);
    requireNonNull(source, "source is null");
    requireNonNull(position, "position is null");
  }

  /**
   * Where settings come from.
   *
   * @param name of the file, or of the variable
   */
  public record Source(Layer layer, String name) {
    public Source {
      requireNonNull(layer, "layer is null");
      requireNonNull(name, "name is null");
    }
  }

  /** From the strongest to the weakest; a flag is stronger than all. */
  public enum Layer {
    ENVIRONMENT("environment"),
    PROJECT("project"),
    USER("user"),
    SYSTEM("system");

    private final String label;

    Layer(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /** {@code TLSDIAG_COLOR}, {@code /etc/tlsdiag/config.yaml:3}. */
  public String origin() {
    return position.map(place -> source.name() + ":" + place.line()).orElse(source.name());
  }

  /** {@code compare.profile}, {@code color}. */
  public String path() {
    return command.isEmpty() ? key : command.replace(' ', '.') + "." + key;
  }

  /** Whether it is for this command, by name or because it is for all. */
  boolean isFor(String qualified) {
    return command.isEmpty() || qualified.equals(command) || qualified.startsWith(command + " ");
  }
}
