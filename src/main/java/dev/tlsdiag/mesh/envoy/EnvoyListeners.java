package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import java.util.ArrayList;
import java.util.List;

/** What {@code /listeners} answers, as text or as JSON. */
public record EnvoyListeners(List<Address> addresses) {
  /**
   * @param address {@code 0.0.0.0:15001}, {@code [::]:443}, a pipe's path
   */
  public record Address(String listener, String address, Evidence.ConfigLine at) {
    public Address {
      requireNonNull(listener, "listener is null");
      requireNonNull(address, "address is null");
      requireNonNull(at, "at is null");
    }
  }

  public EnvoyListeners {
    addresses = List.copyOf(addresses);
  }

  /**
   * @param name to show
   * @throws UnreadableDumpException where no line is of this form
   */
  public static EnvoyListeners parse(String name, byte[] text) throws UnreadableDumpException {
    return new EnvoyListeners(AdminText.isJson(text) ? json(name, text) : lines(name, text));
  }

  private static List<Address> json(String name, byte[] text) throws UnreadableDumpException {
    Json document = JsonText.parse(name, text);
    if (!document.at("listener_statuses").isList() && !document.members().isEmpty()) {
      throw new UnreadableDumpException(document.place(), "is JSON, but no listeners of Envoy");
    }
    List<Address> found = new ArrayList<>();
    for (Json status : document.at("listener_statuses").items()) {
      String listener = status.textOrEmpty("name");
      List<Json> addresses = new ArrayList<>(List.of(status.at("local_address")));
      addresses.addAll(status.at("additional_local_addresses").items());
      addresses.stream()
          .filter(Json::present)
          .forEach(one -> found.add(new Address(listener, Addresses.text(one), status.place())));
    }
    return found;
  }

  private static List<Address> lines(String name, byte[] text) throws UnreadableDumpException {
    List<Address> found = new ArrayList<>();
    for (AdminText.Line line : AdminText.lines(name, text)) {
      // A name may hold single colons, an address of IPv6 two: it is in brackets then.
      int bracket = line.text().lastIndexOf("::[");
      int cut = bracket >= 0 ? bracket : line.text().indexOf("::");
      if (cut > 0) {
        found.add(
            new Address(
                line.text().substring(0, cut), line.text().substring(cut + 2), line.place()));
      }
    }
    if (found.isEmpty()) {
      throw new UnreadableDumpException(
          new Evidence.ConfigLine(name, 1, 1), "has no line 'name::address' of Envoy's listeners");
    }
    return found;
  }
}
