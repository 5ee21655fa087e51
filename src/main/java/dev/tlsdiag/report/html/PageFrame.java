package dev.tlsdiag.report.html;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/** What every page has around its parts: a line at the top, the list of its sections, a foot. */
public final class PageFrame {
  private final String title;
  private final String kind;
  private final String tool;
  private final List<Section> sections = new ArrayList<>();
  private Markup answer = new Markup();

  private record Section(String id, String name, Markup body) {}

  /**
   * @param title of the window
   * @param kind of the report, in a word or two: {@code compare}
   * @param tool version of tlsdiag
   */
  public PageFrame(String title, String kind, String tool) {
    this.title = requireNonNull(title, "title is null");
    this.kind = requireNonNull(kind, "kind is null");
    this.tool = requireNonNull(tool, "tool is null");
  }

  /** What stands above all sections; it holds the {@code h1}. */
  public PageFrame answer(Markup newAnswer) {
    answer = requireNonNull(newAnswer, "newAnswer is null");
    return this;
  }

  /** One more section, with an {@code h2}; without a body there is none. */
  public PageFrame section(String id, String name, Markup body) {
    if (!body.finished().isEmpty()) {
      sections.add(new Section(id, name, body));
    }
    return this;
  }

  /**
   * @param json the result, to be read back; empty where there is none
   */
  public HtmlPage page(String json) {
    Markup out = new Markup();
    out.element("a", "Skip to the answer", "class", "skip", "href", "#answer").line();
    out.open("header", "class", "top").open("p");
    out.element("strong", "tlsdiag").text(" ").element("span", kind).close("p");
    out.close("header").line();
    out.open("div", "class", "page").line();
    out.open("nav", "class", "contents", "aria-label", "Sections").open("ol");
    for (Section section : sections) {
      out.open("li").element("a", section.name(), "href", "#" + section.id()).close("li");
    }
    out.close("ol").close("nav").line();
    out.open("main", "id", "answer", "tabindex", "-1").line().add(answer).line();
    for (Section section : sections) {
      String heading = section.id() + "-heading";
      out.open("section", "id", section.id(), "aria-labelledby", heading, "tabindex", "-1");
      out.element("h2", section.name(), "id", heading).line();
      out.add(section.body()).close("section").line();
    }
    out.close("main").close("div").line();
    out.open("footer", "class", "foot").open("p");
    out.text("Made by tlsdiag ").text(tool).text(". This file loads nothing and sends nothing");
    out.text(json.isEmpty() ? "." : "; the result as JSON is in it, ");
    if (!json.isEmpty()) {
      out.element("code", "tlsdiag show FILE").text(" reads it.");
    }
    out.close("p").close("footer").line();
    out.element("p", "", "class", "status", "role", "status", "aria-live", "polite");
    return new HtmlPage(title, out, json);
  }
}
