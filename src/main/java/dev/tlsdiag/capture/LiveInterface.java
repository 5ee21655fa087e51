package dev.tlsdiag.capture;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalInt;

/**
 * An interface that can be captured on.
 *
 * @param name what to give {@code -i}
 * @param description as the system words it; empty where it has none
 * @param addresses IP literals
 * @param up whether it is switched on
 * @param linkType the number of tcpdump.org; empty where it may not be opened
 */
public record LiveInterface(
    String name, String description, List<String> addresses, boolean up, OptionalInt linkType) {
  public LiveInterface {
    requireNonNull(name, "name is null");
    requireNonNull(description, "description is null");
    requireNonNull(linkType, "linkType is null");
    addresses = List.copyOf(addresses);
  }
}
