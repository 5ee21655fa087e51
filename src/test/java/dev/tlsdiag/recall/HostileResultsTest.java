package dev.tlsdiag.recall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Results in which one thing was changed: either they are refused with a place, or they are shown,
 * and nothing in them reaches the terminal as it came.
 *
 * <p>{@code -Dshow.all=true} changes every value and not some of them.
 */
class HostileResultsTest {
  private static final boolean ALL = Boolean.getBoolean("show.all");
  private static final int SOME = 20;
  private static final String POISON = "\u001b[2J\u009b\u202e\r";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final List<String> OTHERS =
      List.of(
          "null",
          "true",
          "-1",
          "0",
          "2147483647",
          "9223372036854775807",
          "1e300",
          "0.5",
          "\"\"",
          "\"x\"",
          "\"\\ud800\"",
          "[]",
          "{}",
          "[[[[[]]]]]");

  static Set<String> results() {
    return WrittenResults.all().keySet();
  }

  /** Where a value stands: in an object by name, in an array by number. */
  private record Spot(JsonNode parent, String name, int index) {
    JsonNode value() {
      return parent.isObject() ? parent.get(name) : parent.get(index);
    }

    void put(JsonNode value) {
      if (parent instanceof ObjectNode object) {
        object.set(name, value);
      } else {
        ((ArrayNode) parent).set(index, value);
      }
    }
  }

  private static void spots(JsonNode node, List<Spot> found) {
    if (node.isObject()) {
      for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
        String name = names.next();
        found.add(new Spot(node, name, 0));
        spots(node.get(name), found);
      }
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      found.add(new Spot(node, "", i));
      spots(node.get(i), found);
    }
  }

  private static List<Spot> chosen(List<Spot> all) {
    List<Spot> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, new Random(1));
    return ALL ? all : shuffled.subList(0, Math.min(SOME, all.size()));
  }

  /** Empty where it is refused. */
  private static String shown(JsonNode root) throws Exception {
    try {
      return Shown.text(MAPPER.writeValueAsString(root));
    } catch (NoResultException e) {
      assertTrue(e.line() >= 1 && e.column() >= 1, e.text());
      return "";
    }
  }

  @ParameterizedTest
  @MethodSource("results")
  void noTextReachesTheTerminalAsItCame(String name) throws Exception {
    JsonNode root = MAPPER.readTree(WrittenResults.all().get(name));
    List<Spot> spots = new ArrayList<>();
    spots(root, spots);
    spots.removeIf(spot -> !spot.value().isTextual());
    int shown = 0;
    for (Spot spot : chosen(spots)) {
      JsonNode before = spot.value();
      spot.put(MAPPER.getNodeFactory().textNode(before.textValue() + POISON));
      String text = shown(root);
      shown += text.isEmpty() ? 0 : 1;
      assertEquals(List.of(), controls(text), spot.name() + " " + before);
      spot.put(before);
    }
    assertTrue(shown > 0, "something with it is shown");
  }

  /** Signs that a terminal acts on. */
  private static List<Integer> controls(String text) {
    return text.codePoints()
        .filter(c -> Character.isISOControl(c) && c != '\n' || c >= 0x202a && c <= 0x202e)
        .boxed()
        .distinct()
        .toList();
  }

  @ParameterizedTest
  @MethodSource("results")
  void anyOtherValueIsRefusedOrShown(String name) throws Exception {
    JsonNode root = MAPPER.readTree(WrittenResults.all().get(name));
    List<Spot> spots = new ArrayList<>();
    spots(root, spots);
    Random random = new Random(2);
    for (Spot spot : chosen(spots)) {
      JsonNode before = spot.value();
      for (String other : OTHERS) {
        if (ALL || random.nextInt(7) == 0) {
          spot.put(MAPPER.readTree(other));
          shown(root);
        }
      }
      spot.put(before);
    }
  }

  @ParameterizedTest
  @MethodSource("results")
  void aMemberThatIsMissingIsRefusedOrNotNeeded(String name) throws Exception {
    JsonNode root = MAPPER.readTree(WrittenResults.all().get(name));
    List<Spot> spots = new ArrayList<>();
    spots(root, spots);
    spots.removeIf(spot -> !spot.parent().isObject());
    for (Spot spot : chosen(spots)) {
      ObjectNode parent = (ObjectNode) spot.parent();
      JsonNode before = parent.remove(spot.name());
      shown(root);
      parent.set(spot.name(), before);
    }
  }

  @ParameterizedTest
  @MethodSource("results")
  void everyBeginningIsRefused(String name) {
    String json = WrittenResults.all().get(name).strip();
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      String half = json.substring(0, random.nextInt(json.length()));
      assertTrue(refused(half), half);
    }
  }

  private static boolean refused(String json) {
    try {
      Shown.text(json);
      return false;
    } catch (NoResultException e) {
      return true;
    }
  }
}
