package dev.relievo.video;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A camera on this machine that answers as it is told to. */
public final class TestCamera implements AutoCloseable {

  /** What it answers with; counted from 0. */
  @FunctionalInterface
  public interface Answer {
    void write(int connection, HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger connections = new AtomicInteger();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();

  public TestCamera(Answer answer) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          authorizations.add(exchange.getRequestHeaders().getFirst("Authorization") + "");
          try (exchange) {
            answer.write(connections.getAndIncrement(), exchange);
          }
        });
    server.start();
  }

  /** A camera that sends these as Motion JPEG and ends. */
  static TestCamera of(List<byte[]> jpegs) throws IOException {
    return new TestCamera((connection, exchange) -> send(exchange, jpegs));
  }

  /** Answers with Motion JPEG. */
  public static void send(HttpExchange exchange, List<byte[]> jpegs) throws IOException {
    OutputStream out = start(exchange, "multipart/x-mixed-replace; boundary=frame");
    for (byte[] jpeg : jpegs) {
      part(out, jpeg);
    }
    out.write("--frame--\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  static OutputStream start(HttpExchange exchange, String type) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, 0);
    return exchange.getResponseBody();
  }

  static void part(OutputStream out, byte[] jpeg) throws IOException {
    text(out, "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: " + jpeg.length);
    text(out, "\r\n\r\n");
    out.write(jpeg);
    text(out, "\r\n");
    out.flush();
  }

  static void text(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public URI address() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/stream.mjpg");
  }

  int connections() {
    return connections.get();
  }

  List<String> authorizations() {
    return authorizations;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
