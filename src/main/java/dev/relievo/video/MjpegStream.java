package dev.relievo.video;

import dev.relievo.record.ImageEncoding;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Flow;

/**
 * A camera that answers an HTTP request with JPEGs without end. They are handed on as they came,
 * and never decoded. Their time is that of their arrival: the answer has none.
 */
public final class MjpegStream implements VideoSource {

  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final String name;
  private final TimedBody body;
  private final MultipartReader parts;
  private long start;
  private long last = -1;

  private MjpegStream(String name, TimedBody body) {
    this.name = name;
    this.body = body;
    parts = new MultipartReader(body);
  }

  /**
   * Connects to a camera.
   *
   * @param camera its address, with user and password where it wants them
   * @throws CameraUnavailableException where it does not answer within ten seconds, or refuses
   * @throws VideoException where it answers with something else
   */
  public static MjpegStream open(URI camera) throws IOException, InterruptedException {
    String name = CameraAddress.name(camera);
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(SILENCE)
            // The password is for this address alone.
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> response;
    try {
      response = client.send(request(camera), BodyHandlers.ofPublisher());
    } catch (IOException e) {
      throw new CameraUnavailableException(name + ": it does not answer", e);
    }
    TimedBody body = new TimedBody(SILENCE);
    response.body().subscribe(body);
    try {
      check(name, response);
    } catch (IOException e) {
      body.close();
      throw e;
    }
    return new MjpegStream(name, body);
  }

  private static HttpRequest request(URI camera) {
    String address = camera.toString();
    String user = camera.getUserInfo();
    if (user != null) {
      address = address.replaceFirst("//[^/@]*@", "//");
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address)).timeout(SILENCE);
    if (user != null) {
      byte[] text = user.getBytes(StandardCharsets.UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(text));
    }
    return request.build();
  }

  private static void check(String name, HttpResponse<?> response) throws IOException {
    int status = response.statusCode();
    if (status == 401 || status == 403) {
      throw new CameraUnavailableException(
          name + ": it refuses (" + status + "); give user and password: http://USER:PASSWORD@...");
    }
    if (status != 200) {
      throw new CameraUnavailableException(name + ": it answers with status " + status);
    }
    String type = response.headers().firstValue("Content-Type").orElse("nothing");
    if (!type.toLowerCase(Locale.ROOT).startsWith("multipart/")) {
      throw new VideoException(
          name + ": it answers with " + printable(type) + ", not with a stream of JPEGs (MJPEG)");
    }
  }

  private static String printable(String text) {
    String plain = text.replaceAll("[^ -~]", "?");
    return plain.length() > 100 ? plain.substring(0, 100) : plain;
  }

  @Override
  public Picture next() throws IOException, InterruptedException {
    byte[] jpeg;
    try {
      jpeg = parts.next();
    } catch (VideoException e) {
      throw new VideoException(name + ": " + e.getMessage());
    } catch (IOException e) {
      throw new CameraUnavailableException(name + ": " + e.getMessage(), e);
    }
    if (jpeg == null) {
      return null;
    }
    long now = System.nanoTime();
    start = last < 0 ? now : start;
    last = Math.max(last + 1, (now - start) / 1000);
    return new Arrived(last, jpeg);
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.empty();
  }

  @Override
  public long damaged() {
    return parts.damaged();
  }

  @Override
  public void close() {
    body.close();
  }

  private record Arrived(long micros, byte[] jpeg) implements Picture {

    @Override
    public EncodedImage encode() {
      return new EncodedImage(ImageEncoding.JPEG, jpeg);
    }
  }
}
