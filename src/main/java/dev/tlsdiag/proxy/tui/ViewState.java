package dev.tlsdiag.proxy.tui;

import dev.tlsdiag.proxy.live.FlowDetails;
import dev.tlsdiag.proxy.live.FlowQuery;
import dev.tlsdiag.proxy.live.FlowQueryException;
import dev.tlsdiag.proxy.live.FlowVerdict;
import dev.tlsdiag.proxy.live.LiveFlow;
import dev.tlsdiag.trace.Redaction;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** What a user looks at: the filter, the order, the flow that is chosen, what is open. */
final class ViewState {
  /** In which order flows stand. */
  enum Order {
    TIME("time", Comparator.comparingLong(LiveFlow::id).reversed()),
    VERDICT(
        "verdict",
        Comparator.comparing(LiveFlow::verdict).reversed().thenComparing(TIME.comparator)),
    SERVER("server", Comparator.comparing(LiveFlow::server).thenComparing(TIME.comparator)),
    DURATION(
        "duration",
        Comparator.comparing(LiveFlow::duration).reversed().thenComparing(TIME.comparator));

    private final String label;
    private final Comparator<LiveFlow> comparator;

    Order(String label, Comparator<LiveFlow> comparator) {
      this.label = label;
      this.comparator = comparator;
    }

    String label() {
      return label;
    }
  }

  /** What is open above the table. */
  enum Page {
    FLOWS,
    DETAILS,
    HELP
  }

  private final Redaction redaction;
  private FlowQuery query = FlowQuery.ALL;
  private FlowVerdict least = FlowVerdict.OK;
  private Order order = Order.TIME;
  private Page page = Page.FLOWS;
  private boolean map = true;
  private boolean frozen;

  /** Of the flow that is chosen; 0 for the first one, whichever that is. */
  private long chosen;

  private int scrolled;
  private Optional<String> typed = Optional.empty();
  private String problem = "";
  private String message = "";

  ViewState(Redaction redaction) {
    this.redaction = redaction;
  }

  /**
   * The flows to show, in their order.
   *
   * @param details of a flow, for filters that look into headers
   */
  List<LiveFlow> chosenOf(List<LiveFlow> flows, LongFunction<Optional<FlowDetails>> details) {
    return flows.stream()
        .filter(flow -> flow.verdict().compareTo(least) >= 0)
        .filter(
            flow ->
                query == FlowQuery.ALL || query.matches(flow, details.apply(flow.id()), redaction))
        .sorted(order.comparator)
        .toList();
  }

  /** Where the chosen flow stands among these; 0 where it is gone. */
  int indexIn(List<LiveFlow> shown) {
    for (int i = 0; i < shown.size(); i++) {
      if (shown.get(i).id() == chosen) {
        return i;
      }
    }
    return 0;
  }

  Optional<LiveFlow> chosenIn(List<LiveFlow> shown) {
    return shown.isEmpty() ? Optional.empty() : Optional.of(shown.get(indexIn(shown)));
  }

  /**
   * A key was pressed.
   *
   * @param text of {@link Key#CHARACTER}
   * @param shown the flows on the screen
   * @param rows how many fit
   * @return what it means now
   */
  Key press(Key pressed, String text, List<LiveFlow> shown, int rows) {
    message = "";
    if (pressed == Key.QUIT) {
      return pressed;
    }
    if (typed.isPresent()) {
      type(pressed, text);
      return Key.CHARACTER;
    }
    Key key = pressed == Key.CHARACTER ? Key.of(text) : pressed;
    switch (key) {
      case UP -> move(shown, -1);
      case DOWN -> move(shown, 1);
      case PAGE_UP -> move(shown, -rows);
      case PAGE_DOWN -> move(shown, rows);
      case TOP -> {
        chosen = 0;
        scrolled = 0;
      }
      case END -> move(shown, shown.size());
      case OPEN -> open(page == Page.DETAILS || shown.isEmpty() ? Page.FLOWS : Page.DETAILS, shown);
      case FILTER -> typed = Optional.of(query.text());
      case VERDICT -> least = next(least);
      case SORT -> order = Order.values()[(order.ordinal() + 1) % Order.values().length];
      case FREEZE -> frozen = !frozen;
      case MAP -> map = !map;
      case HELP -> open(page == Page.HELP ? Page.FLOWS : Page.HELP, shown);
      case BACK -> back();
      case COPY, COMPARE, EXPLAIN, QUIT, CHARACTER, ERASE -> {} // not of what is looked at
    }
    return key;
  }

  private void open(Page newPage, List<LiveFlow> shown) {
    page = newPage;
    scrolled = 0;
    if (chosen == 0 && newPage == Page.DETAILS) {
      chosen = shown.get(0).id(); // or another would be shown as soon as it comes
    }
  }

  private void back() {
    if (page != Page.FLOWS) {
      page = Page.FLOWS;
      scrolled = 0;
    } else {
      query = FlowQuery.ALL;
      least = FlowVerdict.OK;
    }
  }

  private static FlowVerdict next(FlowVerdict least) {
    return switch (least) {
      case OK -> FlowVerdict.FAILED;
      case FAILED, DENIED -> FlowVerdict.WARNING;
      case WARNING -> FlowVerdict.OK;
    };
  }

  private void move(List<LiveFlow> shown, int by) {
    if (page != Page.FLOWS) {
      scrolled = Math.max(0, scrolled + by);
    } else if (!shown.isEmpty()) {
      int index = Math.max(0, Math.min(shown.size() - 1, indexIn(shown) + by));
      chosen = shown.get(index).id();
    }
  }

  private void type(Key key, String text) {
    String line = typed.orElseThrow();
    problem = "";
    switch (key) {
      case CHARACTER -> typed = Optional.of(line + text);
      case ERASE ->
          typed =
              Optional.of(
                  line.isEmpty()
                      ? line
                      : line.substring(0, line.offsetByCodePoints(line.length(), -1)));
      case BACK -> typed = Optional.empty();
      case OPEN -> {
        try {
          query = FlowQuery.parse(line);
          typed = Optional.empty();
        } catch (FlowQueryException e) {
          problem = e.getMessage();
        }
      }
      default -> {} // other keys are no text
    }
  }

  /** For the line at the bottom, until the next key. */
  void say(String newMessage) {
    message = newMessage;
  }

  /** Keeps a page from being scrolled out of sight. */
  void scrolledAtMost(int most) {
    scrolled = Math.min(scrolled, Math.max(0, most));
  }

  int scrolled() {
    return scrolled;
  }

  Page page() {
    return page;
  }

  boolean map() {
    return map;
  }

  boolean frozen() {
    return frozen;
  }

  /** The filter as it is typed; empty while none is. */
  Optional<String> typed() {
    return typed;
  }

  String problem() {
    return problem;
  }

  String message() {
    return message;
  }

  /** {@code ~nosni · failed · by server}; empty where all flows stand by their time. */
  String described() {
    StringBuilder text = new StringBuilder(query.text());
    if (least != FlowVerdict.OK) {
      text.append(text.isEmpty() ? "" : " · ");
      text.append(least == FlowVerdict.WARNING ? "warning or worse" : "failed");
    }
    if (order != Order.TIME) {
      text.append(text.isEmpty() ? "" : " · ").append("by ").append(order.label());
    }
    return text.toString();
  }
}
