package dev.tlsdiag.recall;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One value of a JSON text, that knows where it stands and which of its members were asked for. */
final class Value {
  /** What JSON has. */
  enum Kind {
    OBJECT("an object"),
    ARRAY("an array"),
    TEXT("a text"),
    NUMBER("a number"),
    BOOLEAN("true or false"),
    NULL("null");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  private final Kind kind;
  private final String text;
  private final Value parent;
  private final String name;
  private final int line;
  private final int column;
  private final Map<String, Value> members;
  private final List<Value> items;
  private final Set<String> asked;

  /**
   * @param text of a text the text; of a number or a boolean as it is written
   * @param parent null of the outermost
   * @param name in the parent: a member's name, or {@code [3]}
   */
  Value(Kind kind, String text, Value parent, String name, int line, int column) {
    this.kind = requireNonNull(kind, "kind is null");
    this.text = requireNonNull(text, "text is null");
    this.parent = parent;
    this.name = requireNonNull(name, "name is null");
    this.line = line;
    this.column = column;
    this.members = kind == Kind.OBJECT ? new LinkedHashMap<>() : Map.of();
    this.items = kind == Kind.ARRAY ? new ArrayList<>() : List.of();
    this.asked = kind == Kind.OBJECT ? new HashSet<>() : Set.of();
  }

  Kind kind() {
    return kind;
  }

  String text() {
    return text;
  }

  /** Of an object, in the order written. */
  Map<String, Value> members() {
    return members;
  }

  /** Of an array. */
  List<Value> items() {
    return items;
  }

  /** The member of an object; null where it has none. */
  Value member(String key) {
    if (kind != Kind.OBJECT) {
      return null;
    }
    asked.add(key);
    return members.get(key);
  }

  /** Whether there is such a member; it is not asked for by that. */
  boolean has(String key) {
    return members.containsKey(key);
  }

  /** Members of this and of what is in it that nobody asked for. */
  long unknown() {
    long count = 0;
    for (Map.Entry<String, Value> member : members.entrySet()) {
      count += asked.contains(member.getKey()) ? member.getValue().unknown() : 1;
    }
    for (Value item : items) {
      count += item.unknown();
    }
    return count;
  }

  /** All that is in it is known, whether asked for or not. */
  void knownWhole() {
    if (kind == Kind.OBJECT) {
      asked.addAll(members.keySet());
    }
    members.values().forEach(Value::knownWhole);
    items.forEach(Value::knownWhole);
  }

  /** {@code traces[0].hops[1].state}. */
  String path() {
    if (parent == null) {
      return "";
    }
    String before = parent.path();
    return before.isEmpty() || name.startsWith("[") ? before + name : before + "." + name;
  }

  NoResultException problem(String message) {
    return new NoResultException(line, column, path(), message);
  }
}
