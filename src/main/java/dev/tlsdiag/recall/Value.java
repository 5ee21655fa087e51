package dev.tlsdiag.recall;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

  /** From here on members are found by an index: with fewer, looking at each is as fast. */
  private static final int INDEXED = 8;

  private final Kind kind;
  private final String text;
  private final Value parent;
  private final String name;
  private final int line;
  private final int column;

  // Of a hostile text there are millions of values: what most of them do not need is not made.
  private List<Value> parts = List.of();
  private Map<String, Value> index;
  private boolean known;

  /**
   * @param text of a text the text; of a number or a boolean as it is written
   * @param parent null of the outermost
   * @param name of a member; empty of what stands in an array, and of the outermost
   */
  Value(Kind kind, String text, Value parent, String name, int line, int column) {
    this.kind = requireNonNull(kind, "kind is null");
    this.text = requireNonNull(text, "text is null");
    this.parent = parent;
    this.name = requireNonNull(name, "name is null");
    this.line = line;
    this.column = column;
  }

  Kind kind() {
    return kind;
  }

  String text() {
    return text;
  }

  /** Of a member, the part before the colon. */
  String name() {
    return name;
  }

  /** Takes one more member or item. */
  void add(Value part) {
    if (parts.isEmpty()) {
      parts = new ArrayList<>(2);
    }
    parts.add(part);
  }

  /** Of an object, in the order written; empty of all else. */
  List<Value> members() {
    return kind == Kind.OBJECT ? Collections.unmodifiableList(parts) : List.of();
  }

  /** Of an array; empty of all else. */
  List<Value> items() {
    return kind == Kind.ARRAY ? Collections.unmodifiableList(parts) : List.of();
  }

  /** The member of an object; null where it has none. */
  Value member(String key) {
    Value member = find(key);
    if (member != null) {
      member.known = true;
    }
    return member;
  }

  /** Whether there is such a member; it is not asked for by that. */
  boolean has(String key) {
    return find(key) != null;
  }

  private Value find(String key) {
    if (kind != Kind.OBJECT) {
      return null;
    }
    if (parts.size() >= INDEXED) {
      if (index == null) {
        index = new HashMap<>();
        parts.forEach(part -> index.put(part.name, part));
      }
      return index.get(key);
    }
    for (Value part : parts) {
      if (part.name.equals(key)) {
        return part;
      }
    }
    return null;
  }

  /** Members of this and of what is in it that nobody asked for. */
  long unknown() {
    long count = 0;
    for (Value part : parts) {
      count += kind == Kind.ARRAY || part.known ? part.unknown() : 1;
    }
    return count;
  }

  /** All that is in it is known, whether asked for or not. */
  void knownWhole() {
    for (Value part : parts) {
      part.known = true;
      part.knownWhole();
    }
  }

  /** {@code traces[0].hops[1].state}. */
  String path() {
    if (parent == null) {
      return "";
    }
    String before = parent.path();
    if (parent.kind == Kind.ARRAY) {
      return before + "[" + parent.parts.indexOf(this) + "]";
    }
    return before.isEmpty() ? name : before + "." + name;
  }

  NoResultException problem(String message) {
    return new NoResultException(line, column, path(), message);
  }
}
