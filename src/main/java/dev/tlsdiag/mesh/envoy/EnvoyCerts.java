package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What {@code /certs} answers: a context of TLS each, so that one certificate may stand there
 * often. A context that waits for its secret is not there, and of a bundle of authorities Envoy
 * shows the first alone.
 */
public record EnvoyCerts(List<Context> contexts) {
  /** Authorities and own certificates of one context. */
  public record Context(List<Certificate> authorities, List<Certificate> chain) {
    public Context {
      authorities = List.copyOf(authorities);
      chain = List.copyOf(chain);
    }
  }

  /**
   * @param path of the file; {@code <inline>} where it came otherwise
   * @param serial hex
   * @param names SANs: {@code *.example.com}, {@code spiffe://…}, {@code 10.0.0.1}
   * @param daysLeft 0 where it has expired or does within a day
   */
  public record Certificate(
      String path,
      String serial,
      List<String> names,
      Optional<Instant> from,
      Optional<Instant> until,
      OptionalLong daysLeft,
      Evidence.ConfigLine at) {
    public Certificate {
      requireNonNull(path, "path is null");
      requireNonNull(serial, "serial is null");
      names = List.copyOf(names);
      requireNonNull(from, "from is null");
      requireNonNull(until, "until is null");
      requireNonNull(daysLeft, "daysLeft is null");
      requireNonNull(at, "at is null");
    }

    /** Whether it is good at a time; where it does not say, it may be. */
    public boolean isValidAt(Instant time) {
      return from.filter(time::isBefore).isEmpty() && until.filter(time::isAfter).isEmpty();
    }
  }

  public EnvoyCerts {
    contexts = List.copyOf(contexts);
  }

  /**
   * @param name to show
   * @throws UnreadableDumpException where it is no such document
   */
  public static EnvoyCerts parse(String name, byte[] text) throws UnreadableDumpException {
    Json document = JsonText.parse(name, text);
    if (!document.at("certificates").isList() && !document.members().isEmpty()
        || !document.isObject()) {
      throw new UnreadableDumpException(document.place(), "is JSON, but no certs of Envoy");
    }
    return new EnvoyCerts(
        document
            .each("certificates")
            .map(
                one ->
                    new Context(
                        one.each("ca_cert").map(EnvoyCerts::certificate).toList(),
                        one.each("cert_chain").map(EnvoyCerts::certificate).toList()))
            .toList());
  }

  private static Certificate certificate(Json one) {
    List<String> names =
        one.each("subject_alt_names")
            .flatMap(
                name ->
                    Stream.of("dns", "uri", "ip_address").flatMap(kind -> name.text(kind).stream()))
            .toList();
    long days = one.number("days_until_expiration").orElse(0);
    return new Certificate(
        one.textOrEmpty("path"),
        one.textOrEmpty("serial_number"),
        names,
        time(one.textOrEmpty("valid_from")),
        time(one.textOrEmpty("expiration_time")),
        one.has("expiration_time") || one.has("days_until_expiration")
            ? OptionalLong.of(days)
            : OptionalLong.empty(),
        one.place());
  }

  private static Optional<Instant> time(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
