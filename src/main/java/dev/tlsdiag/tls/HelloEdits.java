package dev.tlsdiag.tls;

import dev.tlsdiag.tls.HelloDelta.ListBody;
import dev.tlsdiag.tls.HelloEdit.Change;
import dev.tlsdiag.tls.HelloEdit.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the edits that lead from one hello to another, and which of them need which. */
final class HelloEdits {
  /** Additions before removals, so that no mixture is left without anything in a list. */
  private static final Comparator<HelloEdit> ORDER =
      Comparator.comparing(HelloEdits::isMove)
          .thenComparing(edit -> isMove(edit) ? Field.EXTENSION : edit.field())
          .thenComparing(HelloEdit::change);

  /** Extensions whose content is random: only its length says anything. */
  private static final Set<Integer> RANDOM_BODIES =
      Set.of(
          ExtensionType.SESSION_TICKET,
          ExtensionType.ENCRYPTED_CLIENT_HELLO,
          ExtensionType.ENCRYPTED_SERVER_NAME,
          ExtensionType.COOKIE);

  private final ClientHello left;
  private final ClientHello right;
  private final List<HelloEdit> found = new ArrayList<>();

  HelloEdits(
      ClientHello left,
      ClientHello right,
      ItemDelta extensions,
      ItemDelta suites,
      Map<String, ListBody> lists,
      List<String> otherBodies) {
    this.left = left;
    this.right = right;
    extensions(extensions);
    otherBodies.forEach(this::body);
    extensions.left().stream()
        .filter(lists::containsKey)
        .map(lists::get)
        .forEach(list -> list(list.field(), list.delta()));
    list(Field.CIPHER_SUITES, suites);
    scalars(lists.values());
  }

  /** The most suspect first; what an edit needs stands before it. */
  List<HelloEdit> all() {
    List<HelloEdit> ranked = new ArrayList<>(found);
    ranked.sort(ORDER);
    Map<HelloEdit, Set<HelloEdit>> needs = needs();
    Set<HelloEdit> ordered = new LinkedHashSet<>();
    ranked.forEach(edit -> place(edit, needs, ordered, new LinkedHashSet<>()));
    return List.copyOf(ordered);
  }

  /** Edits that cannot be made without others, and those. */
  Map<HelloEdit, Set<HelloEdit>> needs() {
    return new EditNeeds(left, right, found).all();
  }

  private static void place(
      HelloEdit edit,
      Map<HelloEdit, Set<HelloEdit>> needs,
      Set<HelloEdit> ordered,
      Set<HelloEdit> above) {
    if (above.add(edit) && !ordered.contains(edit)) {
      needs.getOrDefault(edit, Set.of()).forEach(need -> place(need, needs, ordered, above));
      ordered.add(edit);
    }
  }

  private static boolean isMove(HelloEdit edit) {
    return edit.change() == Change.MOVE;
  }

  /** Whether a server can see no difference between the two bodies, but for random content. */
  static boolean alike(Extension one, Extension other) {
    return one.body().equals(other.body())
        || RANDOM_BODIES.contains(one.type()) && one.body().length() == other.body().length();
  }

  private void extensions(ItemDelta delta) {
    delta.added().forEach(name -> extension(name, Change.ADD, right));
    delta.removed().forEach(name -> extension(name, Change.REMOVE, left));
    delta.moved().forEach(name -> add(Field.EXTENSION, Change.MOVE, name, moved(name, delta)));
  }

  private void extension(String name, Change change, ClientHello holder) {
    Extension extension = HelloDelta.extension(holder, name).orElseThrow();
    boolean sni = extension.type() == ExtensionType.SERVER_NAME;
    String content = content(extension);
    String text =
        "extension %s%s %s"
            .formatted(
                name,
                content.isEmpty() ? "" : " (" + content + ")",
                change == Change.ADD ? "added" : "removed");
    add(sni ? Field.SERVER_NAME : Field.EXTENSION, change, name, text);
  }

  private static String content(Extension extension) {
    if (extension.type() == ExtensionType.SERVER_NAME) {
      return Vectors.hostName(extension.body()).orElse("");
    }
    if (extension.type() == ExtensionType.PADDING) {
      return Vectors.bytes(extension.body().length());
    }
    return HelloItems.in(extension).map(items -> String.join(", ", items.names())).orElse("");
  }

  private void body(String name) {
    Extension ours = HelloDelta.extension(left, name).orElseThrow();
    Extension theirs = HelloDelta.extension(right, name).orElseThrow();
    boolean sni = ours.type() == ExtensionType.SERVER_NAME;
    String one = content(ours);
    String other = content(theirs);
    boolean told = !one.isEmpty() && !other.isEmpty() && !one.equals(other);
    String text =
        told
            ? "%s of %s instead of %s".formatted(name, other, one)
            : "%s with other content (%s instead of %s)".formatted(name, size(theirs), size(ours));
    add(sni ? Field.SERVER_NAME : Field.EXTENSION_BODY, Change.REPLACE, name, text);
  }

  private static String size(Extension extension) {
    return Vectors.bytes(extension.body().length());
  }

  private void list(Field field, ItemDelta delta) {
    if (field == Field.SIGNATURE_ALGORITHMS) {
      families(field, Change.ADD, delta.added());
      families(field, Change.REMOVE, delta.removed());
    } else {
      delta.added().forEach(n -> add(field, Change.ADD, n, what(field) + " " + n + " added"));
      delta
          .removed()
          .forEach(n -> add(field, Change.REMOVE, n, what(field) + " " + n + " removed"));
    }
    delta.moved().forEach(n -> add(field, Change.MOVE, n, what(field) + " " + moved(n, delta)));
  }

  private void families(Field field, Change change, List<String> names) {
    Map<String, List<String>> families =
        names.stream()
            .collect(
                Collectors.groupingBy(HelloEdits::family, LinkedHashMap::new, Collectors.toList()));
    families.forEach(
        (family, items) ->
            found.add(
                new HelloEdit(
                    field,
                    change,
                    items,
                    "signature algorithms %s %s"
                        .formatted(
                            String.join(", ", items),
                            change == Change.ADD ? "added" : "removed"))));
  }

  private static String family(String scheme) {
    if (scheme.contains("sha1") || scheme.contains("md5") || scheme.contains("sha224")) {
      return "old";
    }
    int end = scheme.startsWith("rsa_pss") ? "rsa_pss".length() : scheme.indexOf('_');
    return end < 0 ? scheme.replaceAll("[0-9]+$", "") : scheme.substring(0, end);
  }

  private static String what(Field field) {
    return switch (field) {
      case VERSIONS -> "version";
      case ALPN -> "ALPN protocol";
      case GROUPS -> "group";
      case KEY_SHARES -> "key share of";
      case SIGNATURE_ALGORITHMS -> "signature algorithm";
      case CIPHER_SUITES -> "cipher suite";
      case SERVER_NAME, EXTENSION, EXTENSION_BODY -> "extension";
      case COMPRESSION, LEGACY_VERSION, SESSION_ID, GREASE_VALUES -> "";
    };
  }

  private static String moved(String name, ItemDelta delta) {
    int at = delta.right().indexOf(name);
    return at == 0
        ? name + " moved to the front"
        : "%s moved behind %s".formatted(name, delta.right().get(at - 1));
  }

  private void scalars(Collection<ListBody> lists) {
    if (!left.compressionMethods().equals(right.compressionMethods())) {
      add(
          Field.COMPRESSION,
          Change.REPLACE,
          "compression",
          "compression methods %s instead of %s"
              .formatted(HelloFields.compression(right), HelloFields.compression(left)));
    }
    if (left.legacyVersion() != right.legacyVersion()) {
      add(
          Field.LEGACY_VERSION,
          Change.REPLACE,
          "legacy_version",
          "legacy_version %s instead of %s"
              .formatted(
                  ProtocolVersion.of(right.legacyVersion()),
                  ProtocolVersion.of(left.legacyVersion())));
    }
    if (left.sessionId().length() != right.sessionId().length()) {
      add(
          Field.SESSION_ID,
          Change.REPLACE,
          "session_id",
          "session ID of %s instead of %s"
              .formatted(
                  Vectors.bytes(right.sessionId().length()),
                  Vectors.bytes(left.sessionId().length())));
    }
    boolean greaseDiffers =
        greaseDiffers(HelloItems.of(left.cipherSuites()), HelloItems.of(right.cipherSuites()))
            || greaseDiffers(HelloItems.extensions(left), HelloItems.extensions(right))
            || lists.stream().anyMatch(HelloEdits::greaseDiffers);
    if (greaseDiffers) {
      add(Field.GREASE_VALUES, Change.REPLACE, "values", "other GREASE values");
    }
  }

  private static boolean greaseDiffers(ListBody list) {
    return greaseDiffers(
        HelloItems.in(list.left()).orElseThrow(), HelloItems.in(list.right()).orElseThrow());
  }

  private static boolean greaseDiffers(HelloItems one, HelloItems other) {
    return one.names().stream()
        .filter(name -> name.startsWith(WireCode.GREASE))
        .filter(other.codes()::containsKey)
        .anyMatch(name -> !one.codes().get(name).equals(other.codes().get(name)));
  }

  private void add(Field field, Change change, String item, String text) {
    found.add(new HelloEdit(field, change, List.of(item), text));
  }
}
