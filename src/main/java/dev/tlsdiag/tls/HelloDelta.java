package dev.tlsdiag.tls;

import dev.tlsdiag.tls.HelloEdit.Change;
import dev.tlsdiag.tls.HelloEdit.Field;
import dev.tlsdiag.wire.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The differences between two ClientHellos as single edits, any of which can be made alone: between
 * the first hello (no edit) and the second (all of them) lies every mixture of the two.
 *
 * <p>Randoms, keys, and tickets of the same length are no difference: whoever sends a hello makes
 * them anew. Neither is an offer to resume by pre-shared key, which is left out on both sides: its
 * binder would be wrong for any mixture.
 */
public final class HelloDelta {
  private final ClientHello left;
  private final ClientHello right;
  private final ItemDelta extensions;
  private final HelloItems extensionItems;
  private final ItemDelta suites;
  private final HelloItems suiteItems;
  private final Map<String, ListBody> lists;
  private final List<HelloEdit> edits;
  private final Map<HelloEdit, Set<HelloEdit>> needs;

  /** An extension that both have, whose list can be mixed. */
  record ListBody(Field field, Extension left, Extension right, ItemDelta delta) {
    HelloItems items() {
      return HelloItems.joined(
          HelloItems.in(left).orElseThrow(), HelloItems.in(right).orElseThrow());
    }
  }

  private HelloDelta(ClientHello left, ClientHello right) {
    this.left = untied(left);
    this.right = untied(right);
    HelloItems leftExtensions = HelloItems.extensions(this.left);
    HelloItems rightExtensions = HelloItems.extensions(this.right);
    extensions = new ItemDelta(leftExtensions.names(), rightExtensions.names());
    extensionItems = HelloItems.joined(leftExtensions, rightExtensions);
    HelloItems leftSuites = suites(this.left);
    HelloItems rightSuites = suites(this.right);
    suites = new ItemDelta(leftSuites.names(), rightSuites.names());
    suiteItems = HelloItems.joined(leftSuites, rightSuites);
    lists = lists();
    HelloEdits found =
        new HelloEdits(this.left, this.right, extensions, suites, lists, otherBodies());
    edits = found.all();
    needs = found.needs();
  }

  /**
   * From one hello to the other.
   *
   * @throws IllegalArgumentException for a hello in the format of SSL 2.0
   */
  public static HelloDelta of(ClientHello left, ClientHello right) {
    if (left.sslv2() || right.sslv2()) {
      throw new IllegalArgumentException("a hello in the format of SSL 2.0 cannot be mixed");
    }
    return new HelloDelta(left, right);
  }

  /** Without an offer to resume by pre-shared key and what goes with it (RFC 8446, 4.2.10, 11). */
  public static ClientHello untied(ClientHello hello) {
    return hello.without(ExtensionType.PRE_SHARED_KEY).without(ExtensionType.EARLY_DATA);
  }

  /** Without pre-shared keys. */
  public ClientHello left() {
    return left;
  }

  /** Without pre-shared keys. */
  public ClientHello right() {
    return right;
  }

  /** The most suspect first; what an edit needs stands before it. */
  public List<HelloEdit> edits() {
    return edits;
  }

  /** These edits, and those without which they make no sense: a key share needs its group. */
  public Set<HelloEdit> closed(Set<HelloEdit> wanted) {
    Set<HelloEdit> closed = new LinkedHashSet<>();
    List<HelloEdit> open = new ArrayList<>(wanted);
    while (!open.isEmpty()) {
      HelloEdit next = open.remove(open.size() - 1);
      if (closed.add(next)) {
        open.addAll(needs.getOrDefault(next, Set.of()));
      }
    }
    return closed;
  }

  /** All edits but these, and but those that need one of them. */
  public Set<HelloEdit> without(Set<HelloEdit> undone) {
    Set<HelloEdit> rest = new LinkedHashSet<>();
    for (HelloEdit edit : edits) {
      if (closed(Set.of(edit)).stream().noneMatch(undone::contains)) {
        rest.add(edit);
      }
    }
    return rest;
  }

  /** The left hello with these edits, and with what they need. */
  public ClientHello apply(Set<HelloEdit> wanted) {
    Set<HelloEdit> on = closed(wanted);
    boolean greaseOfRight = has(on, Field.GREASE_VALUES);
    List<String> suiteNames = merged(suites, Field.CIPHER_SUITES, on);
    List<CipherSuite> newSuites =
        (suiteNames.isEmpty() ? suites.left() : suiteNames)
            .stream()
                .map(name -> code(name, suiteItems, suites(right), greaseOfRight))
                .map(CipherSuite::of)
                .toList();
    List<Extension> newExtensions = new ArrayList<>();
    HelloItems rightNames = HelloItems.extensions(right);
    for (String name : merged(extensions, Field.EXTENSION, on)) {
      int type = code(name, extensionItems, rightNames, greaseOfRight);
      newExtensions.add(new Extension(type, body(name, on, greaseOfRight)));
    }
    return new ClientHello(
        has(on, Field.LEGACY_VERSION) ? right.legacyVersion() : left.legacyVersion(),
        left.random(),
        has(on, Field.SESSION_ID) ? right.sessionId() : left.sessionId(),
        left.cookie(),
        newSuites,
        has(on, Field.COMPRESSION) ? right.compressionMethods() : left.compressionMethods(),
        newExtensions,
        false);
  }

  private Bytes body(String name, Set<HelloEdit> on, boolean greaseOfRight) {
    Optional<Extension> ours = extension(left, name);
    Optional<Extension> theirs = extension(right, name);
    if (ours.isEmpty() || theirs.isEmpty()) {
      return ours.or(() -> theirs).orElseThrow().body();
    }
    ListBody list = lists.get(name);
    if (list == null) {
      boolean replaced =
          on.stream()
              .anyMatch(e -> e.change() == Change.REPLACE && e.items().equals(List.of(name)));
      return (replaced ? theirs : ours).get().body();
    }
    List<String> merged = merged(list.delta(), list.field(), on);
    List<String> names = merged.isEmpty() ? list.delta().left() : merged;
    HelloItems items = list.items();
    HelloItems rightItems = HelloItems.in(list.right()).orElseThrow();
    Map<String, Integer> codes = new HashMap<>();
    Map<Integer, Bytes> shares = new HashMap<>();
    Map<Integer, Bytes> leftShares = HelloItems.shares(list.left());
    Map<Integer, Bytes> rightShares = HelloItems.shares(list.right());
    for (String item : items.codes().keySet()) {
      int code = code(item, items, rightItems, greaseOfRight);
      codes.put(item, code);
      boolean fromLeft = list.delta().left().contains(item);
      Bytes share =
          fromLeft
              ? leftShares.get(items.codes().get(item))
              : rightShares.get(rightItems.codes().get(item));
      if (share != null) {
        shares.put(code, share);
      }
    }
    return HelloItems.written(
        list.left().type(), new HelloItems(items.names(), codes), names, shares);
  }

  /** GREASE that both have takes the value of the one or the other. */
  private static int code(String name, HelloItems items, HelloItems right, boolean ofRight) {
    Integer theirs = right.codes().get(name);
    return ofRight && theirs != null ? theirs : items.codes().get(name);
  }

  private static List<String> merged(ItemDelta delta, Field field, Set<HelloEdit> on) {
    return delta.merged(
        items(on, field, Change.ADD),
        items(on, field, Change.REMOVE),
        items(on, field, Change.MOVE));
  }

  private static Set<String> items(Set<HelloEdit> on, Field field, Change change) {
    Set<String> items = new HashSet<>();
    for (HelloEdit edit : on) {
      if (place(edit.field()) == place(field) && edit.change() == change) {
        items.addAll(edit.items());
      }
    }
    return items;
  }

  /**
   * That {@code server_name} or ALPN comes and goes is told apart, but is one of the extensions.
   */
  private static Field place(Field field) {
    return field == Field.SERVER_NAME ? Field.EXTENSION : field;
  }

  private static boolean has(Set<HelloEdit> on, Field field) {
    return on.stream().anyMatch(edit -> edit.field() == field);
  }

  private static HelloItems suites(ClientHello hello) {
    return HelloItems.of(hello.cipherSuites());
  }

  static Optional<Extension> extension(ClientHello hello, String name) {
    int at = HelloItems.extensions(hello).names().indexOf(name);
    return at < 0 ? Optional.empty() : Optional.of(hello.extensions().get(at));
  }

  private Map<String, ListBody> lists() {
    Map<String, ListBody> found = new HashMap<>();
    for (String name : extensions.left()) {
      Optional<Extension> ours = extension(left, name);
      Optional<Extension> theirs = extension(right, name);
      Optional<Field> field = ours.flatMap(e -> field(e.type()));
      if (field.isEmpty() || theirs.isEmpty()) {
        continue;
      }
      Optional<HelloItems> one = HelloItems.in(ours.get());
      Optional<HelloItems> other = HelloItems.in(theirs.get());
      if (one.isPresent() && other.isPresent()) {
        ItemDelta delta = new ItemDelta(one.get().names(), other.get().names());
        found.put(name, new ListBody(field.get(), ours.get(), theirs.get(), delta));
      }
    }
    return found;
  }

  private static Optional<Field> field(int type) {
    return switch (type) {
      case ExtensionType.SUPPORTED_GROUPS -> Optional.of(Field.GROUPS);
      case ExtensionType.SUPPORTED_VERSIONS -> Optional.of(Field.VERSIONS);
      case ExtensionType.SIGNATURE_ALGORITHMS -> Optional.of(Field.SIGNATURE_ALGORITHMS);
      case ExtensionType.KEY_SHARE -> Optional.of(Field.KEY_SHARES);
      case ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION -> Optional.of(Field.ALPN);
      default -> Optional.empty();
    };
  }

  /** Names of extensions that both have, with bodies that differ and are no lists. */
  private List<String> otherBodies() {
    List<String> names = new ArrayList<>();
    for (String name : extensions.left()) {
      Optional<Extension> ours = extension(left, name);
      Optional<Extension> theirs = extension(right, name);
      if (ours.isPresent()
          && theirs.isPresent()
          && !lists.containsKey(name)
          && !HelloEdits.alike(ours.get(), theirs.get())) {
        names.add(name);
      }
    }
    return names;
  }
}
