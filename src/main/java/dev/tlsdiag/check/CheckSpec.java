package dev.tlsdiag.check;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.lab.Scenario;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.yaml.Position;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One check of a file.
 *
 * @param position where it begins
 * @param paths at least one, no two of one name
 * @param expectations in the order of the file
 * @param experiments whether what seems wrong may be tested by further requests
 * @param timeout for an attempt on one path, from the name to the end of the response
 * @param retries more attempts where something is not as expected
 * @param backoff before the first of them; twice as long before each further one
 */
public record CheckSpec(
    String name,
    String description,
    Position position,
    Goal goal,
    List<PathSpec> paths,
    List<Expectation> expectations,
    boolean experiments,
    Duration timeout,
    int retries,
    Duration backoff) {

  /** What the request goes to. */
  public sealed interface Goal {
    /** For people, without secrets. */
    String text();

    /** A server. */
    record Url(RequestSpec request) implements Goal {
      public Url {
        requireNonNull(request, "request is null");
      }

      @Override
      public String text() {
        String url = request.request().url().toString();
        return request.request().method() + " " + url.replaceFirst("//[^/@]*@", "//");
      }
    }

    /** A scenario of the lab, with a server on loopback that is there for this check only. */
    record Lab(Scenario scenario) implements Goal {
      public Lab {
        requireNonNull(scenario, "scenario is null");
      }

      @Override
      public String text() {
        return "lab " + scenario.name();
      }
    }
  }

  public CheckSpec {
    requireNonNull(name, "name is null");
    requireNonNull(description, "description is null");
    requireNonNull(position, "position is null");
    requireNonNull(goal, "goal is null");
    paths = List.copyOf(paths);
    expectations = List.copyOf(expectations);
    requireNonNull(timeout, "timeout is null");
    requireNonNull(backoff, "backoff is null");
  }

  public <T extends Expectation> Optional<T> expected(Class<T> type) {
    return all(type).findFirst();
  }

  public <T extends Expectation> Stream<T> all(Class<T> type) {
    return expectations.stream().filter(type::isInstance).map(type::cast);
  }

  /** Whether a server is to be reached: the failure to do so is no success. */
  public boolean expectsServer() {
    return expected(Expectation.Reachable.class).filter(r -> r.barrier().isPresent()).isEmpty()
        && expected(Expectation.DnsResponse.class).filter(r -> !r.allowsRequest()).isEmpty();
  }

  /** The host that is asked for; of the lab, the name of the scenario. */
  public String host() {
    return goal instanceof Goal.Url url
        ? HostName.canonical(url.request().request().host())
        : ((Goal.Lab) goal).scenario().name();
  }

  public CheckSpec withRetries(int newRetries) {
    return new CheckSpec(
        name,
        description,
        position,
        goal,
        paths,
        expectations,
        experiments,
        timeout,
        newRetries,
        backoff);
  }
}
