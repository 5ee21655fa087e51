package dev.tlsdiag.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests from HAR and {@code .http} files. */
class RequestFilesTest {
  private static final String HAR =
      """
      {"log": {"version": "1.2", "creator": {"name": "x", "nested": {"entries": []}}, "pages": [],
       "entries": [
        {"request": {"method": "GET", "url": "https://a.example/one", "httpVersion": "h2",
          "headers": [{"name": ":authority", "value": "a.example"}, {"name": "accept", "value": "*/*"}]},
         "response": {"content": {"text": "big"}}},
        {"request": {"method": "POST", "url": "https://b.example/two?x=1", "httpVersion": "HTTP/1.1",
          "headers": [{"name": "Content-Type", "value": "text/plain"},
                      {"name": "Content-Length", "value": "999"}],
          "postData": {"mimeType": "text/plain", "text": "hello"}}}]}}
      """;

  private static final String HTTP =
      """
      @host = app.example.test
      @base = https://{{host}}/api

      ### first
      # a comment
      GET {{base}}/items
          ?page=2
          &size=5 HTTP/1.1
      Accept: application/json

      ### second
      # @name create
      POST {{base}}/items
      Content-Type: application/json

      {"host": "{{host}}"}

      > {% client.log("x") %}
      """;

  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static String body(ReplayRequest request) {
    return new String(request.body().orElseThrow().toArray(), StandardCharsets.UTF_8);
  }

  @Test
  void entriesOfHarAreFoundByNumberAndByUrl() throws IOException {
    Path har = file("a.har", HAR);
    ReplayRequest first = RequestFiles.har(har, Optional.of("1"));
    assertEquals("https://a.example/one", first.url().toString());
    assertEquals(1, first.headers().size());
    ReplayRequest second = RequestFiles.har(har, Optional.of("*b.example*"));
    assertEquals("POST", second.method());
    assertEquals("hello", body(second));
    assertEquals(Optional.empty(), second.header("Content-Length"));
  }

  @Test
  void harWithoutTheEntryTellsWhichThereAre() throws IOException {
    Path har = file("a.har", HAR);
    var e =
        assertThrows(IllegalArgumentException.class, () -> RequestFiles.har(har, Optional.empty()));
    assertTrue(
        e.getMessage()
            .endsWith(
                "has 2 entries: say which by --entry: 1 GET https://a.example/one,"
                    + " 2 POST https://b.example/two?x=1"),
        e.getMessage());
    Path broken = file("b.har", "{\"log\": {\"entries\": [{]}}");
    assertThrows(IllegalArgumentException.class, () -> RequestFiles.har(broken, Optional.of("1")));
  }

  @Test
  void httpFilesHaveVariablesNamesAndQueriesOverLines() throws IOException {
    Path http = file("a.http", HTTP);
    ReplayRequest first = RequestFiles.http(http, Optional.empty());
    assertEquals("https://app.example.test/api/items?page=2&size=5", first.url().toString());
    assertEquals("application/json", first.header("accept").orElseThrow());
    ReplayRequest second = RequestFiles.http(http, Optional.of("create"));
    assertEquals("POST", second.method());
    assertEquals("{\"host\": \"app.example.test\"}", body(second));
  }

  @Test
  void variablesThatAreNotSetAreTold() throws IOException {
    Path http = file("a.http", "GET https://{{nobody}}/\n");
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> RequestFiles.http(http, Optional.empty()));
    assertTrue(e.getMessage().contains("line 1 uses 'nobody', which the file does not set"));
  }
}
