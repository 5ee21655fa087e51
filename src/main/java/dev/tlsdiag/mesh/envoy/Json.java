package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * A value of a JSON document that knows where it stands. Asking for what is not there gives a value
 * that is not {@link #present}, at the place where it is missing: Envoy leaves out what has its
 * default.
 *
 * <p>Members are asked for as Envoy spells them, {@code snake_case}; {@code lowerCamelCase}, as
 * {@code istioctl} prints them, is found too.
 */
final class Json {
  private enum Kind {
    ABSENT,
    NULL,
    OBJECT,
    LIST,
    TEXT,
    OTHER
  }

  private final Kind kind;
  private final String text;
  private final Map<String, Json> members;
  private final List<Json> items;
  private final Evidence.ConfigLine place;

  private Json(
      Kind kind,
      String text,
      Map<String, Json> members,
      List<Json> items,
      Evidence.ConfigLine place) {
    this.kind = kind;
    this.text = requireNonNull(text, "text is null");
    this.members = members;
    this.items = items;
    this.place = requireNonNull(place, "place is null");
  }

  /** Takes the map over: whoever made it lets go of it. */
  static Json object(Map<String, Json> members, Evidence.ConfigLine place) {
    return new Json(Kind.OBJECT, "", Collections.unmodifiableMap(members), List.of(), place);
  }

  /** Takes the list over. */
  static Json list(List<Json> items, Evidence.ConfigLine place) {
    return new Json(Kind.LIST, "", Map.of(), Collections.unmodifiableList(items), place);
  }

  static Json text(String text, Evidence.ConfigLine place) {
    return new Json(Kind.TEXT, text, Map.of(), List.of(), place);
  }

  /** A number or a truth value, as it is written. */
  static Json bare(String text, Evidence.ConfigLine place) {
    return new Json(Kind.OTHER, text, Map.of(), List.of(), place);
  }

  static Json nothing(Evidence.ConfigLine place) {
    return new Json(Kind.NULL, "", Map.of(), List.of(), place);
  }

  private Json absent() {
    return new Json(Kind.ABSENT, "", Map.of(), List.of(), place);
  }

  Evidence.ConfigLine place() {
    return place;
  }

  /** Whether it is there and not null. */
  boolean present() {
    return kind != Kind.ABSENT && kind != Kind.NULL;
  }

  boolean isObject() {
    return kind == Kind.OBJECT;
  }

  boolean isList() {
    return kind == Kind.LIST;
  }

  boolean isText() {
    return kind == Kind.TEXT;
  }

  boolean has(String name) {
    return at(name).present();
  }

  /** The member, or the member of the member …. */
  Json at(String... path) {
    Json found = this;
    for (String name : path) {
      found = found.member(name);
    }
    return found;
  }

  private Json member(String name) {
    Json exact = members.get(name);
    if (exact == null && name.indexOf('_') > 0) {
      exact = members.get(camel(name));
    }
    return exact == null ? absent() : exact;
  }

  private static String camel(String name) {
    StringBuilder camel = new StringBuilder(name.length());
    boolean upper = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_') {
        upper = true;
      } else {
        camel.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return camel.toString();
  }

  /** Of an object, in the order of the document; else none. */
  Map<String, Json> members() {
    return members;
  }

  /** Of a list; else none. */
  List<Json> items() {
    return items;
  }

  /** The items of the list under this name; none where there is no such list. */
  Stream<Json> each(String... path) {
    return at(path).items().stream();
  }

  /** The items that are texts. */
  List<String> texts(String... path) {
    return each(path).filter(item -> !item.text.isEmpty()).map(item -> item.text).toList();
  }

  /** Of a text, a number or a truth value; empty where it is none, or an empty one. */
  Optional<String> text(String... path) {
    String found = at(path).text;
    return found.isEmpty() ? Optional.empty() : Optional.of(found);
  }

  /** The same, empty text where there is none. */
  String textOrEmpty(String... path) {
    return at(path).text;
  }

  /** Whether it is {@code true}, or an object {@code {"value": true}}. */
  boolean truth(String... path) {
    Json found = at(path);
    return found.text.equals("true") || found.isObject() && found.at("value").text.equals("true");
  }

  /** A number without fraction, also as text and as {@code {"value": 5}}. */
  OptionalInt number(String... path) {
    Json found = at(path);
    String digits = found.isObject() ? found.at("value").text : found.text;
    if (digits.isEmpty() || digits.length() > 10) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Integer.parseInt(digits));
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  /** {@code "2s"}, {@code "0.250s"}. */
  Optional<Duration> duration(String... path) {
    String value = at(path).text;
    if (value.length() < 2 || value.length() > 24 || !value.endsWith("s")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Duration.parse("PT" + value.substring(0, value.length() - 1) + "S"));
    } catch (java.time.format.DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** The last part of {@code @type}: {@code UpstreamTlsContext}; empty text where there is none. */
  String type() {
    String whole = at("@type").text;
    return whole.substring(whole.lastIndexOf('.') + 1);
  }
}
