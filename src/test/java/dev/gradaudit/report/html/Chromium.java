package dev.gradaudit.report.html;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A headless Chromium, driven over its DevTools protocol. Everything is an answer or an event that
 * is waited for; nothing sleeps. What pages complain about is kept.
 */
final class Chromium implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<JsonNode>> events = new ConcurrentHashMap<>();
  private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  private Chromium(Process process, Path profile, String endpoint) throws IOException {
    this.process = process;
    this.profile = profile;
    this.socket =
        await(
            HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(endpoint), new Listener()));
  }

  /**
   * Starts one with a profile of its own.
   *
   * @param program its path
   */
  static Chromium start(String program) throws IOException {
    Path profile = Files.createTempDirectory("gradaudit-chromium");
    Process process =
        new ProcessBuilder(
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader log = new BufferedReader(new InputStreamReader(process.getErrorStream(), UTF_8));
    StringBuilder seen = new StringBuilder();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      seen.append(line).append('\n');
      if (line.startsWith("DevTools listening on ")) {
        // Nobody reads on: what it says later must not fill the pipe.
        Thread drain = new Thread(() -> log.lines().forEach(more -> {}), "chromium-log");
        drain.setDaemon(true);
        drain.start();
        return new Chromium(process, profile, line.substring("DevTools listening on ".length()));
      }
    }
    throw new IOException(program + " did not start:\n" + seen);
  }

  /** A page of its own, loaded from a file. */
  Page open(Path file, int width, int height) throws IOException {
    String target =
        send("", "Target.createTarget", Map.of("url", "about:blank")).get("targetId").asString();
    String session =
        send("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .get("sessionId")
            .asString();
    Page page = new Page(session);
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      send(session, domain + ".enable", Map.of());
    }
    page.resize(width, height);
    page.load(file.toUri().toString());
    return page;
  }

  /** What any page logged, threw or was refused, and what it asked of the network. */
  List<String> complaints() {
    List<String> all = new ArrayList<>(complaints);
    all.addAll(requests);
    return all;
  }

  /** Forgets what was to be expected. */
  void forgive(String part) {
    complaints.removeIf(complaint -> complaint.contains(part));
  }

  /** A tab. */
  final class Page {
    private final String session;

    private Page(String session) {
      this.session = session;
    }

    private void load(String url) throws IOException {
      CompletableFuture<JsonNode> loaded = new CompletableFuture<>();
      events.put(session + "Page.loadEventFired", loaded);
      send(session, "Page.navigate", Map.of("url", url));
      await(loaded);
    }

    void resize(int width, int height) throws IOException {
      send(
          session,
          "Emulation.setDeviceMetricsOverride",
          Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Emulates {@code prefers-color-scheme} and the medium, {@code screen} or {@code print}. */
    void media(String scheme, String medium) throws IOException {
      send(
          session,
          "Emulation.setEmulatedMedia",
          Map.of(
              "media",
              medium,
              "features",
              List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Emulates one preference of the reader. */
    void feature(String name, String value) throws IOException {
      send(
          session,
          "Emulation.setEmulatedMedia",
          Map.of("features", List.of(Map.of("name", name, "value", value))));
    }

    void withoutScripts() throws IOException {
      send(session, "Emulation.setScriptExecutionDisabled", Map.of("value", true));
      CompletableFuture<JsonNode> loaded = new CompletableFuture<>();
      events.put(session + "Page.loadEventFired", loaded);
      send(session, "Page.reload", Map.of());
      await(loaded);
    }

    /** The value of an expression, as JSON has it. */
    JsonNode evaluate(String script) throws IOException {
      JsonNode answer =
          send(
              session,
              "Runtime.evaluate",
              Map.of("expression", script, "returnByValue", true, "awaitPromise", true));
      if (answer.has("exceptionDetails")) {
        throw new IOException(script + "\n" + answer.get("exceptionDetails"));
      }
      return answer.path("result").path("value");
    }

    String text(String script) throws IOException {
      return evaluate(script).asString();
    }

    int number(String script) throws IOException {
      return evaluate(script).asInt();
    }

    boolean truth(String script) throws IOException {
      return evaluate(script).asBoolean();
    }

    void press(String key) throws IOException {
      for (String type : List.of("keyDown", "keyUp")) {
        send(
            session,
            "Input.dispatchKeyEvent",
            key.equals("Enter")
                ? Map.of(
                    "type",
                    type,
                    "key",
                    key,
                    "code",
                    key,
                    "text",
                    "\r",
                    "windowsVirtualKeyCode",
                    13)
                : Map.of("type", type, "key", key, "code", key, "windowsVirtualKeyCode", 9));
      }
    }

    void type(String text) throws IOException {
      send(session, "Input.insertText", Map.of("text", text));
    }

    /** The whole page as a PNG. */
    byte[] screenshot() throws IOException {
      JsonNode answer =
          send(
              session,
              "Page.captureScreenshot",
              Map.of("format", "png", "captureBeyondViewport", true));
      return Base64.getDecoder().decode(answer.get("data").asString());
    }

    byte[] pdf() throws IOException {
      JsonNode answer = send(session, "Page.printToPDF", Map.of("printBackground", true));
      return Base64.getDecoder().decode(answer.get("data").asString());
    }
  }

  private JsonNode send(String session, String method, Map<String, ?> parameters)
      throws IOException {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    Map<String, Object> message =
        session.isEmpty()
            ? Map.of("id", id, "method", method, "params", parameters)
            : Map.of("id", id, "method", method, "params", parameters, "sessionId", session);
    await(socket.sendText(JSON.writeValueAsString(message), true));
    JsonNode result = await(answer);
    if (result.has("error")) {
      throw new IOException(method + ": " + result.get("error"));
    }
    return result.get("result");
  }

  private static <T> T await(CompletableFuture<T> future) throws IOException {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the browser does not answer", e);
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      message.append(data);
      if (last) {
        receive(JSON.readTree(message.toString()));
        message.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }

  private void receive(JsonNode message) {
    if (message.has("id")) {
      CompletableFuture<JsonNode> answer = answers.remove(message.get("id").asInt());
      if (answer != null) {
        answer.complete(message);
      }
      return;
    }
    String method = message.path("method").asString("");
    JsonNode parameters = message.path("params");
    switch (method) {
      case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded" ->
          complaints.add(method + " " + parameters);
      case "Network.requestWillBeSent" -> {
        String url = parameters.path("request").path("url").asString("");
        if (!url.startsWith("file:") && !url.equals("about:blank")) {
          requests.add("asked the network for " + url);
        }
      }
      default -> {}
    }
    CompletableFuture<JsonNode> event =
        events.remove(message.path("sessionId").asString("") + method);
    if (event != null) {
      event.complete(parameters);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      send("", "Browser.close", Map.of());
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
