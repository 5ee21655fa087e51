package dev.tlsdiag.report.flow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Places a map in columns from left to right. Every edge has a row of its own on both of its sides,
 * so that no two labels meet; an edge that passes a column has a row there too, so that it runs
 * through no box. An edge that would run backwards ends at a second box of its server.
 */
final class MapLayout {
  /** Rows are numbered from above, within a column. */
  static final class Item {
    /** Of the map's node; of an edge that only passes -1. */
    final int node;

    /** Whether the node has its own box elsewhere. */
    final boolean again;

    final List<Line> in = new ArrayList<>();
    final List<Line> out = new ArrayList<>();
    int column;
    double order;
    int row;

    Item(int node, boolean again) {
      this.node = node;
      this.again = again;
    }

    int rows() {
      return Math.max(1, Math.max(in.size(), out.size()));
    }
  }

  /** A piece of an edge, from one column to the next. */
  static final class Line {
    final MapEdge edge;
    final Item from;
    final Item to;

    /** Whether the edge's label stands at this piece. */
    final boolean first;

    /** Whether the edge ends here. */
    final boolean last;

    Line(MapEdge edge, Item from, Item to, boolean first, boolean last) {
      this.edge = edge;
      this.from = from;
      this.to = to;
      this.first = first;
      this.last = last;
    }

    int fromRow() {
      return from.row + from.out.indexOf(this);
    }

    int toRow() {
      return to.row + to.in.indexOf(this);
    }
  }

  private static final int DEEPEST = 8;
  private static final int ROUNDS = 6;

  private final List<List<Item>> columns = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();
  private int rows;

  static MapLayout of(ServiceMap map) {
    MapLayout layout = new MapLayout();
    layout.place(map.nodes().size(), map.edges());
    return layout;
  }

  List<List<Item>> columns() {
    return columns;
  }

  List<Line> lines() {
    return lines;
  }

  int rows() {
    return rows;
  }

  private void place(int nodes, List<MapEdge> edges) {
    int[] depth = depths(nodes, edges);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      Item item = new Item(i, false);
      item.column = depth[i];
      items.add(item);
      put(item);
    }
    for (MapEdge edge : edges) {
      Item from = items.get(edge.from());
      Item to = items.get(edge.to());
      if (to.column <= from.column) {
        to = new Item(edge.to(), true);
        to.column = from.column + 1;
        put(to);
      }
      connect(edge, from, to);
    }
    sort();
  }

  private void put(Item item) {
    while (columns.size() <= item.column) {
      columns.add(new ArrayList<>());
    }
    columns.get(item.column).add(item);
  }

  private void connect(MapEdge edge, Item from, Item to) {
    Item at = from;
    while (at.column + 1 < to.column) {
      Item pass = new Item(-1, false);
      pass.column = at.column + 1;
      put(pass);
      join(new Line(edge, at, pass, at == from, false));
      at = pass;
    }
    join(new Line(edge, at, to, at == from, true));
  }

  private void join(Line line) {
    line.from.out.add(line);
    line.to.in.add(line);
    lines.add(line);
  }

  /** The longest way to each node, ways round in a circle aside. */
  private static int[] depths(int nodes, List<MapEdge> edges) {
    int[] depth = new int[nodes];
    boolean[] begun = new boolean[nodes];
    boolean[] reached = new boolean[nodes];
    edges.forEach(edge -> reached[edge.to()] |= edge.to() != edge.from());
    for (int i = 0; i < nodes; i++) {
      if (!reached[i]) {
        descend(i, 0, depth, new boolean[nodes], begun, edges);
      }
    }
    for (int i = 0; i < nodes; i++) {
      if (!begun[i]) { // part of a circle that nobody comes to from outside
        descend(i, 0, depth, new boolean[nodes], begun, edges);
      }
    }
    return depth;
  }

  private static void descend(
      int node, int at, int[] depth, boolean[] way, boolean[] begun, List<MapEdge> edges) {
    if (begun[node] && depth[node] >= at && at > 0 || way[node]) {
      return;
    }
    begun[node] = true;
    depth[node] = Math.max(depth[node], at);
    if (at == DEEPEST) {
      return;
    }
    way[node] = true;
    for (MapEdge edge : edges) {
      if (edge.from() == node) {
        descend(edge.to(), at + 1, depth, way, begun, edges);
      }
    }
    way[node] = false;
  }

  /** Items stand near what they are connected with: fewer lines cross. */
  private void sort() {
    number();
    for (int round = 0; round < ROUNDS; round++) {
      boolean forward = round % 2 == 0;
      for (List<Item> column : columns) {
        for (Item item : column) {
          List<Line> lines = forward ? item.in : item.out;
          item.order =
              lines.stream()
                  .mapToDouble(line -> forward ? line.fromRow() : line.toRow())
                  .average()
                  .orElse(item.row);
        }
        column.sort(Comparator.comparingDouble(item -> item.order));
        number();
      }
    }
    for (List<Item> column : columns) {
      for (Item item : column) {
        item.out.sort(Comparator.comparingInt(line -> line.to.row));
        item.in.sort(Comparator.comparingInt(line -> line.from.row));
      }
    }
  }

  private void number() {
    for (List<Item> column : columns) {
      int row = 0;
      for (Item item : column) {
        item.row = row;
        row += item.rows();
      }
      rows = Math.max(rows, row);
    }
  }
}
